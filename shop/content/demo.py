"""The demo shop's banners."""

from datetime import datetime

from django.db import transaction

from catalog.demo.source import catalogue, chinese, stored
from catalog.models import Category, Product
from shop.content.models import Banner


@transaction.atomic
def fill_banners(now: datetime) -> None:
    """Do nothing if there are banners already.  Comes after `fill_catalog`."""
    if Banner.objects.exists():
        return
    shelves = {row.slug: row for row in Category.objects.all()}
    for position, row in enumerate(catalogue()["banners"]):
        Banner.objects.create(
            title=row["title_en"],
            text=row["text_en"],
            image=stored(row["image"]),
            tone=row["tone"],
            category=shelves.get(row["category"]),
            product=_best_of(row["category"]),
            position=position,
            starts_at=now,
            translations=chinese(title=row["title_zh"], text=row["text_zh"]),
        )


def _best_of(slug: str) -> Product | None:
    goods = Product.objects.on_sale().filter(categories__slug=slug)
    return goods.order_by("-sold_count", "pk").first()
