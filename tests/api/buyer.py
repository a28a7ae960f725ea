"""Somebody who shops in the mini-program, and sends what it sends."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Address, User
from catalog.models import Variant
from orders.models import Order
from tests.accounts.factories import make_address, make_user
from tests.api.calling import NOTHING, Answer, call, token_of
from tests.cart.factories import make_rate


@dataclass(frozen=True, kw_only=True)
class Buyer:
    user: User
    token: str
    address: Address

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.body

    def ask(self, method: str, path: str, body: Any = NOTHING, **more: Any) -> Answer:
        return call(method, path, body, token=self.token, **more)

    def fill(self, variant: Variant, quantity: int = 1) -> dict[str, Any]:
        """The line that it is in the basket then."""
        wanted = {"variantId": variant.pk, "quantity": quantity}
        answer = self.ask("POST", "/cart", wanted)
        assert answer.status in (200, 201), answer
        return answer.body

    def order(self, body: Any = None, **changes: Any) -> Answer:
        return self.ask("POST", "/orders", body or self.purchase(**changes))

    def purchase(self, **changes: Any) -> dict[str, Any]:
        """What the client sends of the basket as it is."""
        items = [line for line in self.get("/cart")["items"] if line["selected"]]
        total = sum(round(line["price"] * 100) * line["quantity"] for line in items)
        return {
            "items": items,
            "address": self.get("/user/address/default"),
            "totalAmount": f"{total / 100:.2f}",
            "paymentMethod": "wechat",
        } | changes

    def pay(self, order_id: Any, method: str = "wechat") -> Answer:
        wanted = {"orderId": order_id, "paymentMethod": method}
        return self.ask("POST", "/payment/create", wanted)


def make_buyer() -> Buyer:
    """With an address in Shanghai, where parcels go for 12."""
    make_rate()
    user = make_user()
    return Buyer(user=user, token=token_of(user), address=make_address(user))


def nothing_happened(buyer: Buyer) -> bool:
    """No order, nothing reserved, and the basket is still there."""
    lines = buyer.user.cart.lines.count() if hasattr(buyer.user, "cart") else 0
    reserved = sum(Variant.objects.values_list("reserved", flat=True))
    return not Order.objects.exists() and reserved == 0 and lines > 0
