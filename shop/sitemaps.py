"""Every public page, in every language, for search engines."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_sitemaps
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.selectors.tree import Shelf, category_tree

MOST_ADDRESSES = 5000


class PublicPages(Sitemap):
    """Each page with its `hreflang` alternates."""

    i18n = True
    alternates = True
    x_default = True
    limit = MOST_ADDRESSES


class FixedPages(PublicPages):
    def items(self) -> list[str]:
        return ["content:home", "catalog:categories"]

    def location(self, item: str) -> str:
        return reverse(item)


class CategoryPages(PublicPages):
    def items(self) -> list[Shelf]:
        return list(category_tree().by_id.values())

    def location(self, item: Shelf) -> str:
        return reverse("catalog:category", args=[item.slug])


class ProductPages(PublicPages):
    def items(self) -> Any:
        return Product.objects.on_sale().order_by("pk").only("slug")

    def location(self, item: Product) -> str:
        return reverse("catalog:product", args=[item.slug])


SECTIONS: dict[str, type[PublicPages]] = {
    "pages": FixedPages,
    "categories": CategoryPages,
    "products": ProductPages,
}
SITEMAPS: "dict[str, type[Sitemap[Any]] | Sitemap[Any]]" = {**SECTIONS}


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """All addresses while they fit into one file, else an index of the files."""
    if all(section().paginator.num_pages == 1 for section in SECTIONS.values()):
        return django_sitemaps.sitemap(request, SITEMAPS)
    return django_sitemaps.index(request, SITEMAPS, sitemap_url_name="sitemap-section")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    return django_sitemaps.sitemap(request, SITEMAPS, section=section)
