"""The ways people take through the shop, each request counted."""

from collections.abc import Callable
from itertools import count

from django.urls import reverse

from catalog.models import Product, Variant
from orders.models import Order
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import DemoTrade, GatewayEvent
from payments.services import settle_event
from shop.bench.browser import Browser, Step
from shop.kernel.clock import now

_numbers = count(1)

Walk = Callable[[], list[Step]]


class EmptyShop(Exception):
    """There is nothing to look at."""


def sellable_product() -> Product:
    """The product with most variants in stock: the dearest page there is."""
    offered = Variant.objects.offered().sellable()
    ids = list(offered.values_list("product_id", flat=True))
    if not ids:
        raise EmptyShop
    return Product.objects.get(pk=max(sorted(set(ids)), key=ids.count))


def look_around() -> list[Step]:
    """Each page once; the basket holds what was added on the way."""
    browser, product = Browser(), sellable_product()
    category = product.categories.order_by("pk").first()
    browser.get("home", reverse("content:home"))
    if category:
        browser.get("category", reverse("catalog:category", args=[category.slug]))
    browser.get("search", f"{reverse('catalog:search')}?q={product.name}")
    _fill_the_basket(browser, product)
    browser.get("cart", reverse("cart:show"))
    browser.get("checkout", reverse("orders:checkout"))
    return browser.steps


def purchase() -> list[Step]:
    """A guest comes, buys and pays; the gateway calls back; the order is paid."""
    browser, product = Browser(), sellable_product()
    browser.get("home", reverse("content:home"))
    _fill_the_basket(browser, product)
    browser.get("cart", reverse("cart:show"))
    browser.get("checkout", reverse("orders:checkout"))
    pay = browser.submit("place the order", reverse("orders:checkout"), _address())
    browser.get("choose how to pay", pay)
    browser.submit("go to the gateway", pay, {"gateway": "demo"})
    order = Order.objects.latest("pk")
    _be_called_back(browser, order)
    browser.get("paid", reverse("payments:done", args=[order.number]))
    order.refresh_from_db()
    if not order.paid_at:
        raise RuntimeError("The walk did not end with a paid order.")
    return browser.steps


def _fill_the_basket(browser: Browser, product: Product) -> None:
    page = reverse("catalog:product", args=[product.slug])
    browser.get("product", page)
    variant = Variant.objects.offered().sellable().filter(product=product)[0]
    picked = {
        f"option_{value.option_id}": str(value.pk) for value in variant.values.all()
    }
    form = {"product": str(product.pk), "quantity": "1", "go": "cart"} | picked
    browser.post("add to cart", reverse("cart:add"), data=form)


def _address() -> dict[str, str]:
    number = next(_numbers)
    return {
        "name": "Mei Lin",
        "phone": f"139{number:08}",
        "country": "CN",
        "province": "浙江省",
        "city": "Hangzhou",
        "district": "Xihu",
        "detail": "1 Lake Road",
        "email": f"bench-{number}@example.com",
    }


def _be_called_back(browser: Browser, order: Order) -> None:
    """The bank's part is another company's: only our answer to it is counted."""
    trade = DemoTrade.objects.get(out_trade_no=order.attempts.get().out_trade_no)
    body = (
        f'{{"event_id": "paid-{trade.trade_no}", "kind": "trade.paid", '
        f'"out_trade_no": "{trade.out_trade_no}", "trade_no": "{trade.trade_no}", '
        f'"amount": "{trade.amount}", "currency": "{trade.currency}"}}'
    ).encode()
    stamp = str(int(now().timestamp()))
    browser.post(
        "callback",
        reverse("payments:callback", args=["demo"]),
        data=body,
        content_type="application/json",
        headers={TIMESTAMP: stamp, SIGNATURE: sign(body, stamp)},
    )
    event = GatewayEvent.objects.get(attempt__order=order)
    settle_event(event_id=event.pk, now=now())
