"""Flash sales: no piece above the allotment, no shopper above the limit (domain §16.5)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from orders.models import Order
from orders.states import OrderStatus
from promotions.models import FlashClaim, FlashItem, FlashShopper
from shop.laws.law import law

HELD = FlashClaim.objects.filter(quantity__gt=F("returned")).order_by()
ENDED_UNPAID = [OrderStatus.CANCELLED]


@law("Of what an open flash session set aside each piece is left or in an order.")
def flash_pieces_are_left_or_claimed(now: datetime) -> QuerySet[FlashItem]:
    live = Coalesce(Sum(F("claims__quantity") - F("claims__returned")), 0)
    items = FlashItem.objects.alias(live=live)
    is_open = Q(session__opened_at__isnull=False, session__closed_at=None)
    lost = is_open & ~Q(set_aside=F("unclaimed") + F("live"))
    too_many = Q(live__gt=F("set_aside")) | Q(set_aside__gt=F("allotment"))
    return items.filter(lost | too_many | _is_left_over())


def _is_left_over() -> Q:
    """Nothing is left in a session that is not open."""
    is_shut = Q(session__opened_at=None) | Q(session__closed_at__isnull=False)
    return is_shut & ~Q(unclaimed=0)


# By hand, as all claims are summed once, not for each shopper.
UNLIKE_THEIR_CLAIMS = """
SELECT shopper.id FROM promotions_flashshopper shopper LEFT JOIN (
    SELECT item_id, shopper, SUM(quantity - returned) AS live
    FROM promotions_flashclaim GROUP BY item_id, shopper
) sums ON sums.item_id = shopper.item_id AND sums.shopper = shopper.shopper
WHERE COALESCE(sums.live, 0) <> shopper.taken
"""


@law("What a shopper has taken of a flash item is what live orders hold for him.")
def flash_shoppers_have_what_they_claimed(now: datetime) -> QuerySet[FlashShopper]:
    unlike = RawSQL(UNLIKE_THEIR_CLAIMS, [])  # noqa: S611 (only our own words)
    return FlashShopper.objects.filter(pk__in=unlike)


@law("No shopper has more of a flash item than he may, or might when he got it.")
def flash_shoppers_within_their_limit(now: datetime) -> QuerySet[FlashShopper]:
    above = FlashShopper.objects.filter(taken__gt=F("item__most_each"))
    return above.filter(taken__gt=F("item__most_before"))


@law("Flash pieces are held by an order that is not over, and that says so.")
def flash_claims_belong_to_orders(now: datetime) -> QuerySet[FlashClaim]:
    orders = Order.objects.filter(
        number=OuterRef("order_number"), promises__contains="flash"
    )
    lives = orders.exclude(status__in=ENDED_UNPAID)
    return HELD.filter(~Exists(lives))


@law("No variant is in two flash sessions at once.")
def flash_sessions_do_not_overlap(now: datetime) -> QuerySet[FlashItem]:
    others = FlashItem.objects.filter(
        variant=OuterRef("variant"),
        session__starts_at__lt=OuterRef("session__ends_at"),
        session__ends_at__gt=OuterRef("session__starts_at"),
    )
    return FlashItem.objects.filter(Exists(others.filter(pk__lt=OuterRef("pk"))))
