"""What was written once about stock and prices.  To read, never to edit."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import PriceLog, StockMove
from shop.kernel.admin_base import ReadOnlyInline, Window
from shop.templatetags.shop import money


class Signed:
    """`+3` says what happened; `3` does not."""

    @admin.display(description=_("on hand"), ordering="on_hand_delta")
    def on_hand(self, move: StockMove) -> str:
        return f"{move.on_hand_delta:+}" if move.on_hand_delta else "–"

    @admin.display(description=_("reserved"), ordering="reserved_delta")
    def held(self, move: StockMove) -> str:
        return f"{move.reserved_delta:+}" if move.reserved_delta else "–"


class Priced:
    @admin.display(description=_("price"), ordering="price")
    def amount(self, row: PriceLog) -> str:
        return money(row.price)

    @admin.display(description=_("compare-at price"), ordering="compare_at")
    def was(self, row: PriceLog) -> str:
        return money(row.compare_at) or "–"


MOVE = ("at", "kind", "on_hand", "held", "reference", "reason", "actor")
PRICE = ("at", "amount", "was", "actor")


class StockMoveInline(Signed, ReadOnlyInline):
    model = StockMove
    fields = readonly_fields = MOVE
    tab = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor")


class PriceLogInline(Priced, ReadOnlyInline):
    model = PriceLog
    fields = readonly_fields = PRICE
    tab = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("actor")


@admin.register(StockMove)
class StockMoveAdmin(Signed, Window):
    list_display = (
        "at",
        "variant",
        "kind",
        "on_hand",
        "held",
        "reference",
        "reason",
        "actor",
    )
    list_filter = ("kind",)
    search_fields = ("variant__sku", "reference", "reason")
    search_help_text = _("SKU, order, reason")
    list_select_related = ("variant", "actor")
    fields = ("variant", *MOVE)
    readonly_fields = fields


@admin.register(PriceLog)
class PriceLogAdmin(Priced, Window):
    list_display = ("at", "variant", "amount", "was", "actor")
    search_fields = ("variant__sku",)
    search_help_text = _("SKU")
    list_select_related = ("variant", "actor")
    fields = ("variant", *PRICE)
    readonly_fields = fields
