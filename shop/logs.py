"""Logs carry the request's id and no person.

One JSON object a line for machines (production), plain lines for people.
"""

import json
import logging
import logging.config
import re
from datetime import UTC, datetime
from typing import Any

from shop.middleware import request_id

SECRET_IN_ADDRESS = re.compile(r"(/key/)[^/\s]+")
# PostgreSQL repeats the row that it refused: somebody's address, phone or password.
ROW_IN_TRACE = re.compile(r"^(DETAIL:).*", re.MULTILINE)


def told(record: logging.LogRecord) -> str:
    """The message without the keys that let a guest in or reset a password."""
    return SECRET_IN_ADDRESS.sub(r"\1…", record.getMessage())


class DiscreetFormatter(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        trace = SECRET_IN_ADDRESS.sub(r"\1…", super().formatException(ei))
        return ROW_IN_TRACE.sub(r"\1 …", trace)


class JsonFormatter(DiscreetFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id.get(),
            "message": told(record),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(DiscreetFormatter):
    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s [%(request)s] %(message)s", "%H:%M:%S"
        )

    def format(self, record: logging.LogRecord) -> str:
        record.request = request_id.get()
        record.msg, record.args = told(record), ()
        return super().format(record)


def configure(wish: dict[str, str]) -> None:
    """The whole of the logging set-up; Django calls it with the settings' LOGGING."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {"()": JsonFormatter},
                "text": {"()": TextFormatter},
            },
            "handlers": {
                "out": {
                    "class": "logging.StreamHandler",
                    "formatter": wish["format"],
                }
            },
            "root": {"handlers": ["out"], "level": "INFO"},
            "loggers": {
                "django": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},  # a 404 is no news
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                "celery": {"level": "WARNING"},
                # A broker in a file has no host, and kombu would say so each time.
                "kombu.connection": {"level": "ERROR"},
                "stripe": {"level": "WARNING"},  # else: whatever it sends
            },
        }
    )
