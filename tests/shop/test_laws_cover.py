"""What the reliability plan calls invariants I1–I25, and the rules' own laws: each is
proven by laws of the book and by the database, or it is said why it can't be yet.
"""

from dataclasses import dataclass

import pytest
from django.apps import apps

from shop.laws.book import book
from tests.architecture.source import ROOT


@dataclass(frozen=True, kw_only=True)
class Proof:
    """`laws` of the book; `constraints` by name, and unique columns as `app.model.column`,
    that the database keeps; `tests` where looking at tables proves nothing."""

    laws: str = ""
    constraints: str = ""
    unique: str = ""
    tests: str = ""
    not_yet: str = ""


INVARIANTS = {
    # --- stock
    "I1 stock within bounds": Proof(
        laws="stock_within_bounds",
        constraints="catalog_variant_reserved_within_on_hand",
    ),
    "I2 on hand is the sum of its movements": Proof(
        laws="stock_equals_its_ledger moves_do_what_they_say moves_name_their_cause "
        "ledgers_are_append_only",
    ),
    "I3 reserved is what is held, each held once": Proof(
        laws="reserved_is_what_orders_hold lines_move_their_own"
    ),
    "I4 no unit sold twice, none lost": Proof(
        laws="stock_equals_its_ledger lines_move_their_own moves_name_their_cause "
        "parcels_hold_what_was_sent shipped_orders_have_no_rest "
        "parcels_stay_in_their_order",
    ),
    "I5 no reservation beyond its deadline": Proof(laws="unpaid_orders_end_in_time"),
    "I6 after a burst as many are sold as there were": Proof(
        laws="stock_within_bounds reserved_is_what_orders_hold",
        tests="tests/concurrency/test_last_piece.py tests/bench/test_bench.py",
    ),
    # --- orders and money
    "I7 the total adds up and is what is asked for": Proof(
        laws="order_total_adds_up order_is_the_sum_of_its_lines line_adds_up "
        "open_attempts_ask_for_the_total the_settling_amount_is_the_total",
        constraints="orders_order_total_adds_up orders_orderline_total_adds_up",
    ),
    "I8 each discount is apportioned to the cent": Proof(
        laws="discounts_are_the_sum_of_their_shares line_reductions_are_named "
        "shares_stay_in_their_order line_adds_up",
    ),
    "I9 an order is made of copies": Proof(
        tests="tests/orders/test_place_order.py"  # a copy looks like what it copied
    ),
    "I10 what is kept is the total, or nothing": Proof(
        laws="paid_orders_keep_what_is_owed ended_orders_keep_nothing "
        "order_knows_its_money attempt_knows_its_refunds lines_know_their_refunds",
    ),
    "I11 surplus goes back, once, with a trail": Proof(
        laws="paid_orders_keep_what_is_owed ended_orders_keep_nothing "
        "refunds_are_never_forgotten refunds_are_sent_in_time "
        "refunds_are_the_sum_of_their_lines",
    ),
    "I12 a capture is its attempt's own, once": Proof(
        laws="captures_are_complete disputes_are_in_the_queue",
        constraints="payments_attempt_trade_once payments_event_once "
        "payments_attempt_captured_all_or_nothing",
        unique="payments.paymentattempt.out_trade_no",
    ),
    "I13 refunds within payments and lines": Proof(
        laws="refunds_within_captures attempt_knows_its_refunds "
        "lines_give_back_what_was_paid lines_know_their_refunds "
        "refunds_are_the_sum_of_their_lines refunds_stay_in_their_order "
        "only_failed_refunds_are_repeated undecided_money_is_in_the_queue "
        "two_people_agree",
        constraints="payments_attempt_refunded_within_captured",
        unique="payments.refund.number",
    ),
    "I14 paid if and only if captured": Proof(
        laws="one_attempt_settles captures_are_complete events_have_an_outcome",
        constraints="payments_attempt_one_settles",
    ),
    "I15 states follow the table, with a log, in time": Proof(
        laws="log_follows_the_table log_has_no_gap state_is_the_end_of_the_log "
        "states_have_their_times times_follow_each_other deadlines_are_set "
        "silent_orders_move_on ledgers_are_append_only",
        constraints="orders_order_known_status orders_order_paid_has_a_time",
    ),
    "I16 a repeated submit makes one order": Proof(
        unique="orders.orderline.cart_line_id",
        tests="tests/orders/test_place_order_again.py",
    ),
    "I17 order numbers are unique and not guessed": Proof(
        unique="orders.order.number",
        tests="tests/orders/test_access.py tests/owners/test_owners.py",
    ),
    "I18 nothing to pay, and never less": Proof(
        laws="order_total_adds_up one_attempt_settles",
        constraints="orders_order_amounts_not_negative",
    ),
    "I19 the books agree among themselves and with the gateways'": Proof(
        laws="order_knows_its_money attempt_knows_its_refunds lines_know_their_refunds "
        "invoices_say_what_is_kept credit_notes_within_invoice "
        "invoice_numbers_have_no_gap events_are_settled_in_time "
        "statement_rows_are_accounted_for statements_tell_of_our_money "
        "statements_tell_of_our_refunds",
        constraints="payments_statement_once payments_statementline_once "
        "payments_difference_payment_once payments_difference_refund_once",
        unique="payments.difference.line",
    ),
    # --- promotions
    "I20 no more uses of a coupon than there may be": Proof(
        laws="coupons_within_their_total coupons_within_the_shoppers_limit "
        "codes_within_their_uses coupons_belong_to_live_orders",
        constraints="promotions_coupon_claimed_within_total promotions_coupon_slot_once "
        "promotions_coupon_of_one_order",
        tests="tests/concurrency/test_coupon_races.py",
    ),
    "I21 a coupon is worth something where it is good, and back once": Proof(
        laws="coupon_discounts_have_their_coupon coupons_expire_in_time",
        tests="tests/promotions/coupons/test_rules.py "
        "tests/promotions/coupons/test_orders.py tests/payments/test_refund_pieces.py",
    ),
    "I22 reductions within the goods, in their order": Proof(
        laws="line_adds_up line_reductions_are_named gifts_cost_nothing "
        "reductions_name_their_offer",
        tests="tests/promotions/offers/test_rules_hold.py "
        "tests/promotions/test_whole_pipeline.py",
    ),
    "I23 a flash item's pieces and limits, by the server's time": Proof(
        laws="flash_pieces_are_left_or_claimed flash_shoppers_have_what_they_claimed "
        "flash_shoppers_within_their_limit flash_claims_belong_to_orders",
        constraints="promotions_flash_item_within_set_aside promotions_flash_claim_once "
        "promotions_flash_shopper_once",
        tests="tests/promotions/flash_sales/test_claims.py "
        "tests/concurrency/test_flash_races.py",
    ),
    "I24 a team is full, in time, led by one, and paid back if not": Proof(
        laws="teams_know_their_seats complete_teams_are_full open_teams_have_a_leader "
        "seats_follow_their_orders orders_wait_for_their_team "
        "group_shoppers_know_their_pieces group_shoppers_within_their_limit "
        "teams_that_ended_move_their_orders",
        constraints="promotions_team_within_size promotions_team_complete_is_full "
        "promotions_seat_once_in_a_team promotions_seat_one_leader",
        tests="tests/concurrency/test_team_races.py tests/payments/test_failed_teams.py",
    ),
    "I25 points are the sum of their entries, each with one cause": Proof(
        laws="points_equal_their_ledger ended_orders_hold_no_points "
        "points_name_their_order",
        constraints="promotions_member_owes_nothing promotions_pointsentry_earned_once",
    ),
    # --- the rules' own laws (§16)
    "§16.1 stock": Proof(
        laws="stock_within_bounds stock_equals_its_ledger reserved_is_what_orders_hold",
        constraints="promotions_flash_item_within_set_aside",
    ),
    "§16.2 totals and shares": Proof(
        laws="order_total_adds_up order_is_the_sum_of_its_lines line_adds_up "
        "discounts_are_the_sum_of_their_shares line_reductions_are_named",
    ),
    "§16.3 captured less refunded": Proof(
        laws="order_knows_its_money refunds_within_captures one_attempt_settles "
        "paid_orders_keep_what_is_owed ended_orders_keep_nothing",
    ),
    "§16.4 coupons": Proof(
        laws="coupons_within_their_total coupons_within_the_shoppers_limit "
        "codes_within_their_uses coupons_belong_to_live_orders "
        "coupon_discounts_have_their_coupon",
        constraints="promotions_coupon_claimed_within_total promotions_coupon_slot_once "
        "promotions_couponcode_used_within_limit promotions_coupon_of_one_order",
        unique="promotions.coupon.order_number",
    ),
    "§16.5 flash sales and teams": Proof(
        laws="flash_pieces_are_left_or_claimed flash_shoppers_have_what_they_claimed "
        "flash_shoppers_within_their_limit group_shoppers_within_their_limit "
        "flash_claims_belong_to_orders flash_sessions_do_not_overlap "
        "teams_know_their_seats complete_teams_are_full open_teams_have_a_leader "
        "seats_follow_their_orders orders_wait_for_their_team "
        "group_offers_equal_their_ledger group_shoppers_know_their_pieces",
        constraints="promotions_flash_item_within_set_aside promotions_flash_claim_once "
        "promotions_flash_shopper_once",
    ),
    "§16.6 points": Proof(
        laws="points_equal_their_ledger ended_orders_hold_no_points "
        "points_name_their_order",
        constraints="promotions_member_owes_nothing promotions_pointsentry_earned_once",
    ),
    "§16.7 states are reachable by the log": Proof(
        laws="state_is_the_end_of_the_log log_has_no_gap log_follows_the_table"
    ),
    "§16.8 somebody answers for captured money": Proof(
        laws="ended_orders_keep_nothing paid_orders_keep_what_is_owed "
        "undecided_money_is_in_the_queue disputes_are_in_the_queue",
    ),
}
# Laws that prove other rules: prices in their log (§2), what promotions gave, messages that leave (I31).
BESIDES = {
    "price_is_the_last_logged",
    "lowest_price_is_right",
    "messages_leave_in_time",
    "sale_prices_do_not_meet",
}


