"""The ways people take through the shop, each request counted."""

from collections.abc import Callable
from functools import partial
from itertools import count
from urllib.parse import quote

from django.urls import reverse

from accounts.models import OutboxMessage
from accounts.services.outbox import send_message
from catalog.models import Product, Variant
from orders.models import Order
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, sign
from payments.models import DemoTrade, GatewayEvent, PaymentAttempt
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
    browser.get("search", f"{reverse('catalog:search')}?q={quote(product.name)}")
    _fill_the_basket(browser, product)
    browser.get("cart", reverse("cart:show"))
    browser.get("checkout", reverse("orders:checkout"))
    return browser.steps


def front_page() -> list[Step]:
    """The home page, as a browser opens it."""
    browser = Browser()
    browser.get("home", reverse("content:home"))
    return browser.steps


def front_calls() -> list[Step]:
    """What the mini-program makes its home page of."""
    browser = Browser()
    for path in ("banners", "categories", "products/hot"):
        browser.call(path, f"/api/{path}")
    return browser.steps


def purchase() -> list[Step]:
    """A guest comes, buys and pays; the gateway calls; the guest comes back and sees
    that it is paid.  The worker settles the payment and sends what is owed."""
    browser, product = Browser(), sellable_product()
    browser.get("home", reverse("content:home"))
    _fill_the_basket(browser, product)
    browser.get("cart", reverse("cart:show"))
    browser.get("checkout", reverse("orders:checkout"))
    pay = browser.submit("place the order", reverse("orders:checkout"), _address())
    browser.get("choose how to pay", pay)
    browser.submit("go to the gateway", pay, {"gateway": "demo"})
    order = Order.objects.latest("pk")
    attempt = order.attempts.get()
    _call_back(browser, attempt)
    back = f"{reverse('payments:return', args=['demo'])}?out_trade_no={attempt}"
    browser.get("paid", browser.get("come back", back))
    _send_what_is_owed(browser, order)
    order.refresh_from_db()
    if not order.paid_at:
        raise RuntimeError("The walk did not end with a paid order.")
    return browser.steps


def _fill_the_basket(browser: Browser, product: Product) -> None:
    browser.get("product", reverse("catalog:product", args=[product.slug]))
    variant = Variant.objects.offered().sellable().filter(product=product)[0]
    picked = {
        f"option_{value.option_id}": str(value.pk) for value in variant.values.all()
    }
    browser.submit_by_script(
        "add to cart", reverse("cart:add"), {"go": "cart"} | picked
    )


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


def _call_back(browser: Browser, attempt: PaymentAttempt) -> None:
    """The bank's part is another company's: only our answer to it is counted."""
    trade = DemoTrade.objects.get(out_trade_no=attempt.out_trade_no)
    body = (
        f'{{"event_id": "paid-{trade.trade_no}", "kind": "trade.paid", '
        f'"out_trade_no": "{trade.out_trade_no}", "trade_no": "{trade.trade_no}", '
        f'"amount": "{trade.amount}", "currency": "{trade.currency}"}}'
    )
    stamp = str(int(now().timestamp()))
    browser.post(
        "callback",
        reverse("payments:callback", args=["demo"]),
        body,
        {TIMESTAMP: stamp, SIGNATURE: sign(body.encode(), stamp)},
    )
    event = GatewayEvent.objects.get(attempt=attempt)
    browser.work("settle", [partial(settle_event, event_id=event.pk, now=now())])


def _send_what_is_owed(browser: Browser, order: Order) -> None:
    owed = OutboxMessage.objects.due(now()).filter(key__contains=order.number)
    ids = list(owed.values_list("pk", flat=True))
    browser.work("mails", [partial(send_message, pk, now=now()) for pk in ids])
