"""Where the parcel goes may change until it is packed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cart.freight import Consignment
from cart.selectors import way_to
from orders.errors import FreightDiffers, IllegalMove, NotDeliverable
from orders.models import Order, OrderEvent
from orders.states import Act, Actor, may_do
from shop.kernel.money import ZERO


@transaction.atomic
def change_address(
    *,
    order_id: int,
    address: Mapping[str, str],
    now: datetime,
    actor: Actor,
    actor_id: int | None = None,
) -> Order:
    """Send an order somewhere else, with the same delivery, before it is shipped.

    What was agreed on stays: a place to which delivery costs more is refused, one to
    which it costs less changes no amount.  The order's log says that it was changed,
    not where to.  Saying the same address again changes nothing.

    Raises IllegalMove, NotDeliverable, FreightDiffers; then nothing changed.
    """
    order = Order.objects.locked().get(pk=order_id)
    if not may_do(Act.CHANGE_ADDRESS, order.status, actor):
        raise IllegalMove(current=order.status, wanted=order.status)
    before = order.address_fields()
    changed = {name: text for name, text in address.items() if before[name] != text}
    if not changed:
        return order
    _check_freight(order, before, {**before, **changed})
    order.write(**changed)
    order.events.create(
        kind=OrderEvent.Kind.ADDRESS,
        old=order.status,
        new=order.status,
        actor=actor,
        actor_user_id=actor_id,
        at=now,
    )
    return order


def _check_freight(
    order: Order, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Compares today's fees to both places, so that a tariff which has changed since,
    or a freight that was agreed on, stands in nobody's way; and with what was paid, so
    that whoever went to a cheaper place may go back."""
    region = ("country", "province")
    if all(before[name] == after[name] for name in region):
        return
    way = way_to(after, code=order.shipping_code)
    if way is None:
        raise NotDeliverable
    sent = _consignment(order)
    usual = way_to(before, code=order.shipping_code)
    agreed = max(usual.fee_for(sent) if usual else ZERO, order.shipping_amount)
    fee = way.fee_for(sent)
    if fee > agreed:
        raise FreightDiffers(agreed=agreed, fee=fee)


def _consignment(order: Order) -> Consignment:
    lines = list(order.lines.select_related("variant"))
    return Consignment(
        goods=sum((line.net for line in lines), ZERO),
        pieces=sum(line.quantity for line in lines),
        grams=sum(line.variant.weight_g * line.quantity for line in lines),
    )
