"""An unsafe shop does not start, and says in plain words why."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

from shop.checks import advise, refuse_unsafe
from tests.architecture.source import ROOT

SAFE = {
    "IN_PRODUCTION": True,
    "SECRET_KEY": "only-for-the-test-9f2b7c1e4d8a6053-k3VxQ0pLz7WnRt5Yb",
    "DEBUG": False,
    "DEMO_GATEWAY": False,
    "DEMO_BANK_URL": "",
    "FAILPOINT": "",
    "CLOCK_AHEAD": timedelta(0),
    "ALLOWED_HOSTS": ["shop.example"],
    "SITE_URL": "https://shop.example",
    "ON_SQLITE": False,
    "ALLOW_SQLITE": False,
    "STAFF_MFA": "required",
    "WECHAT_LOGIN": "live",
    "LANGUAGE_CODE": "en",
    "LANGUAGES": [("en", "English")],
    "SHOP_CURRENCY": "CNY",
}
DEPLOYED = {
    "PATH": os.environ["PATH"],
    "SHOP_ENV": "production",
    "SECRET_KEY": SAFE["SECRET_KEY"],
    "ALLOWED_HOSTS": "shop.example",
    "SITE_URL": "https://shop.example",
    "DATABASE_URL": "postgres://shop@localhost/shop",
}


def test_a_safe_shop_starts() -> None:
    refuse_unsafe(SAFE)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short-but-various-0123456789"),
        ("SECRET_KEY", "ab" * 40),
        ("DEBUG", True),
        ("DEMO_GATEWAY", True),
        ("DEMO_BANK_URL", "http://127.0.0.1:8001"),
        ("FAILPOINT", "order.rows_written=kill"),
        ("CLOCK_AHEAD", timedelta(seconds=120)),
        ("ALLOWED_HOSTS", []),
        ("ALLOWED_HOSTS", ["shop.example", "*"]),
        ("SITE_URL", ""),
        ("SITE_URL", "shop.example"),
        ("STAFF_MFA", "never"),
        ("WECHAT_LOGIN", "sandbox"),
        ("WECHAT_LOGIN", "open"),
        ("SHOP_CURRENCY", "yuan"),
    ],
)
def test_each_fault_is_named(variable: str, value: object) -> None:
    with pytest.raises(ImproperlyConfigured, match=variable):
        refuse_unsafe(SAFE | {variable: value})


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="SHOP_LANGUAGE"):
        refuse_unsafe(SAFE | {"LANGUAGE_CODE": "tlh"})


def test_sqlite_needs_a_word_of_consent() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        refuse_unsafe(SAFE | {"ON_SQLITE": True})

    refuse_unsafe(SAFE | {"ON_SQLITE": True, "ALLOW_SQLITE": True})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unsafe(SAFE | {"DEBUG": True, "SITE_URL": "", "ALLOWED_HOSTS": []})

    assert str(refusal.value).count("\n  - ") == 3


def test_development_is_free() -> None:
    refuse_unsafe(SAFE | {"IN_PRODUCTION": False, "DEBUG": True, "SECRET_KEY": "x"})


def test_a_shop_without_redis_is_advised(settings) -> None:
    settings.IN_PRODUCTION, settings.REDIS_URL = True, ""

    assert [advice.id for advice in advise()] == ["shop.W001"]


def test_csrf_protection_is_on() -> None:
    classes = [import_string(name) for name in settings.MIDDLEWARE]

    assert any(
        isinstance(each, type) and issubclass(each, CsrfViewMiddleware)
        for each in classes
    )


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=DEPLOYED | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_line_says_it_without_a_traceback(tmp_path) -> None:
    answer = manage("check", SECRET_KEY="weak", DEBUG="1", SHOP_VAR=str(tmp_path))

    assert answer.returncode == 1
    assert "SECRET_KEY is missing or weak" in answer.stderr
    assert "DEBUG is on" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_no_trial_is_made_in_production(tmp_path) -> None:
    answer = manage(
        "check",
        FAILPOINT="order.rows_written=kill",
        CLOCK_AHEAD_SECONDS="120",
        SHOP_VAR=str(tmp_path),
    )

    assert answer.returncode == 1
    assert "FAILPOINT is set" in answer.stderr
    assert "CLOCK_AHEAD_SECONDS is set" in answer.stderr


def test_what_is_deployed_passes_djangos_own_check(tmp_path) -> None:
    answer = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        REDIS_URL="redis://localhost/0",
        SHOP_VAR=str(tmp_path),
    )

    assert answer.returncode == 0, answer.stderr


def test_every_variable_is_explained() -> None:
    source = "".join(file.read_text() for file in (ROOT / "shop").glob("*settings.py"))
    read = set(re.findall(r'\b(?:env\.\w+|_address)\(\s*"([A-Z0-9_]+)"', source))
    example = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#?([A-Z0-9_]+)=", example, re.MULTILINE))

    assert read == explained
