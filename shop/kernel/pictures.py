"""Pictures in the sizes pages need: made on first request, then kept.

A picture's URL is its file's, with `?w=&h=&q=&f=`.  Every wish is snapped to a
short fixed list, so nobody can make the shop resize without end.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image, ImageOps

WIDTHS = (160, 320, 480, 640, 960, 1280)
QUALITIES = (60, 75, 85)
FORMATS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "webp": ("WEBP", "image/webp", {"method": 4}),
    "avif": ("AVIF", "image/avif", {"speed": 8}),
    "jpg": ("JPEG", "image/jpeg", {"progressive": True}),
}
Image.MAX_IMAGE_PIXELS = 50_000_000


@dataclass(frozen=True)
class Wish:
    """A size, quality and format, snapped to what we make."""

    width: int
    quality: int
    format: str

    @property
    def content_type(self) -> str:
        return FORMATS[self.format][1]

    def path(self, name: str) -> str:
        return f"_sized/{self.width}/{self.quality}/{name}.{self.format}"


def snapped(width: str | None, quality: str | None, form: str | None) -> Wish:
    """The nearest offer to a wish from a URL; odd input is no error."""
    wanted = _number(width, WIDTHS[-1])
    return Wish(
        width=next((w for w in WIDTHS if w >= wanted), WIDTHS[-1]),
        quality=min(QUALITIES, key=lambda q: abs(q - _number(quality, 75))),
        format={"jpeg": "jpg"}.get(form or "", form or "")
        if form in (*FORMATS, "jpeg")
        else "webp",
    )


def _number(text: str | None, fallback: int) -> int:
    return (
        int(text)
        if text and text.isascii() and text.isdigit() and len(text) < 6
        else fallback
    )


def sized(name: str, wish: Wish) -> str:
    """The storage name of a picture in a wished size, made when it is missing.

    Re-encoding drops whatever metadata the original had.  Raises OSError where
    the file is missing or no picture.
    """
    path = wish.path(name)
    if default_storage.exists(path):
        return path
    with default_storage.open(name) as file, Image.open(file) as original:
        original.draft("RGB", (wish.width * 2, wish.width * 2))
        picture = ImageOps.exif_transpose(original)
        opaque = wish.format == "jpg" or "A" not in picture.getbands()
        picture = picture.convert("RGB" if opaque else "RGBA")
        if wish.width < picture.width:
            height = max(1, round(picture.height * wish.width / picture.width))
            picture = picture.resize(
                (wish.width, height), Image.Resampling.LANCZOS, reducing_gap=3
            )
        encoder, _, options = FORMATS[wish.format]
        buffer = io.BytesIO()
        picture.save(buffer, encoder, quality=wish.quality, **options)
    return _keep(path, buffer.getvalue())


def _keep(path: str, content: bytes) -> str:
    """Two requests may make the same picture; the second finds the first's."""
    if default_storage.exists(path):
        return path
    return default_storage.save(path, ContentFile(content))


def sprite_url() -> str:
    return static("img/icons.svg")


def absolute(request: HttpRequest, file: Any) -> str:
    """A picture's whole address, at the place that was asked, for a client that puts
    its own wishes behind it; of a thing without one, a placeholder's."""
    name = str(file or "")
    place = default_storage.url(name) if name else static("img/no-picture.png")
    return request.build_absolute_uri(place)


def url(file: Any, width: int) -> str:
    return f"{default_storage.url(str(file))}?w={width}&f=webp"


def picture(
    file: Any, alt: str, width: int, height: int, sizes: str, *, eager: bool = False
) -> SafeString:
    """An `img` with a srcset; `width` and `height` are the box it is shown in.

    A thing without a picture gets a drawn placeholder of the same size.  `eager`
    is for what the first screen shows: it is fetched first, not lazily.
    """
    return _picture(str(file or ""), alt, width, height, sizes, eager)


@lru_cache(maxsize=2048)
def _picture(
    file: str,
    alt: str,
    width: int,
    height: int,
    sizes: str,
    eager: bool,  # noqa: FBT001
) -> SafeString:
    """Lists show the same pictures again and again: made once, the dearest tag we have."""
    loading = (
        SafeString('fetchpriority="high"')
        if eager
        else SafeString('loading="lazy" decoding="async"')
    )
    if not file:
        return format_html(
            '<img class="no-picture" src="{}" alt="{}" width="{}" height="{}" {}>',
            static("img/no-picture.svg"),
            alt,
            width,
            height,
            loading,
        )
    widths = [w for w in WIDTHS if w <= width * 2] or [WIDTHS[0]]
    address = default_storage.url(file)
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" alt="{}" width="{}" height="{}" {}>',
        f"{address}?w={widths[-1]}&f=webp",
        ", ".join(f"{address}?w={w}&f=webp {w}w" for w in widths),
        sizes,
        alt,
        width,
        height,
        loading,
    )
