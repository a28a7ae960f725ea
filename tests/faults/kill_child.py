"""What a process of the shop does that was born in the nursery (`kill_nursery`).

It reads the settings file anew, in an environment of its own: as if it had just been
started, which `test_kill_nursery.py` compares.
"""

import importlib
import os
import re
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from pprint import pformat
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.core.management import execute_from_command_line
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.test.signals import setting_changed

from shop.celery import app as celery
from tests.faults.kill_guards import GUARDS

FILES = ["shop.payment_settings", "shop.settings", "tests.faults.kill_settings"]
Environment = dict[str, str]


def live(
    environment: Environment, guard: str, deed: Callable[..., None], *given: Any
) -> None:
    """The whole life of a process."""
    log = (Path(environment["SHOP_VAR"]) / "log").open("ab")
    os.dup2(log.fileno(), sys.stdout.fileno())
    os.dup2(log.fileno(), sys.stderr.fileno())
    os.environ.update(environment)
    read_settings()
    if guard:
        GUARDS[guard]()
    deed(*given)


def read_settings() -> None:
    """Django tells whoever has made something of a setting that it has changed; it
    leaves out the database, and Celery has its own copy.
    """
    for file in FILES:
        fresh = importlib.reload(sys.modules[file])
    connections.databases["default"].update(fresh.DATABASES["default"])
    fresh.DATABASES = connections.databases
    for name in dir(fresh):
        value = getattr(fresh, name)
        if name.isupper() and value != getattr(settings, name):
            setattr(settings, name, value)
            setting_changed.send(sender=None, setting=name, value=value, enter=True)
    celery.conf.broker_url = settings.CELERY_BROKER_URL


# --- deeds ------------------------------------------------------------------------------


def serve(listening: socket.socket) -> None:
    """Visitors, on a socket that the parent holds open, so that the address outlives
    the process and visitors of the next one wait instead of being refused.
    """
    from shop.wsgi import application  # with the middleware of these settings

    server = ServerOnSocket(listening)
    server.set_app(application)
    server.serve_forever()


def manage(*command: str) -> None:
    execute_from_command_line(["manage.py", *command])


def describe(path: str) -> None:
    """What the settings have become, and what was made of them."""
    made = {
        "database": connections["default"].settings_dict,
        "cache": vars(caches["default"]),
        "media": default_storage.location,
        "static": staticfiles_storage.location,
        "mail": vars(get_connection()),
        "broker": celery.conf.broker_url,
        "zone": time.tzname,
    }
    names = [name for name in dir(settings) if name.isupper()]
    known = {name: getattr(settings, name) for name in names}
    lines = [
        f"{name}: {pformat(what, width=1)}" for name, what in (known | made).items()
    ]
    Path(path).write_text(re.sub(" at 0x[0-9a-f]+", "", "\n".join(sorted(lines))))


class ServerOnSocket(ThreadedWSGIServer):
    def __init__(self, given: socket.socket) -> None:
        self.given = given
        super().__init__(given.getsockname(), WSGIRequestHandler)

    def server_bind(self) -> None:
        self.socket.close()
        self.socket = self.given
        self.server_address = self.given.getsockname()
        self.server_name, self.server_port = self.server_address
        self.setup_environ()

    def server_activate(self) -> None:
        """The socket listens already."""
