"""The home page: the merchant's banners above the catalogue's shelves."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from catalog.selectors import HomePage, home_page
from shop.content.models import Banner
from shop.kernel.translations import tr

MOST = 5


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A banner in the active language; `url` may be ""."""

    title: str
    text: str
    image: str
    tone: str
    url: str


def front_page(now: datetime) -> tuple[list[Slide], HomePage]:
    """Six queries."""
    banners = Banner.objects.running(now).select_related("category")
    return [_slide(banner) for banner in banners[:MOST]], home_page(now)


def _slide(banner: Banner) -> Slide:
    shelf = banner.category if banner.category and banner.category.is_visible else None
    return Slide(
        title=tr(banner, "title"),
        text=tr(banner, "text"),
        image=banner.image.name or "",
        tone=banner.tone,
        url=reverse("catalog:category", args=[shelf.slug]) if shelf else "",
    )
