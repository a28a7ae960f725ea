"""Whatever a lost callback, a lost task or a dead process left undone."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from orders.models import Order
from orders.selectors.teams import teams_done
from orders.states import OrderStatus
from payments import services
from payments.errors import GatewayAway, StatementNotReady, Unfinished
from payments.gateways.base import Gateway
from payments.gateways.demo import bank, messages
from payments.gateways.registry import keeping_books
from payments.gateways.wechat import certificates
from payments.models import GatewayEvent, PaymentAttempt, Refund
from payments.services.reconciling import unread_days
from shop.kernel.jobs import Turn, each, periodic

AT_ONCE = 200
A_MINUTE = timedelta(minutes=1)
A_TURN = timedelta(seconds=30)  # for each gateway
S = OrderStatus
PENDING_PAYMENT = S.PENDING_PAYMENT


@periodic(_("expire unpaid orders"), every=timedelta(seconds=15))
def expire_unpaid_orders(now: datetime) -> int:
    overdue = Order.objects.overdue(now).order_by("pay_by").values_list("pk", flat=True)
    return each(
        overdue[:AT_ONCE], lambda pk: services.expire_order(order_id=pk, now=now)
    )


@periodic(_("settle stored events"), every=timedelta(seconds=15))
def settle_stored_events(now: datetime) -> int:
    waiting = GatewayEvent.objects.unprocessed(now - timedelta(seconds=5))
    ids = waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    settled = each(ids, lambda pk: services.settle_event(event_id=pk, now=now))
    services.give_up_strangers(now=now)
    return settled


@periodic(_("ask about open payments"), every=timedelta(seconds=30))
def ask_about_open_payments(now: datetime) -> int:
    """Attempts whose callback may be lost, a minute old and not asked lately.

    Where the order waits for no money any more, the gateway is told to take none.
    The longest unasked come first, so that no attempt starves another.
    """
    quiet = PaymentAttempt.objects.open().filter(opened_at__lte=now - A_MINUTE)
    quiet = quiet.exclude(asked_at__gt=now - A_MINUTE)
    longest_unasked = quiet.order_by(F("asked_at").asc(nulls_first=True), "pk")
    is_over = dict(
        longest_unasked.values_list(
            "pk",
            ~Q(order__status=PENDING_PAYMENT),  # type: ignore[arg-type]
        )[:AT_ONCE]
    )

    def ask(attempt_id: int) -> bool:
        try:
            state = services.ask_gateway(
                attempt_id=attempt_id, now=now, closing=is_over[attempt_id]
            )
        except GatewayAway:
            return False
        return state is not None

    return each(is_over, ask)


@periodic(_("ask once more about closed payments"), every=A_MINUTE)
def ask_about_closed_payments(now: datetime) -> int:
    """Attempts that their gateway could not close while they were payable there."""
    late = PaymentAttempt.objects.late(now).order_by("ask_again_at")
    ids = late.values_list("pk", flat=True)
    return each(
        ids[:AT_ONCE], lambda pk: services.ask_once_more(attempt_id=pk, now=now)
    )


@periodic(_("send refunds"), every=timedelta(seconds=15))
def send_refunds(now: datetime) -> int:
    due = Refund.objects.due(now).order_by("pk").values_list("pk", flat=True)
    return each(due[:AT_ONCE], lambda pk: services.send_refund(refund_id=pk, now=now))


@periodic(_("send back the money of failed teams"), every=timedelta(seconds=15))
def send_back_for_failed_teams(now: datetime) -> int:
    """Each member's order by itself, so that a death half way leaves the rest to do."""
    unsent = Order.objects.filter(status__in=[PENDING_PAYMENT, S.AWAITING_TEAM])
    failed = teams_done(unsent, state="failed").order_by("pk")
    ids = failed.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: services.give_up_team_order(order_id=pk, now=now))


@periodic(_("deliver demo callbacks"), every=timedelta(seconds=5))
def deliver_demo_callbacks(now: datetime) -> int:
    bank.settle_refunds(now)
    due = messages.due_messages(now)
    return each(due, lambda pk: messages.deliver(pk, now=now))


@periodic(_("fetch WeChat Pay's certificates"), every=timedelta(hours=12))
def fetch_wechat_certificates(now: datetime) -> int:
    """New ones are offered a day before they sign anything."""
    return certificates.keep_up(now)


@periodic(_("read gateways' statements"), every=timedelta(minutes=30))
def read_statements(now: datetime) -> int:
    """Of yesterday, once the gateway has it, and of what was missed in a week.

    One for each gateway in a turn, the oldest first, so that a turn stays short and
    what came in at midnight finds the day before.  A day of very many rows takes more
    than one.
    """
    return each(keeping_books(), lambda gateway: _catch_up(gateway, now))


def _catch_up(gateway: Gateway, now: datetime) -> bool:
    turn = Turn(A_TURN)
    for day in unread_days(gateway, now=now):
        try:
            services.reconcile(gateway=gateway.code, day=day, now=now, turn=turn)
        except (GatewayAway, StatementNotReady):
            continue
        except Unfinished:
            return False
        return True
    services.review(gateway=gateway.code, now=now, turn=turn)
    return False
