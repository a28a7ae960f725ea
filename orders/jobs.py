"""What time does to orders: reminders, receipt, completion."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from orders.models import Order
from orders.selectors.teams import teams_done
from orders.services.receiving import (
    complete_order,
    receive_silently,
    remind_unpaid,
)
from orders.services.teaming import let_go
from orders.states import OrderStatus
from shop.kernel.jobs import each, periodic

AT_ONCE = 500


@periodic(_("remind of unpaid orders"), every=timedelta(seconds=30))
def remind_of_unpaid_orders(now: datetime) -> int:
    due = Order.objects.to_remind(now).order_by("remind_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: remind_unpaid(order_id=pk, now=now))


@periodic(_("receive delivered orders"), every=timedelta(minutes=10))
def receive_delivered_orders(now: datetime) -> int:
    due = Order.objects.to_receive(now).order_by("receive_by")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: receive_silently(order_id=pk, now=now))


@periodic(_("complete orders"), every=timedelta(minutes=10))
def complete_orders(now: datetime) -> int:
    due = Order.objects.to_complete(now).order_by("complete_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: complete_order(order_id=pk, now=now))


@periodic(_("let go orders of complete teams"), every=timedelta(seconds=15))
def let_go_of_complete_teams(now: datetime) -> int:
    waiting = Order.objects.filter(status=OrderStatus.AWAITING_TEAM)
    ids = teams_done(waiting).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: let_go(order_id=pk, now=now))
