"""The product page: everything it shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.combinations import ids_of
from catalog.models import AttributeValue, Category, OptionValue, Product, Variant
from catalog.models.category import ids_on
from catalog.selectors.cards import (
    ProductCard,
    cards_of,
    percent_off,
    with_card_columns,
)
from catalog.selectors.picking import Choosing, choosing
from catalog.selectors.pictures import GalleryPicture, gallery
from catalog.selectors.tree import Shelf, Tree, category_tree
from catalog.showcase import Panel, Viewed, offers_of_variants, panels_of
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr
from shop.kernel.words import listed

RELATED = 8


@dataclass(frozen=True, kw_only=True)
class ProductPage:
    """`picked` is the variant that the page opens with; None: nothing to buy."""

    id: int
    slug: str
    name: str
    summary: str
    description: str
    brand: str
    sold: int
    is_archived: bool
    price_from: Decimal | None
    price_to: Decimal | None
    tree: Tree
    way: list[Shelf]
    pictures: list[GalleryPicture]
    choosing: Choosing
    attributes: list[tuple[str, str]]
    related: list[ProductCard]
    panels: list[Panel] = field(default_factory=list)

    def panels_at(self, slot: str) -> list[Panel]:
        return [panel for panel in self.panels if panel.slot == slot]

    @property
    def price_panels(self) -> list[Panel]:
        return self.panels_at("price")

    @property
    def buy_panels(self) -> list[Panel]:
        return self.panels_at("buy")

    @property
    def bar_panels(self) -> list[Panel]:
        return self.panels_at("bar")

    @property
    def panels_below(self) -> list[Panel]:
        return self.panels_at("below")

    @property
    def picked(self) -> Variant | None:
        return self.choosing.picked

    @property
    def price(self) -> Decimal | None:
        return self.picked.price if self.picked else self.price_from

    @property
    def was(self) -> Decimal | None:
        return self.picked.compare_at if self.picked else None

    @property
    def percent_off(self) -> str:
        return percent_off(self.price, self.was) if self.price else ""

    @property
    def matrix(self) -> list[dict[str, Any]]:
        images: dict[int, str] = {}
        for picture in self.pictures:
            if picture.value_id:
                images.setdefault(picture.value_id, picture.key)
        return self.choosing.matrix(images)

    @property
    def has_range(self) -> bool:
        return self.price_from != self.price_to

    @property
    def is_led(self) -> bool:
        """Has a campaign the one strong button of the page?"""
        return any(panel.sells for panel in self.panels)

    @property
    def can_be_bought(self) -> bool:
        """Here, or through a campaign that has pieces of its own."""
        is_left = not self.choosing.is_sold_out or self.is_led
        return not self.is_archived and is_left


def product_page(slug: str, sku: str = "", *, now: datetime) -> ProductPage | None:
    """A product that was published, also when it is archived; None otherwise.

    `sku` opens the page with that variant; an unknown one is ignored.  Nine queries.
    """
    product = next(iter(_called(slug=slug)), None)
    if product is None:
        return None
    values, variants = _values(product_id=product.pk), _variants(product_id=product.pk)
    offers = offers_of_variants(product.pk, now)
    picking = choosing(values, variants, sku, offers=offers)
    paths = dict(_shelf_paths(product_id=product.pk))
    shelf_ids, tree = list(paths), category_tree()
    viewed = Viewed(
        id=product.pk,
        url=address("catalog:product", product.slug),
        shelves=ids_on(paths.values()),
        now=now,
    )
    return ProductPage(
        **_texts(product),
        **_range(product, picking),
        tree=tree,
        way=_way(tree, shelf_ids),
        pictures=gallery(product, ids_of(picking.picked.key) if picking.picked else []),
        choosing=picking,
        attributes=_attributes(product),
        related=_related(product.pk, shelf_ids, now),
        panels=panels_of(viewed),
    )


@prepared
def _called(slug: str) -> QuerySet[Product]:
    return Product.objects.exclude(status=Product.Status.DRAFT).filter(slug=slug)


@prepared
def _values(product_id: int) -> QuerySet[OptionValue]:
    values = OptionValue.objects.filter(option__product=product_id)
    return values.select_related("option").order_by(
        "option__position", "option_id", "position", "pk"
    )


@prepared
def _variants(product_id: int) -> QuerySet[Variant]:
    return Variant.objects.filter(product=product_id, is_active=True)


@prepared
def _shelf_paths(product_id: int) -> QuerySet[Category, tuple[int, str]]:
    shelves = Category.objects.filter(products=product_id)
    return shelves.order_by("pk").values_list("pk", "path")


@prepared
def _attribute_values(product_id: int) -> QuerySet[AttributeValue]:
    rows = AttributeValue.objects.filter(products=product_id)
    return rows.select_related("attribute").order_by(
        "attribute__position", "attribute_id", "value"
    )


def _texts(product: Product) -> dict[str, Any]:
    return {
        "id": product.pk,
        "slug": product.slug,
        "name": tr(product, "name"),
        "summary": tr(product, "summary"),
        "description": tr(product, "description"),
        "brand": tr(product, "brand"),
        "sold": product.sold_count,
        "is_archived": product.status == Product.Status.ARCHIVED,
    }


def _range(product: Product, picking: Choosing) -> dict[str, Any]:
    """From the lowest to the highest price, lower ones of today included."""
    prices = [variant.price for variant in picking.variants] if picking.offers else []
    return {
        "price_from": min(prices, default=product.price_from),
        "price_to": max(prices, default=product.price_to),
    }


def _way(tree: Tree, shelf_ids: Sequence[int]) -> list[Shelf]:
    """From the root to the deepest shelf the product stands on."""
    ways = [tree.way_to(tree.by_id[pk]) for pk in shelf_ids if pk in tree.by_id]
    return max(ways, key=len, default=[])


def _attributes(product: Product) -> list[tuple[str, str]]:
    """`[("Material", "Stoneware, brass"), …]`: values of one attribute together."""
    found: dict[str, list[str]] = {}
    for row in _attribute_values(product_id=product.pk):
        found.setdefault(tr(row.attribute, "name"), []).append(tr(row, "value"))
    return [(name, listed(values)) for name, values in found.items()]


def _related(
    product_id: int, shelf_ids: Sequence[int], now: datetime
) -> list[ProductCard]:
    """Bestsellers of the same shelves, then of the whole shop: never empty.

    No shelf is written `[0]`: an empty list would make the order a constant, which
    PostgreSQL refuses.
    """
    near = _near(product_id=product_id, shelf_ids=[*shelf_ids] or [0])
    return cards_of(near, now=now)


@prepared
def _near(product_id: int, shelf_ids: list[int]) -> QuerySet[Product, dict[str, Any]]:
    others = Product.objects.on_sale().exclude(pk=product_id)
    best = others.order_by("-sold_count", "pk")
    held = Category.products.through.objects.filter(category__in=shelf_ids)
    near = best.filter(pk__in=held.values("product_id"))
    wanted = Q(pk__in=near[:RELATED].values("pk")) | Q(
        pk__in=best[:RELATED].values("pk")
    )
    is_near = Exists(held.filter(product=OuterRef("pk")))
    goods = others.filter(wanted).order_by(is_near.desc(), "-sold_count", "pk")
    return with_card_columns(goods[:RELATED])
