# Three commands for everything: `make run`, `make test`, `make check`.
# Needs nothing but make and Python 3.11 or newer with its venv module.

PY := .venv/bin/python
DJADE := .venv/bin/djade
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$python && break; done)
UV := $(shell command -v uv 2>/dev/null)
LOCK := pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-header --python-version 3.11
SOURCES := manage.py shop accounts catalog promotions cart orders payments support
TEMPLATES = $(shell find $(SOURCES) templates -name '*.html')

# Production's settings, so that `check --deploy` looks at what will be deployed.
AS_DEPLOYED := SHOP_ENV=production SECRET_KEY=only-for-the-check-9f2b7c1e4d8a6053-k3VxQ0pLz7WnRt5YbHs2 \
	ALLOWED_HOSTS=shop.example SITE_URL=https://shop.example \
	DATABASE_URL=postgres://shop@localhost/shop REDIS_URL=redis://localhost/0

.DEFAULT_GOAL := help
.PHONY: help run demo test check lock format clean-python

help:
	@echo "make run    open the shop (first time: sets everything up)"
	@echo "make demo   the same, from a fresh demo database"
	@echo "make test   the tests"
	@echo "make check  format, lint, types, templates, translations, settings"
	@echo "make lock   write the requirements' locks anew (needs uv)"

run: .venv/.shop
	@exec $(PY) manage.py up --leashed

demo: .venv/.shop
	@exec $(PY) manage.py up --leashed --fresh

test: .venv/.dev
	@exec $(PY) -m pytest -n auto $(ARGS)

check: .venv/.dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	@$(DJADE) --check --target-version 5.2 $(TEMPLATES)
	$(PY) -m mypy $(SOURCES)
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_translations
	$(AS_DEPLOYED) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m pytest -q tests/architecture

format: .venv/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(DJADE) --target-version 5.2 $(TEMPLATES)

lock:
	$(UV) $(LOCK) requirements.in -o requirements.lock
	$(UV) $(LOCK) requirements-dev.in -o requirements-dev.lock

# --- Python ---------------------------------------------------------------------
# A stamp beside the packages says which lock they were installed from.
install = echo "Installing $(1) …"; \
	if [ -n "$(UV)" ] && $(UV) pip install --quiet --python $(PY) --compile-bytecode \
	--require-hashes -r $(1); then :; else exec $(PY) -m pip install -qq \
	--disable-pip-version-check --require-hashes -r $(1); fi

.venv/.made: $(if $(shell $(PY) -c 'import pip' 2>/dev/null || echo broken),clean-python)
	@test -n "$(PYTHON)" || { echo "The shop needs Python 3.11 or newer with its \
	venv module (Debian: apt-get install python3 python3-venv)." >&2; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@exec $(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.shop: requirements.lock .venv/.made
	@$(call install,requirements.lock)
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.made
	@$(call install,requirements-dev.lock)
	@touch .venv/.shop $@
