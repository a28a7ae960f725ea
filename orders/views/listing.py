"""Somebody's orders, by state, and by a word of theirs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from orders.access import SESSION_KEY, orders_of
from orders.selectors import order_cards, tabs_of
from orders.selectors.cards import TABS, found_by
from shop.kernel.clock import now
from shop.kernel.http import private_page

PER_PAGE = 10
MOST_LETTERS = 60


@private_page
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """An account's orders, a guest's that this browser knows, or the way to find one."""
    if not request.user.is_authenticated and not request.session.get(SESSION_KEY):
        return redirect("orders:find")
    state = request.GET.get("state", "")
    state = state if state in TABS else ""
    words = " ".join(request.GET.get("q", "").split())[:MOST_LETTERS]
    orders = orders_of(request)
    if words:
        orders = found_by(orders, words)
    tabs = tabs_of(orders, current=state, words=words)
    chosen = orders.filter(status__in=TABS[state][1])
    paginator = Paginator(chosen.prefetch_related("lines"), PER_PAGE)
    paginator.count = next(tab.count for tab in tabs if tab.is_current)
    page = paginator.get_page(request.GET.get("page", "")[:6])
    context = {
        "tabs": tabs,
        "state": state,
        "page": page,
        "cards": order_cards(list(page.object_list), now=now()),
        "base_query": urlencode(_without_empty(state=state, q=words)),
        "words": words,
        "tab": "account",
    }
    return render(request, "orders/list.html", context)


def _without_empty(**asked: str) -> dict[str, str]:
    return {name: text for name, text in asked.items() if text}
