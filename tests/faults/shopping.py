"""What people do at a shop over HTTP: buy, look back, cancel; and staff give back."""

import re

from tests.faults.visitor import Visitor

PASSWORD = "try-the-shop-2026"
ARTICLE = "/products/drum-bolster/"
PAGES = ("/", "/categories/", "/search/?q=vase", "/account/login/", "/account/here/")
LOG_IN = "POST /account/login/"
ADDRESS = {
    "name": "Ada Long",
    "country": "CN",
    "province": "浙江省",
    "city": "Hangzhou",
    "district": "Xihu",
    "detail": "88 Wensan Road",
}


def look_around(visitor: Visitor) -> None:
    for page in PAGES:
        visitor.get(page)


def place(visitor: Visitor, *, phone: str) -> str:
    """A guest's order; its address."""
    visitor.get(ARTICLE)
    visitor.send("/cart/add/", go="cart")
    visitor.get("/cart/")
    visitor.get("/checkout/")
    mail = f"{phone}@example.com"
    paying = visitor.send("/checkout/", phone=phone, email=mail, **ADDRESS)
    assert paying.endswith("/pay/"), paying
    return paying.removesuffix("pay/")


def pay(visitor: Visitor, order: str, *, leaves: bool = False) -> str:
    """At the demo bank; who does not leave comes back, and where to is returned."""
    visitor.get(f"{order}pay/")
    cashier = visitor.send(f"{order}pay/", gateway="demo")
    return visitor.send(cashier, action="pay", leaves=leaves)


def cancel(visitor: Visitor, order: str) -> None:
    visitor.get(f"{order}cancel/")
    visitor.send(f"{order}cancel/", reason="changed_mind")


def log_in(visitor: Visitor, login: str, *, to: str) -> None:
    visitor.get(f"/account/login/?next={to}")
    where = visitor.send("/account/login/", login=login, password=PASSWORD)
    assert where == to, where


def refund(staff: Visitor, order: str) -> None:
    """The merchant gives everything back, having seen what it comes to."""
    number = order.split("/")[-2]
    staff.get(f"/admin/orders/order/?q={number}")
    found = re.search(r"/admin/orders/order/(\d+)/change/", staff.page)
    assert found, f"no order {number} in the admin"
    staff.get(found[0])
    handle = f"/admin/orders/order/{found[1]}/refund/"
    staff.get(handle)
    staff.send(handle, everything="on", reason="Broken")
    staff.send(handle)
