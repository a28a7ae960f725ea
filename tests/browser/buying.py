"""The steps of a purchase that a guest and a shopper share."""

from datetime import timedelta

from orders.models import Order
from payments.jobs import deliver_demo_callbacks, settle_stored_events
from shop.kernel.clock import now
from tests.browser.visitor import Visitor

ADDRESS = {
    "Recipient": "Ada Long",
    "Phone": "13800138000",
    "City": "Hangzhou",
    "District": "Xihu",
    "Street, building": "88 Wensan Road",
}


def fill_address(visitor: Visitor) -> None:
    page = visitor.page
    for label, text in ADDRESS.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Province").select_option("浙江省")


def sweep(*, later: timedelta = timedelta(0)) -> int:
    """What beat does: the bank calls the shop, the shop settles what it was told.

    Returns how many callbacks were heard.
    """
    moment = now() + later
    heard = deliver_demo_callbacks(moment)
    settle_stored_events(moment + timedelta(seconds=10))
    return heard


def order_shown(visitor: Visitor) -> Order:
    """The order whose page is open."""
    return Order.objects.get(number=visitor.page.url.rstrip("/").rpartition("/")[2])
