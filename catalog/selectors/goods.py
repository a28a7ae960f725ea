"""Which goods a list is about: those of a shelf, those that words name."""

from dataclasses import dataclass

from catalog.models import Category, Product
from catalog.models.product import ProductQuerySet
from catalog.search import words
from catalog.selectors.tree import Shelf
from shop.kernel.like import containing, starting_with


@dataclass(frozen=True, kw_only=True)
class Goods:
    """On sale: on the shelf and below it; with a text that holds every word."""

    shelf: Shelf | None = None
    query: str = ""

    def all(self) -> ProductQuerySet:
        return goods_like(**self.patterns)

    @property
    def patterns(self) -> dict[str, str]:
        """What tells these goods from others that are asked for alike."""
        shelf = {"path": starting_with(self.shelf.path)} if self.shelf else {}
        texts = (containing(word) for word in words(self.query))
        return shelf | {f"word{place}": text for place, text in enumerate(texts)}


def goods_like(*, path: str = "", **texts: str) -> ProductQuerySet:
    goods = Product.objects.on_sale()
    if path:
        held = Category.products.through.objects.filter(category__path__like=path)
        goods = goods.filter(pk__in=held.values("product_id"))
    for text in texts.values():
        goods = goods.filter(search_text__like=text)
    return goods
