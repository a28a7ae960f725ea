"""One stylesheet and one script for the browser, many small files for us.

`css/shop.css` is every file of `static/css` in the order that `layers.css` fixes
(layers decide precedence, so the order of the rest does not matter), `js/shop.js`
every file of `static/js`, each in a block of its own.  Made when static files are
collected or looked up: there is no build step to forget.  Comments and indentation
stay with us.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLES = ("css/shop.css", "js/shop.js")


def sources(name: str) -> list[Path]:
    """The files of a bundle.  `static/js/pages/` is loaded on demand, not bundled."""
    folder = Path(settings.BASE_DIR) / "static" / name.partition("/")[0]
    suffix = Path(name).suffix
    files = [
        path
        for path in folder.rglob(f"*{suffix}")
        if "pages" not in path.parts or suffix == ".css"
    ]
    return sorted(files, key=lambda path: (path.stem != "layers", str(path)))


def bundle(name: str) -> str:
    texts = [path.read_text() for path in sources(name)]
    if name.endswith(".js"):
        return "\n".join(f"{{\n{lean_script(text)}\n}}" for text in texts)
    return lean_style("\n".join(texts))


def lean_script(text: str) -> str:
    """Without indentation and lines that only comment.

    So a script has no template literal of several lines.
    """
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def lean_style(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


class BundleFinder(BaseFinder):
    """Offers the bundles to `collectstatic` and to the static-file views."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storage = FileSystemStorage(location=settings.SHOP_VAR / "bundles")

    def check(self, **_: Any) -> list[Any]:
        return []

    def _write(self, name: str) -> Path:
        path = Path(self.storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        text = bundle(name)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002
        if path not in BUNDLES:
            return []
        found = str(self._write(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in BUNDLES:
            self._write(name)
            yield name, self.storage
