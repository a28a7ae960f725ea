"""Serves the merchant's pictures, as they are or in the size a page asks for."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from PIL.Image import DecompressionBombError

from shop.kernel.pictures import sized, snapped

CONTENT_TYPES = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".glb": "model/gltf-binary",
}
NO_PICTURE = (
    OSError,
    ValueError,
    SyntaxError,  # Pillow's word for a broken PNG
    DecompressionBombError,
    SuspiciousOperation,
)
A_YEAR = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Stored names are ours and never reused, so a browser may keep them for good."""
    content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None or name.startswith("_"):
        raise Http404
    try:
        if request.GET.keys() & {"w", "h", "q", "f"} and content_type.startswith(
            "image"
        ):
            wish = snapped(*(request.GET.get(key) for key in "wqf"))
            name, content_type = sized(name, wish), wish.content_type
        file = default_storage.open(name)
    except NO_PICTURE as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    response.headers["Cache-Control"] = A_YEAR
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
