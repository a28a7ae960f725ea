"""The JSON API's shelves.  Public, and the same for everybody."""

from typing import Annotated

from django.http import HttpRequest
from pydantic import Field

from catalog.search import LONGEST_QUERY
from catalog.selectors import (
    Shelf,
    VariantFacts,
    Ware,
    article,
    category_tree,
    found_wares,
    hot_wares,
)
from catalog.wishes import Sort, Wishes
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.refusals import NotThere
from shop.kernel.api.shapes import Id, Money, Output
from shop.kernel.clock import now
from shop.kernel.pictures import absolute

router = endpoints("Catalogue")

HOT = 20
Limit = Annotated[int, Field(ge=1, le=50)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]
Words = Annotated[str, Field(max_length=LONGEST_QUERY, pattern=r"^[^\x00]*$")]


class Category(Output):
    id: int
    name: str
    image: str | None
    parent_id: int | None
    children: list["Category"]


class Card(Output):
    """`price` is the lowest of its variants now, `stock` all that is left of them."""

    id: int
    name: str
    price: Money
    original_price: Money | None
    image: str
    stock: int


class Variant(Output):
    id: int
    sku: str
    options: dict[str, str]
    price: Money
    stock: int
    image: str


class Product(Card):
    description: str
    images: list[str]
    variants: list[Variant]


@router.get("/categories", response=list[Category], auth=PUBLIC)
def categories(request: HttpRequest) -> list[Category]:
    """The tree: the first shelves in their order, each with those below it."""
    return [_category(request, shelf) for shelf in category_tree().roots]


@router.get("/products", response=list[Card], auth=PUBLIC)
def products(
    request: HttpRequest,
    q: Words = "",
    category: Id | None = None,
    sort: Sort = Sort.FEATURED,
    page: PageNumber = 1,
) -> list[Card]:
    """What is on sale: all of it, a category, what the words are found in.  Two dozen
    on a page, none beyond the last."""
    wishes = Wishes(query=q, sort=sort, page=page)
    wares = found_wares(wishes, shelf_id=category, now=now())
    if wares is None:
        raise NotThere
    return [_card(request, ware) for ware in wares]


@router.get("/products/hot", response=list[Card], auth=PUBLIC)
def hot(request: HttpRequest, limit: Limit = HOT) -> list[Card]:
    """Bestsellers."""
    return [_card(request, ware) for ware in hot_wares(limit=limit, now=now())]


@router.get("/products/{product_id}", response=Product, auth=PUBLIC, url_name="product")
def product(request: HttpRequest, product_id: Id) -> Product:
    """One that is on sale, with its variants."""
    found = article(product_id, now=now())
    if found is None:
        raise NotThere
    return Product(
        **vars(_card(request, found.ware)),
        description=found.description,
        images=[absolute(request, file) for file in found.images],
        variants=[_variant(request, facts) for facts in found.variants],
    )


def _category(request: HttpRequest, shelf: Shelf) -> Category:
    return Category(
        id=shelf.id,
        name=shelf.name,
        image=absolute(request, shelf.image) if shelf.image else None,
        parent_id=shelf.parent_id,
        children=[_category(request, child) for child in shelf.children],
    )


def _card(request: HttpRequest, ware: Ware) -> Card:
    card = ware.card
    return Card(
        id=card.id,
        name=card.name,
        price=card.price,
        original_price=card.was,
        image=absolute(request, card.image),
        stock=ware.stock,
    )


def _variant(request: HttpRequest, facts: VariantFacts) -> Variant:
    return Variant(
        id=facts.variant_id,
        sku=facts.sku,
        options=facts.options,
        price=facts.price,
        stock=facts.sellable,
        image=absolute(request, facts.image),
    )
