"""The home page: the merchant's banners above the catalogue's shelves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from catalog.selectors import HomePage, home_page
from shop.content.models import Banner
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr

MOST = 5


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A banner in the active language; `url` may be "", `product_id` None."""

    title: str
    text: str
    image: str
    tone: str
    url: str
    id: int = 0
    product_id: int | None = None


def front_page(now: datetime) -> tuple[list[Slide], HomePage]:
    """Six queries."""
    return running_slides(now)[:MOST], home_page(now)


def running_slides(now: datetime) -> list[Slide]:
    """One query."""
    return [_slide(banner) for banner in _running(now=now)]


@prepared
def _running(now: datetime) -> QuerySet[Banner]:
    return Banner.objects.running(now).select_related("category", "product")


def _slide(banner: Banner) -> Slide:
    shelf = banner.category if banner.category and banner.category.is_visible else None
    goods = banner.product if banner.product and banner.product.is_on_sale else None
    url = address("catalog:product", goods.slug) if goods else ""
    return Slide(
        id=banner.pk,
        title=tr(banner, "title"),
        text=tr(banner, "text"),
        image=banner.image.name or "",
        tone=banner.tone,
        url=address("catalog:category", shelf.slug) if shelf else url,
        product_id=goods.pk if goods else None,
    )
