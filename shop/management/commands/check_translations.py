"""`manage.py check_translations`: is every text there, in every language?"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from shop.catalogues import faults, read_po

FOREIGN = {".git", ".venv", "locale", "media", "node_modules", "static", "tests", "var"}
SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    help = "Check that catalogues are complete, compiled and in step with the source."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [line for po in catalogues() for line in faults(po)]
        if shutil.which("xgettext"):
            wrong += out_of_step()
        else:
            self.stdout.write("gettext is not installed: source not compared.")
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("Translations are complete.")


def catalogue(folder: Path | str, language: str) -> Path:
    return Path(folder) / to_locale(language) / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def catalogues() -> list[Path]:
    """Every language's; those of the shop's own texts must be there.

    Raises CommandError.
    """
    found = []
    for language in languages():
        own, *others = (catalogue(path, language) for path in settings.LOCALE_PATHS)
        if not own.exists():
            raise CommandError(f"{own} is missing: run makemessages")
        found += [own, *(po for po in others if po.exists())]
    return found


def out_of_step() -> Iterator[str]:
    """Texts that the source has and a catalogue lacks, or the other way round."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "shop"
        shutil.copytree(
            settings.BASE_DIR, copy, ignore=lambda _, names: FOREIGN.intersection(names)
        )
        (copy / "locale").mkdir()
        for language in languages():
            _collect(copy, language)
            wanted = read_po(catalogue(copy / "locale", language)).keys()
            own = catalogue(settings.LOCALE_PATHS[0], language)
            present = read_po(own).keys()
            yield from (f"{own}: lacks {key!r}" for key in sorted(wanted - present))
            yield from (
                f"{own}: no longer used: {key!r}" for key in sorted(present - wanted)
            )


def _collect(copy: Path, language: str) -> None:
    command = [sys.executable, "-m", "django", "makemessages", "--verbosity", "0"]
    subprocess.run(  # noqa: S603 (nothing of it comes from outside)
        [*command, "--locale", to_locale(language)],
        cwd=copy,
        env={key: value for key, value in os.environ.items() if "DJANGO" not in key},
        check=True,
        capture_output=True,
    )
