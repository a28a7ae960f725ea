"""Pictures that people send us: looked at, made small, stripped, encoded anew.

What is stored was written by us, so no picture carries a script, a camera's
serial number or the place where it was taken.
"""

import io
import secrets
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from shop.kernel import pictures

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560
SHORTEST_SIDE = 16
READS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "MPO")

NO_PICTURE = _("This is no picture we can read. Send a JPEG, PNG or WebP.")


def clean_picture(upload: File) -> ContentFile:
    """The picture as a WebP of ours, upright and in sRGB.  Raises ValidationError."""
    if (upload.size or 0) > MOST_BYTES:
        limit = MOST_BYTES // (1024 * 1024)
        raise ValidationError(
            _("The picture may have %(limit)d MB at most.") % {"limit": limit}
        )
    upload.seek(0)
    try:
        with Image.open(upload, formats=READS) as original:
            _check_size(original.width, original.height)
            original.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = _upright(original)
            buffer = io.BytesIO()
            picture.save(buffer, "WEBP", quality=90, method=4)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise ValidationError(NO_PICTURE) from error
    return ContentFile(buffer.getvalue(), name=new_name(upload.name or ""))


def new_name(name: str) -> str:
    """A name that is never used again: browsers keep a picture for good."""
    stem = slugify(PurePath(name).stem)[:40] or "picture"
    return f"{stem}-{secrets.token_hex(4)}.webp"


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < SHORTEST_SIDE:
        raise ValidationError(_("The picture is too small."))


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The picture may have %(limit)d million pixels at most.")
        % {"limit": MOST_PIXELS // 1_000_000}
    )


def _upright(original: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(original)
    profile = original.info.get("icc_profile")
    mode = (
        "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    )
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        picture = _in_srgb(picture, profile, mode)
    picture = picture.convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture


def _in_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        return (
            ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
            or picture
        )
    except (ImageCms.PyCMSError, OSError):
        return picture


class PictureInput(forms.ClearableFileInput):
    """Shows the picture that is there, small, beside the field for another."""

    template_name = "admin_shop/picture_input.html"

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"]:
            context["widget"]["thumb"] = pictures.url(value, 320)
        return context


class PictureField(forms.ImageField):
    """A picture that has been through `clean_picture`; a wrong one is told here."""

    default_error_messages = {
        "invalid_image": NO_PICTURE,
        "invalid_extension": NO_PICTURE,
    }
    default_validators: list[Any] = []

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return None if upload is None else clean_picture(upload)
