"""What a shopper asks of a list, read from the address; odd input is ignored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import rounded

FACET = "f-"
MOST_VALUES = 50


class Sort(TextChoices):
    FEATURED = "featured", _("Featured")
    SALES = "sales", _("Bestselling")
    PRICE_UP = "price", _("Price ↑")
    PRICE_DOWN = "-price", _("Price ↓")
    NEW = "new", _("Newest")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """`facets` holds slugs, `{"material": ["glass", "wood"]}`."""

    query: str = ""
    sort: Sort = Sort.FEATURED
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    page: int = 1
    is_sorted: bool = False

    @property
    def is_open(self) -> bool:
        """No words, but an order or filters: a list of everything."""
        return not self.query and (self.is_sorted or self.is_filtered)

    @property
    def is_filtered(self) -> bool:
        return bool(
            self.facets
            or self.in_stock
            or self.price_min is not None
            or self.price_max is not None
        )

    @property
    def is_from_a_price_up(self) -> bool:
        """What is dear enough is wanted, however dear."""
        return self.price_min is not None and self.price_max is None

    @property
    def min_text(self) -> str:
        return "" if self.price_min is None else plain(self.price_min)

    @property
    def max_text(self) -> str:
        return "" if self.price_max is None else plain(self.price_max)

    def unfiltered(self) -> "Wishes":
        return Wishes(query=self.query, sort=self.sort, is_sorted=self.is_sorted)

    def nearest_below(self) -> "Wishes":
        """The dearest first: where nothing costs as much, it costs less."""
        return replace(self, price_min=None, sort=Sort.PRICE_DOWN, page=1)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of this wish, without the page, in a fixed order."""
        pairs = [("q", self.query)] if self.query else []
        if self.is_sorted:
            pairs.append(("sort", self.sort.value))
        prices = (("min", self.min_text), ("max", self.max_text))
        pairs += [pair for pair in prices if pair[1]]
        if self.in_stock:
            pairs.append(("stock", "1"))
        pairs += [(FACET + slug, v) for slug, vs in self.facets.items() for v in vs]
        return pairs

    def query_string(self, *without: tuple[str, str], **instead: str) -> str:
        """`?…` with some pairs left out or replaced; "?" alone for none."""
        pairs = [pair for pair in self.pairs() if pair not in without]
        pairs = [(name, value) for name, value in pairs if name not in instead]
        pairs += [(name, value) for name, value in instead.items() if value]
        return f"?{urlencode(pairs)}"


def wishes_from(parameters: QueryDict, query: str = "") -> Wishes:
    low, high = _amount(parameters.get("min")), _amount(parameters.get("max"))
    if low is not None and high is not None and low > high:
        low, high = high, low
    sort = parameters.get("sort", "")
    return Wishes(
        query=query,
        sort=Sort(sort) if sort in Sort.values else Sort.FEATURED,
        is_sorted=sort in Sort.values,
        price_min=low,
        price_max=high,
        in_stock=parameters.get("stock") == "1",
        facets=_facets(parameters),
        page=_page(parameters.get("page", "1")),
    )


def plain(amount: Decimal) -> str:
    """`68`, `68.5`: an amount as one types it."""
    return f"{amount:f}".rstrip("0").rstrip(".") if amount % 1 else f"{int(amount)}"


def _facets(parameters: QueryDict) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for name in sorted(parameters):
        if name.startswith(FACET) and len(chosen) < MOST_VALUES:
            values = [
                v for v in parameters.getlist(name)[:MOST_VALUES] if 0 < len(v) <= 100
            ]
            if values:
                chosen[name.removeprefix(FACET)[:60]] = list(dict.fromkeys(values))
    return chosen


def _amount(text: str | None) -> Decimal | None:
    """An amount of zero or more; None for anything else."""
    if not text or len(text) > 20:
        return None
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    in_reach = amount.is_finite() and 0 <= amount < LARGEST_AMOUNT
    return rounded(amount) if in_reach else None


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 7
    return max(1, int(text)) if is_number else 1
