"""The JSON API: every app's endpoints, joined under `/api/`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.addresses.api import router as addresses
from accounts.api import router as accounts
from cart.api import router as cart
from catalog.api import router as catalog
from orders.api import router as orders
from payments.api import router as payments
from shop.content.api import router as content
from shop.insights.api import router as insights
from shop.kernel.api.interface import JsonApi

# The browsable page sets styles of its own.
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The document and, in development, the page to browse it: to look at only."""

    @require_GET
    @wraps(view)
    def answer(request: HttpRequest, **asked: Any) -> HttpResponse:
        response = view(request, **asked)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return answer


api = JsonApi(
    title="The shop's JSON API",
    docs_url=None if settings.IN_PRODUCTION else "/docs",
    page=page,
)
for router in (
    accounts,
    content,
    catalog,
    cart,
    addresses,
    orders,
    payments,
    insights,
):
    api.add_router("", router)
