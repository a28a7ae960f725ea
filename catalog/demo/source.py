"""The demo shop's texts and pictures, as they lie beside this file."""

import json
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

HERE = Path(__file__).parent


def catalogue() -> dict[str, Any]:
    return json.loads((HERE / "catalogue.json").read_text(encoding="utf-8"))


def chinese(**texts: str) -> dict[str, dict[str, str]]:
    """A `translations` column that holds Chinese."""
    return {"zh-hans": texts}


def stored(name: str) -> str:
    """Copy a demo picture into the shop's storage, once, under its own name."""
    if not default_storage.exists(name):
        with (HERE / "media" / name).open("rb") as file:
            default_storage.save(name, File(file))
    return name
