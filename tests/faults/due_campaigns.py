"""One piece of work for every job of promotions, and of what waits for them.

Each maker returns when it is due, and how to see that it was done.
"""

from datetime import timedelta

from accounts.models import OutboxMessage
from catalog.models import Product
from orders.models import Order
from orders.states import OrderStatus
from payments.gateways.demo import bank
from payments.services import ask_gateway
from promotions.coupons.models import Coupon
from promotions.coupons.states import CouponStatus
from promotions.group_buys.teams import fail_team
from promotions.models import (
    FlashReminder,
    FlashSession,
    GroupCampaign,
    ScheduledPrice,
    Team,
)
from tests.accounts.factories import make_user
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.faults.due import Due
from tests.payments.factories import start_attempt
from tests.promotions.coupons.factories import make_coupon, make_template
from tests.promotions.factories import make_sale
from tests.promotions.flash_sales import factories as flash
from tests.promotions.group_buys import factories as groups

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def a_coupon_whose_time_is_over() -> Due:
    coupon = make_coupon(make_user())
    ended = Coupon.objects.filter(pk=coupon.pk, status=CouponStatus.EXPIRED)
    return NOON + A_WEEK + A_DAY, ended.exists


def a_coupon_that_ends_soon() -> Due:
    coupon = make_coupon(make_user())
    assert coupon.remind_at
    told = OutboxMessage.objects.filter(key__contains="coupon")
    return coupon.remind_at, told.exists


def a_coupon_for_signing_up() -> Due:
    """Whoever gave it out died before."""
    newcomer = make_user(date_joined=NOON)
    make_template(at_sign_up=True)
    return NOON, Coupon.objects.filter(owner=newcomer).exists


def a_flash_session_to_open() -> Due:
    item = flash.make_item(make_variant(on_hand=20))
    opened = FlashSession.objects.filter(pk=item.session_id, opened_at__isnull=False)
    return NOON, opened.exists


def a_flash_session_to_close() -> Due:
    item = flash.make_running(make_variant(on_hand=20))
    closed = FlashSession.objects.filter(pk=item.session_id, closed_at__isnull=False)
    return item.session.ends_at, closed.exists


def a_flash_session_to_be_reminded_of() -> Due:
    soon = NOON + timedelta(minutes=9)
    item = flash.make_item(
        make_variant(on_hand=20), starts_at=soon, ends_at=soon + A_DAY
    )
    FlashReminder.objects.create(session=item.session, owner=make_user())
    return NOON, FlashReminder.objects.filter(sent_at__isnull=False).exists


def a_group_buy_to_open() -> Due:
    offer = groups.make_offer(make_variant(on_hand=20))
    opened = GroupCampaign.objects.filter(pk=offer.campaign_id, opened_at__isnull=False)
    return NOON, opened.exists


def a_group_buy_to_close() -> Due:
    offer = groups.make_running(make_variant(on_hand=20))
    closed = GroupCampaign.objects.filter(pk=offer.campaign_id, closed_at__isnull=False)
    return offer.campaign.ends_at, closed.exists


def a_team_whose_time_is_over() -> Due:
    team = groups.open_team(groups.make_running(make_variant(on_hand=20)))
    assert team.expires_at
    is_open = Team.objects.filter(pk=team.pk, state="open")
    return team.expires_at, lambda: not is_open.exists()


def a_complete_team() -> Due:
    """Whoever had to let its orders go died before."""
    offer = groups.make_running(make_variant(on_hand=20))
    leader = groups.paid(groups.group_order(offer))
    groups.paid(groups.group_order(offer, groups.team_of(leader)))
    waiting = Order.objects.filter(status=OrderStatus.AWAITING_TEAM)
    return NOON, lambda: not waiting.exists()


def the_money_of_a_failed_team() -> Due:
    """Paid at the bank, so that it can be sent back there."""
    order = groups.group_order(groups.make_running(make_variant(on_hand=20)))
    attempt = start_attempt(order)
    bank.pay(out_trade_no=attempt.out_trade_no, now=NOON)
    ask_gateway(attempt_id=attempt.pk, now=NOON)
    team = groups.team_of(order)
    assert team.expires_at
    fail_team(team_id=team.pk, now=team.expires_at)
    ended = Order.objects.filter(status=OrderStatus.CANCELLED)
    return team.expires_at, ended.exists


def a_sale_that_begins() -> Due:
    later = NOON + A_DAY
    sale = make_sale(make_variant(), "5.00", starts_at=later, ends_at=later + A_DAY)
    opened = ScheduledPrice.objects.filter(pk=sale.pk, opened_at__isnull=False)
    return later, opened.exists


def a_sale_that_lists_follow() -> Due:
    until = NOON + timedelta(days=200)  # longer than any other work here takes
    make_sale(make_variant(price="20.00"), "5.00", ends_at=until)
    return NOON, Product.objects.filter(charged_from=5, charged_to=5).exists


CAMPAIGNS = {
    "expire coupons": a_coupon_whose_time_is_over,
    "tell of coupons that end soon": a_coupon_that_ends_soon,
    "give coupons for signing up": a_coupon_for_signing_up,
    "open flash sessions": a_flash_session_to_open,
    "close flash sessions": a_flash_session_to_close,
    "remind of flash sessions": a_flash_session_to_be_reminded_of,
    "open group buys": a_group_buy_to_open,
    "close group buys": a_group_buy_to_close,
    "end teams whose time is over": a_team_whose_time_is_over,
    "let go orders of complete teams": a_complete_team,
    "send back the money of failed teams": the_money_of_a_failed_team,
    "open sales": a_sale_that_begins,
    "sort goods by the prices of campaigns": a_sale_that_lists_follow,
}
