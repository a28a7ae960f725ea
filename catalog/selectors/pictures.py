"""A product's pictures, those of the chosen colour first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from catalog.models import Product, ProductImage
from catalog.selectors.texts import text
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr


@dataclass(frozen=True, kw_only=True)
class GalleryPicture:
    """`key` is how the script that picks a variant finds it."""

    key: str
    file: str
    alt: str
    value_id: int | None


def gallery(product: Product, value_ids: Sequence[int]) -> list[GalleryPicture]:
    """One query."""
    pictures = [
        GalleryPicture(
            key=str(row["pk"]),
            file=row["file"],
            alt=text(row, "alt") or tr(product, "name"),
            value_id=row["value_id"],
        )
        for row in _pictures_of(product_id=product.pk)
    ]
    return sorted(pictures, key=lambda picture: picture.value_id not in value_ids)


@prepared
def _pictures_of(product_id: int) -> QuerySet[ProductImage, Any]:
    pictures = ProductImage.objects.filter(product=product_id)
    return pictures.values("pk", "file", "alt", "translations", "value_id")
