"""What the nursery imports once, for all the processes that are born in it: the shop's
code, addresses, words and templates.  Nothing that a process's own settings change.
"""

import gc
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.urls import resolve, reverse
from django.utils import translation

django.setup()
resolve("/healthz")  # imports every view

for code, _ in settings.LANGUAGES:
    with translation.override(code):
        reverse("content:home")

homes = [settings.BASE_DIR, *(Path(app.path) for app in apps.get_app_configs())]
for folder in [home / "templates" for home in homes if ".venv" not in home.parts]:
    for page in folder.rglob("*.html"):
        get_template(str(page.relative_to(folder)))

gc.collect()
gc.freeze()
