"""Who may see an order: its owner, or a guest who came by its secret link."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from orders.models import Order
from orders.models.order import OrderQuerySet
from shop.kernel.prepared import prepared

SESSION_KEY = "orders"
MOST_REMEMBERED = 50


def orders_of(request: HttpRequest) -> OrderQuerySet:
    """The orders that the person behind a request may see."""
    by_link = Q(owner=None, number__in=request.session.get(SESSION_KEY, []))
    if request.user.is_authenticated:
        return Order.objects.filter(Q(owner_id=request.user.pk) | by_link)
    return Order.objects.filter(by_link)


def order_or_404(request: HttpRequest, number: str) -> Order:
    """A stranger's order is answered exactly like one that does not exist."""
    order = next(iter(_numbered(number=number)), None)
    if order is None or not may_see(request, order):
        raise Http404
    return order


@prepared
def _numbered(number: str) -> QuerySet[Order]:
    return Order.objects.filter(number=number)


def may_see(request: HttpRequest, order: Order) -> bool:
    """The same of one order: as `orders_of` asks, without asking again."""
    if order.owner_id is None:
        return order.number in request.session.get(SESSION_KEY, [])
    return order.owner_id == request.user.pk


def remember_order(request: HttpRequest, number: str) -> None:
    """This session came by the secret link and may see the order from now on."""
    known = [one for one in request.session.get(SESSION_KEY, []) if one != number]
    request.session[SESSION_KEY] = [*known, number][-MOST_REMEMBERED:]
