"""Death when a team is completed, and half way through the refunds of a failed one."""

from datetime import timedelta

import pytest

from catalog.models import Variant
from orders.models import Order
from payments.gateways.demo import bank, messages
from payments.models import DemoMessage, DemoTrade
from payments.services import apply_capture, start_payment
from promotions.group_buys.teams import fail_team
from promotions.models import GroupOffer, Team
from shop.kernel.clock import now
from tests.faults.kill_guest import Guest
from tests.faults.kill_shop import Facts
from tests.faults.kill_stories import sweeping
from tests.faults.world import BANK, deliver
from tests.payments.factories import make_capture
from tests.promotions.group_buys.factories import A_DAY, group_order, make_running

ONE_PAID = ("placed", "paid")
BOTH_TOLD = (*ONE_PAID, *ONE_PAID)
PAID_TWICE = {"attempts": ("captured",) * 2, "trades": ("paid",) * 2}
HALF_PAID = Facts(
    orders=("awaiting_team", "pending_payment"),
    reserved=5,
    attempts=("captured", "open"),
    trades=("paid", "paid"),
    events=("waiting",),
    owed=(*ONE_PAID, "placed"),
)
COMPLETE = Facts(
    orders=("awaiting_shipment",) * 2,
    reserved=5,
    events=("done",),
    told=(*BOTH_TOLD, "team", "team"),
    **PAID_TWICE,
)
HALF_REFUNDED = Facts(
    orders=("cancelled", "awaiting_team"),
    reserved=5,
    refunds=("requested",),
    owed=(*BOTH_TOLD, "cancelled"),
    **PAID_TWICE,
)
REFUNDED = Facts(
    orders=("cancelled",) * 2,
    reserved=5,
    refunds=("done",) * 2,
    bank_refunds=2,
    told=(*BOTH_TOLD, "cancelled", "cancelled"),
    **PAID_TWICE,
)


def lead(size: int = 2) -> Team:
    """A leader has paid."""
    moment = now()
    make_running(
        Variant.objects.get(),
        allotment=5,
        size=size,
        starts_at=moment - A_DAY,
        ends_at=moment + A_DAY,
    )
    join()
    settle()
    return Team.objects.get()


def join(team: Team | None = None) -> None:
    """An order whose money is at the bank."""
    offer = GroupOffer.objects.get()
    order = group_order(offer, team, now=now(), email="mei@example.com")
    start_payment(order_id=order.pk, gateway="demo", now=now())
    bank.pay(out_trade_no=DemoTrade.objects.latest("pk").out_trade_no, now=now())


def settle() -> None:
    trade = DemoTrade.objects.latest("pk")
    messages.forget_messages(trade.out_trade_no)
    attempt = Order.objects.latest("pk").attempts.get()
    capture = make_capture(attempt, trade_no=trade.trade_no)
    apply_capture(gateway="demo", capture=capture, now=now())


def last_money_at_home(_: Guest) -> None:
    """All have paid; of the last the shop has only heard."""
    join(lead())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BANK, deliver)
        assert messages.deliver(DemoMessage.objects.latest("pk").pk, now=now())


def fail_at_home(_: Guest) -> None:
    team = lead(size=3)
    join(team)
    settle()
    late = now() + A_DAY + timedelta(minutes=1)
    assert fail_team(team_id=team.pk, now=late)


TEAM_STORIES = [
    sweeping(
        "team.last_paid",
        "the last member's money is settled",
        before=last_money_at_home,
        half=HALF_PAID,
        end=COMPLETE,
    ),
    sweeping(
        "team.half_refunded",
        "a failed team gets its money back",
        before=fail_at_home,
        half=HALF_REFUNDED,
        end=REFUNDED,
    ),
]
