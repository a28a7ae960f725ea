"""The product page: everything it shows, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet

from catalog.combinations import ids_of
from catalog.looks import Look
from catalog.models import AttributeValue, Category, OptionValue, Product, Variant
from catalog.models.category import ids_on
from catalog.selectors.cards import (
    ProductCard,
    cards_of,
    percent_off,
    with_card_columns,
)
from catalog.selectors.lines import look_of
from catalog.selectors.picking import Choosing, choosing
from catalog.selectors.pictures import GalleryPicture, gallery, gallery_question
from catalog.selectors.tree import Shelf, Tree, tree_of, tree_question
from catalog.showcase import (
    Panel,
    Viewed,
    offers_of_variants,
    panel_questions,
    panels_of,
    variant_questions,
)
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions, together
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

    `sku` opens the page with that variant; an unknown one is ignored.  Three queries.
    """
    product = next(iter(_called(slug=slug)), None)
    if product is None:
        return None
    answers = _about(product_id=product.pk, now=now)
    offers = offers_of_variants(answers, now)
    picking = choosing(answers["values"], answers["variants"], sku, offers=offers)
    paths, tree = dict(answers["shelves"]), tree_of(answers["tree"])
    shown_first = ids_of(picking.picked.key) if picking.picked else []
    viewed = Viewed(
        id=product.pk,
        url=address("catalog:product", product.slug),
        shelves=ids_on(paths.values()),
        now=now,
        look_of=partial(_look, answers),
    )
    return ProductPage(
        **_texts(product),
        **_range(product, picking),
        tree=tree,
        way=_way(tree, list(paths)),
        pictures=gallery(answers["pictures"], tr(product, "name"), shown_first),
        choosing=picking,
        attributes=_attributes(answers["attributes"]),
        related=_related(answers, now),
        panels=panels_of(answers, viewed),
    )


@prepared
def _called(slug: str) -> QuerySet[Product]:
    return Product.objects.exclude(status=Product.Status.DRAFT).filter(slug=slug)


@together
def _about(product_id: int, now: datetime) -> Questions:
    """Everything else, but for the cards."""
    values = OptionValue.objects.filter(option__product=product_id)
    attributes = AttributeValue.objects.filter(products=product_id)
    shelves = Category.objects.filter(products=product_id)
    return {
        "tree": tree_question(),
        "values": values.select_related("option").order_by(
            "option__position", "option_id", "position", "pk"
        ),
        "variants": Variant.objects.filter(product=product_id, is_active=True),
        "shelves": shelves.order_by("pk").values_list("pk", "path"),
        "pictures": gallery_question(product_id),
        "attributes": attributes.select_related("attribute").order_by(
            "attribute__position", "attribute_id", "value"
        ),
        "near": with_card_columns(_near(product_id)[:RELATED]),
        "best": with_card_columns(_best_others(product_id)[:RELATED]),
        **variant_questions(product_id, now),
        **panel_questions(product_id, now),
    }


def _best_others(product_id: int) -> QuerySet[Product]:
    others = Product.objects.on_sale().exclude(pk=product_id)
    return others.order_by("-sold_count", "pk")


def _near(product_id: int) -> QuerySet[Product]:
    """Bestsellers of the same shelves."""
    stands: Any = Category.products.through.objects
    own = stands.filter(product=product_id).values("category")
    held = stands.filter(category__in=own).values("product_id")
    return _best_others(product_id).filter(pk__in=held)


def _related(answers: Answers, now: datetime) -> list[ProductCard]:
    """Bestsellers of the same shelves, then of the whole shop: never empty."""
    near = {row["pk"]: row for row in (*answers["near"], *answers["best"])}
    return cards_of([*near.values()][:RELATED], now=now)


def _look(answers: Answers, key: str) -> Look:
    """How a variant of the page's product looks."""
    words = {
        value.pk: (tr(value.option, "name"), tr(value, "name"))
        for value in answers["values"]
    }
    return look_of(key, words, answers["pictures"])


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


def _attributes(rows: Iterable[AttributeValue]) -> list[tuple[str, str]]:
    """`[("Material", "Stoneware, brass"), …]`: values of one attribute together."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(tr(row.attribute, "name"), []).append(tr(row, "value"))
    return [(name, listed(values)) for name, values in found.items()]