def constraint_names() -> set[str]:
    return {
        rule.name for model in apps.get_models() for rule in model._meta.constraints
    }


@pytest.mark.parametrize("name", INVARIANTS)
def test_an_invariant_is_proven_by_what_is_there(name: str) -> None:
    proof = INVARIANTS[name]

    assert set(proof.laws.split()) <= set(book)
    assert set(proof.constraints.split()) <= constraint_names()
    for column in proof.unique.split():
        app, model, field = column.split(".")
        assert apps.get_model(app, model)._meta.get_field(field).unique
    for path in proof.tests.split():
        assert (ROOT / path).exists()


@pytest.mark.parametrize("name", INVARIANTS)
def test_an_invariant_without_a_proof_says_why(name: str) -> None:
    proof = INVARIANTS[name]

    assert (
        proof.laws or proof.constraints or proof.unique or proof.tests or proof.not_yet
    )


def test_every_invariant_is_there() -> None:
    numbers = [name.partition(" ")[0] for name in INVARIANTS]

    assert numbers == [
        *(f"I{number}" for number in range(1, 26)),
        *(f"§16.{number}" for number in range(1, 9)),
    ]


def test_every_law_proves_something() -> None:
    used = {law for proof in INVARIANTS.values() for law in proof.laws.split()}

    assert set(book) == used | BESIDES
