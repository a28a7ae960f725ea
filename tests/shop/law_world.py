"""A shop with something of everything, and a database that has stopped refusing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint

from catalog.models import Variant
from orders.models import Order
from orders.services import Recipient, confirm_receipt, expire_order, issue_invoice
from orders.services.receiving import complete_order
from orders.services.teaming import let_go
from payments.gateways.base import RefundAnswer
from payments.models import GatewayEvent
from promotions.coupons.services import add_shared_code, redeem_code
from promotions.offers.rule import Kind
from shop.kernel.append_only import drop_triggers
from shop.laws.book import examine_all
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order, ship
from tests.payments.cases import a_failed_part, a_mismatch
from tests.payments.factories import (
    answer,
    capture,
    make_attempt,
    make_paid_order,
    make_reduced_order,
    pieces_back,
    ship_some,
    whole_refund,
)
from tests.promotions.coupons.factories import BEST, make_coupon, make_template
from tests.promotions.factories import make_offer, make_sale
from tests.promotions.flash_sales import factories as flash
from tests.promotions.group_buys.factories import (
    group_order,
    make_running,
    open_team,
    paid,
    team_of,
)
from tests.promotions.points.factories import make_member, redeeming

SOON = NOON + timedelta(minutes=1)


def make_shop() -> None:
    """Orders in every state, and what campaigns gave and hold for some more."""
    make_orders()
    pot = make_variant(on_hand=50, price="7.77")
    _spend_points(pot)
    _use_coupons(pot)
    _promote()
    _gather()
    _sell_fast()


def make_orders() -> None:
    """Unpaid, paid, reduced, sent in part and whole, received, completed, expired, paid
    too late, paid twice, paid wrongly, paid back in part, whole and not at all."""
    cup, pot = make_variant(on_hand=50), make_variant(on_hand=50, price="7.77")
    make_attempt(make_order(cup, pot, quantity=2, email="mei@example.com"))
    make_paid_order(cup, pot, quantity=3)
    ship_some(make_reduced_order(cup, pot, quantity=2, off="5"), 1)
    ship(make_paid_order(cup, quantity=4))
    _complete(ship(make_paid_order(pot, owner=make_user())))
    expired, late = make_order(pot), make_order(pot)
    attempt = make_attempt(late)
    for order in (expired, late):
        expire_order(order_id=order.pk, now=order.pay_by)
    capture(attempt)
    answer(whole_refund(make_paid_order(pot)), RefundAnswer.DONE)
    capture(make_paid_order(cup).attempts.get(), trade_no="T-again")
    back = ship(make_paid_order(cup, pot, quantity=2))
    issue_invoice(order_id=back.pk, recipient=Recipient(title="Mei"), now=NOON)
    pieces_back(back, 1)
    a_failed_part()
    a_mismatch()
    _tell(attempt)


def _sell_fast() -> None:
    """A flash session that is on, with an order, and a later one of the same goods."""
    pot = make_variant(on_hand=20, price="9.00")
    flash.flash_order(flash.make_running(pot))
    later = NOON + timedelta(days=1)
    flash.make_item(pot, starts_at=later, ends_at=later + flash.AN_HOUR)


def _gather() -> None:
    """Teams: one is open and holds a seat, one is complete, one was left."""
    offer = make_running(make_variant(on_hand=20, price="9.00"), size=4)
    group_order(offer, open_team(offer))
    pair = make_running(make_variant(on_hand=20, price="9.00"))
    leader = paid(group_order(pair))
    member = paid(group_order(pair, team_of(leader)))
    for order in (leader, member):
        let_go(order_id=order.pk, now=NOON)
    left = group_order(pair)
    expire_order(order_id=left.pk, now=left.pay_by)


def _spend_points(variant: Variant) -> None:
    """One order keeps its points, one has given them back."""
    mei = make_member(2000)
    redeeming(mei, variant, points=100)
    ended = redeeming(mei, variant, points=100)
    expire_order(order_id=ended.pk, now=ended.pay_by)


def _use_coupons(variant: Variant) -> None:
    """One is used, and one that a code brought is not yet."""
    mei = make_user()
    make_coupon(mei)
    make_paid_order(variant, owner=mei, wish=BEST)
    coded = make_template(by_code=True)
    add_shared_code(template_id=coded.pk, text="HELLO", most_uses=1, now=NOON)
    redeem_code(code="HELLO", owner_id=mei.pk, address="", now=NOON)


def _complete(order: Order) -> None:
    confirm_receipt(order_id=order.pk, now=NOON)
    order.refresh_from_db()
    complete_order(order_id=order.pk, now=order.complete_at)


def _promote() -> None:
    """A reduction and a gift by offers, a sale price."""
    jar, lid = make_variant(on_hand=9, price="30.00"), make_variant(on_hand=9)
    about = {"scope": {"products": [jar.product_id]}, "combines": True}
    make_offer(**about)
    make_offer(Kind.GIFT, gift_variant=lid, **about)
    make_order(jar)
    make_sale(lid, "15.00")


def _tell(attempt) -> None:
    GatewayEvent.objects.create(
        gateway="demo",
        event_id="1",
        kind="trade.paid",
        attempt=attempt,
        facts={},
        received_at=NOON,
        processed_at=NOON,
        outcome="settled the order",
    )


@contextmanager
def unguarded() -> Iterator[None]:
    """Nothing in the database refuses any more (until the test is rolled back)."""
    drop_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, name in _checks():
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _checks() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for rule in model._meta.constraints:
            if isinstance(rule, CheckConstraint):
                yield model._meta.db_table, rule.name


def broken(now=SOON) -> dict[str, int]:
    return {found.law.name: found.count for found in examine_all(now) if found.count}
