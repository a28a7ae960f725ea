"""A product's pictures, those of the chosen colour first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from catalog.models import ProductImage
from catalog.selectors.texts import text


@dataclass(frozen=True, kw_only=True)
class GalleryPicture:
    """`key` is how the script that picks a variant finds it."""

    key: str
    file: str
    alt: str
    value_id: int | None


def gallery(
    rows: Iterable[Mapping[str, Any]], name: str, value_ids: Sequence[int]
) -> list[GalleryPicture]:
    """Of the answer to `gallery_question`; `name` is the product's."""
    pictures = [
        GalleryPicture(
            key=str(row["pk"]),
            file=row["file"],
            alt=text(row, "alt") or name,
            value_id=row["value_id"],
        )
        for row in rows
    ]
    return sorted(pictures, key=lambda picture: picture.value_id not in value_ids)


def gallery_question(product_id: int) -> QuerySet[ProductImage, Any]:
    pictures = ProductImage.objects.filter(product=product_id)
    return pictures.values("pk", "file", "alt", "translations", "value_id")
