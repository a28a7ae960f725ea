"""What the catalogue shows on the home page."""

from dataclasses import dataclass, field
from datetime import datetime

from catalog.models import Product
from catalog.selectors.cards import ProductCard, cards_of, with_card_columns
from catalog.selectors.tree import Shelf, Tree, tree_of, tree_question
from catalog.showcase import Panel, home_questions, sections_of_home
from shop.kernel.together import Questions, together

NEW, HOT, PICKED = 4, 8, 3


@dataclass(frozen=True, kw_only=True)
class HomePage:
    tree: Tree
    picked: list[ProductCard]
    new: list[ProductCard]
    hot: list[ProductCard]
    sections: list[Panel] = field(default_factory=list)

    @property
    def categories(self) -> list[Shelf]:
        return self.tree.roots


def home_page(now: datetime) -> HomePage:
    """Categories, the merchant's picks, new arrivals, other bestsellers, campaigns.

    Two queries.
    """
    answers = _everything(now=now)
    picked, new, best = (answers[name] for name in ("picked", "new", "best"))
    seen = {row["pk"] for row in (*picked, *new)}
    hot = [row for row in best if row["pk"] not in seen][:HOT]
    cards = cards_of([*picked, *new, *hot], now=now)
    first, second = len(picked), len(picked) + len(new)
    return HomePage(
        tree=tree_of(answers["tree"]),
        picked=cards[:first],
        new=cards[first:second],
        hot=cards[second:],
        sections=sections_of_home(answers, now),
    )


@together
def _everything(now: datetime) -> Questions:
    shown = Product.objects.on_sale().filter(published_at__lte=now)
    best = shown.order_by("-sold_count", "pk")
    return {
        "tree": tree_question(),
        "picked": with_card_columns(best.filter(is_featured=True)[:PICKED]),
        "new": with_card_columns(shown.order_by("-published_at", "-pk")[:NEW]),
        "best": with_card_columns(best[: HOT + NEW + PICKED]),
        **home_questions(now),
    }
