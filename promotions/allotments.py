"""Pieces of a variant that a campaign sets aside: orders claim them and give them back.

How many are left, and how many of them one shopper has, are each one conditional
UPDATE, so that no crowd gets more than there is.  In the stock ledger the pieces pass
between the campaign's reference and the order's.  Rows are taken in this order:
shopper's count, allotment, variant.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import connection, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog.errors import OutOfStock
from catalog.models import Variant
from catalog.stock import release_stock, reserve_stock
from promotions.errors import (
    AllotmentAboveStock,
    AllotmentBelowSold,
    PriceForNothing,
)

AT_LEAST_ONE = [MinValueValidator(1)]
TAKE_SHARE = """
INSERT INTO {counts} AS mine ({of}, shopper, taken)
SELECT id, %s, %s FROM {limits} WHERE id = %s AND most_each >= %s
ON CONFLICT ({of}, shopper) DO UPDATE SET taken = mine.taken + excluded.taken
WHERE mine.taken + excluded.taken
      <= (SELECT most_each FROM {limits} WHERE id = excluded.{of})
"""


def above_nothing(price: Decimal) -> None:
    """A campaign's price; for its form."""
    if price <= 0:
        raise ValidationError(PriceForNothing.message)


class Allotment(models.Model):
    """So many pieces of a variant.  `set_aside` were really there when the campaign
    opened; `unclaimed` of them are not in anybody's order."""

    KIND: ClassVar[str]
    variant: Any
    variant_id: int

    allotment = models.PositiveIntegerField(_("pieces"), validators=AT_LEAST_ONE)
    set_aside = models.PositiveIntegerField(_("set aside"), default=0, editable=False)
    unclaimed = models.IntegerField(_("left"), default=0, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def reference_of(cls, number: int) -> str:
        """Its name in the stock ledger."""
        return f"{cls.KIND}:{number}"

    @property
    def reference(self) -> str:
        return self.reference_of(self.pk)

    @property
    def claimed(self) -> int:
        """How many are in orders, paid or not."""
        return self.set_aside - self.unclaimed


def hold_variants(ids: Iterable[int]) -> dict[int, Variant]:
    """The variants as they are now, held until the transaction ends."""
    rows = Variant.objects.select_for_update(no_key=True).filter(pk__in=set(ids))
    return {variant.pk: variant for variant in rows.order_by("pk")}


def take_share(
    counts: Any, of: str, number: int, *, shopper: str, quantity: int
) -> bool:
    """Count pieces up for a shopper; False, and nothing changed, above the most.

    `counts` is the model of the counts and `of` its field for what has the limit, a
    `most_each`, of which this is row `number`.  The shopper's row is made where it is
    missing: one statement, as the whole crowd comes through here.
    """
    limited = counts._meta.get_field(of)
    statement = TAKE_SHARE.format(
        counts=counts._meta.db_table,
        of=limited.column,
        limits=limited.related_model._meta.db_table,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [shopper, quantity, number, quantity])
        return bool(cursor.rowcount)


def take(pieces: Allotment, quantity: int) -> bool:
    """Claim so many; False, and nothing changed, where fewer are left."""
    left = _row(pieces).filter(unclaimed__gte=quantity)
    return bool(left.update(unclaimed=F("unclaimed") - quantity))


def put_back(pieces: Allotment, quantity: int, *, now: datetime) -> None:
    """Pieces that went back to the stock a moment ago are the campaign's again.  The
    caller holds its row.  Of a variant that was withdrawn they are set aside no more."""
    try:
        with transaction.atomic():
            reserve_stock(
                {pieces.variant_id: quantity}, reference=pieces.reference, now=now
            )
    except OutOfStock:
        _row(pieces).update(set_aside=F("set_aside") - quantity)
    else:
        _row(pieces).update(unclaimed=F("unclaimed") + quantity)


def set_more_aside(pieces: Allotment, number: int, *, now: datetime) -> None:
    """Out of the stock that everybody buys from; nothing for no number above zero.
    The caller holds the row and the variant's.  Raises OutOfStock."""
    if number > 0:
        reserve_stock({pieces.variant_id: number}, reference=pieces.reference, now=now)
        pieces.set_aside += number
        pieces.unclaimed += number
        pieces.save(update_fields=["set_aside", "unclaimed"])


def release_unclaimed(pieces: Allotment, number: int, *, now: datetime) -> None:
    """Back to that stock; how many were set aside stays known.  As above."""
    if number > 0:
        release_stock({pieces.variant_id: number}, reference=pieces.reference, now=now)
        pieces.unclaimed -= number
        pieces.save(update_fields=["unclaimed"])


def check_allotment(wanted: int, variant: Variant) -> None:
    """Of a campaign that has set nothing aside yet.  Raises AllotmentAboveStock."""
    if wanted > variant.sellable:
        raise AllotmentAboveStock(variant.pk, variant.sellable)


def change_allotment(
    pieces: Allotment, wanted: int, *, variant: Variant, now: datetime
) -> None:
    """While it runs: set more aside, or give some back that nobody claimed.  One that
    is not changed stays, though less was there than wanted.  The caller holds the row
    and the variant's.  Raises AllotmentBelowSold, AllotmentAboveStock."""
    if wanted == pieces.allotment:
        return
    more = wanted - pieces.set_aside
    if wanted < pieces.claimed:
        raise AllotmentBelowSold(variant.pk, pieces.claimed)
    if more > variant.sellable:
        raise AllotmentAboveStock(variant.pk, pieces.set_aside + variant.sellable)
    set_more_aside(pieces, more, now=now)
    give_up(pieces, -more, now=now)
    pieces.allotment = wanted
    pieces.save(update_fields=["allotment"])


def give_up(pieces: Allotment, number: int, *, now: datetime) -> None:
    """Back to that stock, and set aside no more.  As above."""
    if number > 0:
        release_unclaimed(pieces, number, now=now)
        pieces.set_aside -= number
        pieces.save(update_fields=["set_aside"])


def _row(pieces: Allotment) -> models.QuerySet[Any]:
    return type(pieces)._default_manager.filter(pk=pieces.pk)
