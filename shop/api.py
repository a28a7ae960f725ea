"""The JSON API: every app's endpoints, joined under `/api/`."""

from django.conf import settings
from django.views.decorators.http import require_GET

from accounts.addresses.api import router as addresses
from accounts.api import router as accounts
from cart.api import router as cart
from catalog.api import router as catalog
from orders.api import router as orders
from payments.api import router as payments
from promotions.coupons.api import router as coupons
from promotions.flash_sales.api import router as flash_sales
from promotions.group_buys.api import router as group_buys
from shop.api_page import Browsable
from shop.content.api import router as content
from shop.insights.api import router as insights
from shop.kernel.api.interface import JsonApi

api = JsonApi(
    title="The shop's JSON API",
    docs_url=None if settings.IN_PRODUCTION else "/docs",
    docs=Browsable(),
    docs_decorator=require_GET,
)
for router in (
    accounts,
    content,
    catalog,
    coupons,
    flash_sales,
    group_buys,
    cart,
    addresses,
    orders,
    payments,
    insights,
):
    api.add_router("", router)
