"""Saved views of the order list."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders.states import OrderStatus

S = OrderStatus
ALL, FIRST = "all", "ship"
VIEWS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "ship": (_("To ship"), (S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPED)),
    "unpaid": (_("Unpaid"), (S.PENDING_PAYMENT,)),
    "team": (_("Waiting for the team"), (S.AWAITING_TEAM,)),
    "shipped": (_("Shipped"), (S.SHIPPED,)),
    "received": (_("Received"), (S.RECEIVED, S.COMPLETED)),
    "ended": (_("Cancelled and refunded"), (S.CANCELLED, S.REFUNDED)),
}


def is_first_view(request: HttpRequest) -> bool:
    """Is this the list of what waits, which is a queue?"""
    wanted = request.GET.get(OrderView.parameter_name)
    return wanted == FIRST or not (wanted or request.GET.get(SEARCH_VAR))


class OrderView(SimpleListFilter):
    """Opens on what waits for shipment; a search looks everywhere."""

    title = _("view")
    parameter_name = "view"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.searches = bool(request.GET.get(SEARCH_VAR))
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _statuses) in VIEWS.items()] + [
            (ALL, _("All"))
        ]

    @property
    def current(self) -> str:
        fallback = ALL if self.searches else FIRST
        wanted = self.value()
        return wanted if wanted in (*VIEWS, ALL) else fallback

    def choices(self, changelist: Any) -> Iterator[Any]:
        for name, label in self.lookup_choices:
            yield {
                "selected": self.current == name,
                "query_string": changelist.get_query_string(
                    {self.parameter_name: name}, ["p"]
                ),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.current == ALL:
            return queryset
        return queryset.filter(status__in=VIEWS[self.current][1])
