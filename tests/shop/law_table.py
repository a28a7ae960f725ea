"""For every law one change behind the shop's back, and which laws have to speak up.

Nearly all break their law alone: what else repeats the figure is changed along with it.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F

from accounts.models import OutboxMessage
from catalog.models import PriceLog, Product, StockMove
from orders.models import (
    Invoice,
    InvoiceSeries,
    Order,
    OrderDiscount,
    OrderEvent,
    OrderLine,
    ShipmentLine,
)
from orders.states import Actor
from orders.states import OrderStatus as S
from payments.models import GatewayEvent, MoneyCase, PaymentAttempt, Refund
from payments.states import IN_FLIGHT, AttemptStatus
from promotions.models import (
    Coupon,
    CouponCode,
    CouponTemplate,
    FlashClaim,
    FlashItem,
    FlashSession,
    FlashShopper,
    GroupCampaign,
    GroupOffer,
    GroupShopper,
    Member,
    Seat,
    Team,
)
from tests.conftest import NOON
from tests.shop.law_breakers import (
    LATE,
    add,
    agree_with_oneself,
    give_back,
    give_back_more_pieces_than_bought,
    hold_for_a_stranger,
    keep_points_of_an_ended_order,
    keep_some_of_an_ended_order,
    let_one_order_hold_for_another,
    name_a_line_for_surplus,
    one,
    pack_into_another_order,
    plan_the_same_sale_twice,
    promise_more_than_there_is,
    read_a_row_that_is_in_no_book,
    read_a_statement_without_our_money,
    read_a_statement_without_our_refund,
    receive_without_a_word,
    redeem_for_a_stranger,
    refund_a_line_of_another_order,
    repeat_what_did_not_fail,
    settle_with_too_much,
    share_in_another_order,
    shift_between_attempts,
    shift_between_lines,
    shift_between_shares,
    surplus,
    take_a_case_for_another_attempt,
)

Kind = StockMove.Kind

BREAKERS: dict[str, Callable[[], Any]] = {
    "stock_within_bounds": promise_more_than_there_is,
    "stock_equals_its_ledger": lambda: add(
        one(StockMove, kind=Kind.RECEIVE), 1, "on_hand_delta"
    ),
    "reserved_is_what_orders_hold": hold_for_a_stranger,
    "lines_move_their_own": let_one_order_hold_for_another,
    "moves_do_what_they_say": lambda: one(StockMove, kind=Kind.RESERVE).update(
        kind=Kind.RELEASE
    ),
    "moves_name_their_cause": lambda: one(StockMove, kind=Kind.RECEIVE).update(
        kind=Kind.ADJUST, reason=""
    ),
    "reductions_name_their_offer": lambda: one(
        OrderDiscount, source__startswith="offer:"
    ).update(source="offer:0"),
    "gifts_cost_nothing": lambda: one(OrderLine, is_gift=True).update(price_name=""),
    "sale_prices_do_not_meet": plan_the_same_sale_twice,
    "price_is_the_last_logged": lambda: one(PriceLog).update(price=1),
    "lowest_price_is_right": lambda: one(Product).update(price_from=1, charged_from=1),
    "order_total_adds_up": lambda: add(one(Order), 1, "goods_amount"),
    "order_is_the_sum_of_its_lines": lambda: add(
        one(Order), 1, "goods_amount", "discount_amount"
    ),
    "line_adds_up": shift_between_lines,
    "state_is_the_end_of_the_log": receive_without_a_word,
    "log_has_no_gap": lambda: one(OrderEvent, new=S.SHIPPED).update(
        old=S.PARTIALLY_SHIPPED
    ),
    "log_follows_the_table": lambda: one(OrderEvent, new=S.SHIPPED).update(
        actor=Actor.BUYER
    ),
    "states_have_their_times": lambda: one(Order, status=S.SHIPPED).update(
        shipped_at=None
    ),
    "times_follow_each_other": lambda: one(Order, status=S.COMPLETED).update(
        received_at=LATE
    ),
    "parcels_hold_what_was_sent": lambda: add(one(ShipmentLine), 1, "quantity"),
    "shipped_orders_have_no_rest": lambda: add(
        one(OrderLine, order__status=S.SHIPPED), 1, "cancelled_quantity"
    ),
    "discounts_are_the_sum_of_their_shares": lambda: add(
        one(OrderDiscount), 1, "amount"
    ),
    "line_reductions_are_named": shift_between_shares,
    "shares_stay_in_their_order": share_in_another_order,
    "parcels_stay_in_their_order": pack_into_another_order,
    "lines_give_back_what_was_paid": give_back_more_pieces_than_bought,
    "deadlines_are_set": lambda: one(Order, status=S.SHIPPED).update(receive_by=None),
    "credit_notes_within_invoice": lambda: add(one(Invoice), 1, "net"),
    "invoices_say_what_is_kept": lambda: add(one(Invoice), 1, "net", "total"),
    "invoice_numbers_have_no_gap": lambda: add(one(InvoiceSeries), 1, "last"),
    "unpaid_orders_end_in_time": lambda: one(Order, status=S.PENDING_PAYMENT).update(
        pay_by=LATE
    ),
    "silent_orders_move_on": lambda: one(Order, status=S.SHIPPED).update(
        receive_by=LATE
    ),
    "order_knows_its_money": lambda: add(
        one(Order, status=S.AWAITING_SHIPMENT), 1, "captured", "refunded"
    ),
    "attempt_knows_its_refunds": shift_between_attempts,
    "refunds_within_captures": lambda: give_back(surplus(), 1),
    "paid_orders_keep_what_is_owed": lambda: give_back(surplus(), -1),
    "ended_orders_keep_nothing": keep_some_of_an_ended_order,
    "lines_know_their_refunds": lambda: add(
        one(OrderLine, refunded_quantity__gt=0), -1, "refunded_quantity"
    ),
    "refunds_are_the_sum_of_their_lines": name_a_line_for_surplus,
    "refunds_stay_in_their_order": refund_a_line_of_another_order,
    "undecided_money_is_in_the_queue": lambda: one(
        MoneyCase, kind=MoneyCase.Kind.REFUND_FAILED
    ).update(refund=None),
    "disputes_are_in_the_queue": take_a_case_for_another_attempt,
    "only_failed_refunds_are_repeated": repeat_what_did_not_fail,
    "two_people_agree": agree_with_oneself,
    "one_attempt_settles": lambda: one(PaymentAttempt, settles=True).update(
        settles=False
    ),
    "captures_are_complete": lambda: one(PaymentAttempt, settles=True).update(
        trade_no=None
    ),
    "open_attempts_ask_for_the_total": lambda: add(
        one(PaymentAttempt, status=AttemptStatus.OPEN), 1, "amount"
    ),
    "the_settling_amount_is_the_total": settle_with_too_much,
    "refunds_are_never_forgotten": lambda: one(Refund, status__in=IN_FLIGHT).update(
        next_try_at=None
    ),
    "events_have_an_outcome": lambda: one(GatewayEvent).update(outcome=""),
    "events_are_settled_in_time": lambda: one(GatewayEvent).update(
        received_at=LATE, processed_at=None
    ),
    "refunds_are_sent_in_time": lambda: one(Refund, status__in=IN_FLIGHT).update(
        next_try_at=LATE
    ),
    "statement_rows_are_accounted_for": read_a_row_that_is_in_no_book,
    "statements_tell_of_our_money": read_a_statement_without_our_money,
    "statements_tell_of_our_refunds": read_a_statement_without_our_refund,
    "coupons_within_their_total": lambda: add(one(CouponTemplate), 1, "claimed"),
    "coupons_within_the_shoppers_limit": lambda: one(Coupon).update(slot=99),
    "codes_within_their_uses": lambda: add(one(CouponCode), 1, "uses"),
    "coupons_belong_to_live_orders": lambda: one(Coupon, status="used").update(
        status="held"
    ),
    "coupon_discounts_have_their_coupon": lambda: one(
        OrderDiscount, kind="agreed"
    ).update(kind="coupon"),
    "coupons_expire_in_time": lambda: one(Coupon, status="unused").update(
        valid_until=LATE
    ),
    "points_equal_their_ledger": lambda: add(one(Member), 1, "points"),
    "ended_orders_hold_no_points": keep_points_of_an_ended_order,
    "points_name_their_order": redeem_for_a_stranger,
    "teams_know_their_seats": lambda: add(one(Team, state="open"), 1, "seats_taken"),
    "complete_teams_are_full": lambda: one(Team, state="complete").update(
        ended_at=F("expires_at")
    ),
    "open_teams_have_a_leader": lambda: one(
        Seat, is_leader=True, team__state="open"
    ).update(is_leader=False),
    "seats_follow_their_orders": lambda: one(Seat, state="freed").update(
        order_number="nobody's"
    ),
    "orders_wait_for_their_team": lambda: one(Team, state="complete").update(
        state="failed"
    ),
    "flash_pieces_are_left_or_claimed": lambda: add(
        one(FlashItem, unclaimed__gt=0), 1, "set_aside"
    ),
    "flash_shoppers_have_what_they_claimed": lambda: add(one(FlashShopper), 1, "taken"),
    "flash_shoppers_within_their_limit": lambda: one(
        FlashItem, shoppers__taken=1
    ).update(most_each=0),
    "flash_claims_belong_to_orders": lambda: one(FlashClaim).update(order_number="?"),
    "flash_sessions_do_not_overlap": lambda: one(FlashSession, opened_at=None).update(
        starts_at=NOON
    ),
    "group_offers_equal_their_ledger": lambda: add(one(GroupOffer), -1, "unclaimed"),
    "group_shoppers_know_their_pieces": lambda: add(one(GroupShopper), 1, "taken"),
    "group_shoppers_within_their_limit": lambda: one(
        GroupCampaign, shoppers__taken=1
    ).update(most_each=0),
    "teams_that_ended_move_their_orders": lambda: one(Team, state="open").update(
        state="failed", ended_at=LATE
    ),
    "ledgers_are_append_only": lambda: None,  # the triggers are gone already
    "messages_leave_in_time": lambda: one(OutboxMessage).update(due_at=LATE),
}
# A figure that stands in several laws' sums: these have to speak up too.
ALSO = {
    "reserved_is_what_orders_hold": {"moves_name_their_cause"},
    "group_offers_equal_their_ledger": {"reserved_is_what_orders_hold"},
    "order_total_adds_up": {"order_is_the_sum_of_its_lines"},
    "shares_stay_in_their_order": {"line_reductions_are_named"},
    "statements_tell_of_our_money": {"statements_tell_of_our_refunds"},
    "refunds_within_captures": {"paid_orders_keep_what_is_owed"},
}
