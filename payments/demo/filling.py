"""Orders of the demo shop in every state, made by the shop's own services.

Here and not in `orders`, because a paid order needs a payment.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from accounts.models import OutboxMessage, User
from cart.selectors import way_to
from cart.services import add_to_cart, cart_for, select_all
from orders.models import DraftLine, Order, OrderDraft
from payments.demo.living import Story
from payments.demo.placing import check_out, in_stock
from payments.demo.plans import PLANS, End, Plan
from payments.demo.teams import fill_group_buys

DRAFT = {
    "name": "王秀兰",
    "phone": "13701370137",
    "country": "CN",
    "province": "北京市",
    "city": "北京市",
    "district": "东城区",
    "detail": "五道营胡同 14 号",
    "language": "zh-hans",
    "shipping_code": "standard",
    "note": "工作日上午送货",
}
DRAFT_GOODS = {"lark-pouring-jug": 1, "mist-tea-glass": 4}


@transaction.atomic
def fill_orders(now: datetime) -> None:
    """Do nothing if there are orders already.  Nobody gets a mail about them."""
    if Order.objects.exists():
        return
    fill_group_buys(now)
    clerk = User.objects.filter(email="clerk@example.com").first()
    for plan in _possible():
        order = _placed(plan, now - plan.ago)
        if order is not None:
            Story(order=order, plan=plan, clerk=clerk).live(until=now)
    _write_draft(clerk)
    owed = OutboxMessage.objects.filter(key__startswith="order-", done_at=None)
    owed.update(done_at=now)


def _possible() -> list[Plan]:
    """Nothing was ever paid in a shop without the demo gateway."""
    unpaid = (End.UNPAID, End.EXPIRED)
    return [plan for plan in PLANS if settings.DEMO_GATEWAY or plan.end in unpaid]


def _placed(plan: Plan, at: datetime) -> Order | None:
    """None where the shop has no such person or goods."""
    buyer = User.objects.filter(email=plan.email).first()
    address = buyer.addresses.first() if buyer else None
    fields = address.address_fields() if address else {}
    way = way_to(fields, code=plan.shipping)
    if buyer is None or address is None or way is None:
        return None
    cart = cart_for(owner_id=buyer.pk, token=None)
    with override(buyer.language):
        select_all(cart_id=cart.pk, is_selected=False)
        for slug, quantity in plan.goods.items():
            variant = in_stock(slug, quantity)
            if variant is not None:
                add_to_cart(
                    cart_id=cart.pk, variant_id=variant.pk, quantity=quantity, now=at
                )
        return check_out(cart, buyer, way=way, at=at, note=plan.note)


def _write_draft(clerk: User | None) -> None:
    """Somebody is on the phone at this moment."""
    goods = {slug: in_stock(slug, number) for slug, number in DRAFT_GOODS.items()}
    draft = OrderDraft.objects.create(actor=clerk, **DRAFT)
    DraftLine.objects.bulk_create(
        DraftLine(draft=draft, variant=variant, quantity=DRAFT_GOODS[slug])
        for slug, variant in goods.items()
        if variant is not None
    )
