"""Stock: the counters, the ledger and the orders tell the same story (domain §16.1)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import StockMove, Variant
from orders.models import OrderLine
from orders.states import HOLDING_STOCK
from shop.laws.law import is_not_sum_of, law

Kind = StockMove.Kind
MOVES = StockMove.objects.all()
LEFT = F("quantity") - F("shipped_quantity") - F("cancelled_quantity")
HELD = OrderLine.objects.filter(order__status__in=HOLDING_STOCK)

SOUND_MOVE = (
    Q(kind__in=[Kind.RECEIVE, Kind.RETURN], on_hand_delta__gt=0, reserved_delta=0)
    | Q(kind=Kind.ADJUST, reserved_delta=0)
    | Q(kind=Kind.RESERVE, on_hand_delta=0, reserved_delta__gt=0)
    | Q(kind=Kind.RELEASE, on_hand_delta=0, reserved_delta__lt=0)
    | Q(kind=Kind.SHIP, on_hand_delta__lt=0, reserved_delta=F("on_hand_delta"))
)


@law("Nothing is promised that is not there: 0 ≤ reserved ≤ on hand.")
def stock_within_bounds(now: datetime) -> QuerySet[Variant]:
    return Variant.objects.exclude(reserved__gte=0, reserved__lte=F("on_hand"))


@law("On hand and reserved equal the sums of the stock ledger.")
def stock_equals_its_ledger(now: datetime) -> QuerySet[Variant]:
    differs = is_not_sum_of(
        MOVES.filter(variant=OuterRef("pk")),
        by="variant",
        on_hand="on_hand_delta",
        reserved="reserved_delta",
    )
    return Variant.objects.filter(differs)


# By hand, as each side is summed once, not for each variant: few of them have very
# many lines.
UNLIKE_WHAT_IS_HELD = """
SELECT variant.id FROM catalog_variant variant LEFT JOIN (
    SELECT variant_id, SUM(held) AS held FROM (
        SELECT line.variant_id AS variant_id,
            line.quantity - line.shipped_quantity - line.cancelled_quantity AS held
        FROM orders_orderline line JOIN orders_order bought ON bought.id = line.order_id
        WHERE bought.status IN ({open})
        UNION ALL
        SELECT variant_id, unclaimed FROM promotions_flashitem WHERE unclaimed <> 0
        UNION ALL
        SELECT variant_id, unclaimed FROM promotions_groupoffer WHERE unclaimed <> 0
    ) parts GROUP BY variant_id
) sums ON sums.variant_id = variant.id
WHERE COALESCE(sums.held, 0) <> variant.reserved
"""


@law("Reserved equals what open orders hold and what campaigns have set aside.")
def reserved_is_what_orders_hold(now: datetime) -> QuerySet[Variant]:
    still_open = sorted(HOLDING_STOCK)
    query = UNLIKE_WHAT_IS_HELD.format(open=", ".join(["%s"] * len(still_open)))
    return Variant.objects.filter(pk__in=RawSQL(query, still_open))  # noqa: S611


# By hand, as all movements have to be summed once, not each line's own one by one,
# and the ORM joins no sums.
UNLIKE_THEIR_MOVES = """
WITH moved AS MATERIALIZED (
    SELECT reference, variant_id, SUM(reserved_delta) AS holds,
        SUM(CASE WHEN kind = %s THEN on_hand_delta ELSE 0 END) AS gone
    FROM catalog_stockmove GROUP BY reference, variant_id
)
SELECT MIN(line.id)
FROM orders_orderline line
JOIN orders_order bought ON bought.id = line.order_id
LEFT JOIN moved
    ON moved.reference = bought.number AND moved.variant_id = line.variant_id
GROUP BY line.order_id, line.variant_id, bought.status, moved.gone, moved.holds
HAVING COALESCE(moved.gone, 0) <> -SUM(line.shipped_quantity)
    OR COALESCE(moved.holds, 0) <> CASE WHEN bought.status IN ({open})
        THEN SUM(line.quantity - line.shipped_quantity - line.cancelled_quantity)
        ELSE 0 END
"""


@law("The ledger holds what a line has still to send, and sent what it has sent.")
def lines_move_their_own(now: datetime) -> QuerySet[OrderLine]:
    """An order that ended has nothing to send any more; a gift may be of a variant that
    was bought as well."""
    still_open = sorted(HOLDING_STOCK)
    query = UNLIKE_THEIR_MOVES.format(open=", ".join(["%s"] * len(still_open)))
    unlike = RawSQL(query, [Kind.SHIP, *still_open])  # noqa: S611 (only our own words)
    return OrderLine.objects.filter(pk__in=unlike)


@law("Every movement of stock does what its kind says.")
def moves_do_what_they_say(now: datetime) -> QuerySet[StockMove]:
    return MOVES.exclude(SOUND_MOVE)


@law("Every movement of stock names its cause: a line of an order, or a reason.")
def moves_name_their_cause(now: datetime) -> QuerySet[StockMove]:
    """Without a line of theirs, found on their own: beside the other case each
    movement's line would be looked up one by one."""
    line = OrderLine.objects.filter(
        order__number=OuterRef("reference"), variant=OuterRef("variant")
    )
    for_orders = MOVES.filter(kind__in=[Kind.RESERVE, Kind.RELEASE, Kind.SHIP])
    by_campaign = Q(reference__startswith="flash:") | Q(reference__startswith="group:")
    strays = for_orders.filter(~Exists(line)).exclude(by_campaign).values("pk")
    return MOVES.filter(Q(pk__in=strays) | Q(kind=Kind.ADJUST, reason=""))
