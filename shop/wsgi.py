"""The web server's way in."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = get_wsgi_application()
resolve("/healthz")  # imports every view now, not in the first visitor's time
gc.collect()
gc.freeze()  # what is loaded now stays: the collector need not walk through it again
