"""The money desk in a real browser: pieces back, a second person, stray money, limits."""

import pytest

from catalog.models import Variant
from payments.models import MoneyCase, Refund, RefundLimit, RefundProposal
from payments.services import Wish, give_back
from shop.kernel.clock import now
from tests.admin.factories import make_clerk
from tests.browser.test_merchant import AT_A_DESK, ON_A_PHONE, merchant, press, see
from tests.orders.factories import ship
from tests.payments.factories import fail, make_paid_order, pieces_back

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["merchant"]  # the fixture


def a_sent_order(quantity: int = 3):
    """Of so little that its delivery costs something."""
    variant = Variant.objects.offered().order_by("price").first()
    return ship(make_paid_order(variant, quantity=quantity))


@ON_A_PHONE
def test_gives_two_pieces_back(merchant, screen):
    visitor, order = merchant(screen), a_sent_order()

    page = visitor.go(f"/admin/orders/order/{order.pk}/change/")
    press(page, "Refund")
    page.locator("input[name^=pieces_]").fill("2")
    page.check("#id_with_shipping")
    page.fill("#id_reason", "Arrived broken")
    see(visitor, "pieces")
    page.get_by_role("button", name="Show what it comes to").click()
    page.get_by_text("The rest of the order goes on.").wait_for()
    see(visitor, "shown")
    page.get_by_role("button", name="Refund", exact=True).click()
    page.get_by_text("goes back for order").wait_for()
    see(visitor, "money-of-the-order")

    refund = Refund.objects.get(attempt__order=order)
    assert [(part.quantity, part.shipping > 0) for part in refund.lines.all()] == [
        (2, True)
    ]


@AT_A_DESK
def test_agrees_to_what_a_clerk_has_proposed(merchant, screen):
    visitor, order = merchant(screen), a_sent_order()
    give_back(
        order_id=order.pk,
        wish=Wish(),
        reason="Came in pieces",
        staff=make_clerk("support"),
        now=now(),
    )

    page = visitor.go("/admin/")
    page.locator(".shop-tile", has_text="Refunds to approve").click()
    see(visitor, "to-approve")
    page.locator("#result_list a", has_text=order.number).first.click()
    page.get_by_text("Came in pieces").wait_for()
    see(visitor, "proposal")
    press(page, "Approve")
    see(visitor, "approve")
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("goes back for order").wait_for()
    see(visitor, "approved")

    assert RefundProposal.objects.get(order=order).outcome == "approved"
    assert Refund.objects.get(attempt__order=order).approved_by is not None


@ON_A_PHONE
def test_decides_about_money_that_came_back(merchant, screen):
    visitor, order = merchant(screen), a_sent_order()
    fail(pieces_back(order, 1))

    page = visitor.go("/admin/")
    page.locator(".shop-tile", has_text="Money to decide").click()
    see(visitor, "to-decide")
    page.locator("#result_list a", has_text=order.number).first.click()
    page.get_by_text("is owed to the buyer").wait_for()
    see(visitor, "case")
    press(page, "Decide")
    page.get_by_label("Paid back by hand").check()
    page.fill("#id_reason", "Bank transfer")
    see(visitor, "decide")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Paid back by hand,").wait_for()
    see(visitor, "decided")

    assert MoneyCase.objects.get(order=order).decision == "by_hand"


@AT_A_DESK
def test_says_how_much_a_role_gives_back_alone(merchant, screen):
    visitor = merchant(screen)
    limit, _made = RefundLimit.objects.get_or_create(
        role="operations", defaults={"amount": 2000}
    )

    page = visitor.go("/admin/payments/refundlimit/")
    see(visitor, "limits")
    page.locator("#result_list a", has_text="operations").first.click()
    page.fill("#id_amount", "500")
    see(visitor, "limit")
    page.locator("button[name=_save]").click()
    page.get_by_text("was changed successfully").wait_for()

    limit.refresh_from_db()
    assert limit.amount == 500
