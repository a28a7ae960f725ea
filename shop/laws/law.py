"""What a law is: a sentence that must always be true, and a query for what breaks it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from shop.kernel.fields import AmountField

Broken = QuerySet[Any] | Sequence[str]
Search = Callable[[datetime], Broken]

SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Law:
    """`search(now)` finds the rows, or names, that break it: none in a sound shop.

    A promptness law says that work is done in time.  A shop whose worker stands
    still breaks it without being wrong.
    """

    name: str
    text: str
    search: Search
    is_promptness: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How often a law is broken, and by which rows first."""

    law: Law
    count: int
    first: tuple[str, ...] = ()

    @property
    def is_breach(self) -> bool:
        return self.count > 0 and not self.law.is_promptness

    @property
    def is_late(self) -> bool:
        return self.count > 0 and self.law.is_promptness


book: dict[str, Law] = {}


def law(text: str, *, is_promptness: bool = False) -> Callable[[Search], Search]:
    """Put a search into the book of laws under the function's own name."""

    def write(search: Search) -> Search:
        name = search.__name__
        book[name] = Law(
            name=name, text=text, search=search, is_promptness=is_promptness
        )
        return search

    return write


def examine(one: Law, now: datetime) -> Finding:
    """One query where the law holds, two where it is broken."""
    broken = one.search(now)
    if isinstance(broken, QuerySet):
        broken = broken.order_by("pk").values_list("pk", flat=True)
    first = [str(key) for key in broken[:SHOWN]]
    if len(first) < SHOWN:
        count = len(first)
    else:
        count = broken.count() if isinstance(broken, QuerySet) else len(broken)
    return Finding(law=one, count=count, first=tuple(first))


def total(rows: QuerySet[Any], amount: str, *, of: str, to: str = "pk") -> Combinable:
    """Σ `amount` of the rows whose `of` is the outer row's `to`; 0 when there are none."""
    field = rows.model._meta.get_field(amount)
    same = rows.filter(**{of: OuterRef(to)}).order_by().values(of)
    sums = Subquery(same.annotate(sum=Sum(amount)).values("sum"), output_field=field)
    return Coalesce(sums, Value(0, output_field=field), output_field=field)


def is_not_sum_of(rows: QuerySet[Any], *, by: str, **claims: str | Combinable) -> Q:
    """Is a claim of the outer row not the Σ of its own rows?  `claim=what is summed`.

    The rows are its own already (`filter(order=OuterRef("pk"))`), `by` is what they
    have in common.  They are read once for all claims, whichever number there is;
    without rows every claim has to be 0.
    """
    sums = {f"sum_of_{claim}": _sum(what) for claim, what in claims.items()}
    said = {f"said_{claim}": _said(claim) for claim in claims}
    alike = {f"sum_of_{claim}": F(f"said_{claim}") for claim in claims}
    others = rows.order_by().values(by).annotate(**sums, **said).exclude(**alike)
    claims_something = ~Q(**dict.fromkeys(claims, 0))
    return Q(Exists(others)) | (claims_something & ~Q(Exists(rows)))


def _sum(what: str | Combinable) -> Sum:
    """A column's own kind; what is worked out of several is money."""
    if isinstance(what, str | F):
        return Sum(what)
    return Sum(what, output_field=AmountField())


def _said(claim: str) -> Max:
    """The claim, once for all rows.  Of outer columns alone it would be the outer
    query's aggregate, so a column of our own takes part."""
    own = F("pk") * 0 + OuterRef(claim)
    return Max(ExpressionWrapper(own, output_field=BigIntegerField()))
