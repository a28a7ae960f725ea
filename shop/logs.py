"""Logs carry the request's id and no person.

One JSON object a line for machines (production), plain lines for people.
"""

import json
import logging
import logging.config
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from shop.middleware import request_id


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id.get(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s [%(request)s] %(message)s", "%H:%M:%S"
        )

    def format(self, record: logging.LogRecord) -> str:
        record.request = request_id.get()
        return super().format(record)


def configure(_: Any = None) -> None:
    """The whole of the logging set-up; called by Django with its own empty one."""
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
                    "formatter": settings.LOG_FORMAT,
                }
            },
            "root": {"handlers": ["out"], "level": "INFO"},
            "loggers": {
                "django": {"level": "WARNING"},
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                "celery": {"level": "WARNING"},
            },
        }
    )
