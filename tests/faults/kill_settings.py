"""The shop's own settings; pages name static files that nobody has to collect first."""

from shop.settings import *  # noqa: F403
from shop.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
