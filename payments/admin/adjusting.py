"""Another price for an unpaid order: shown line by line before it is agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.agreed import agreed_lines
from orders.errors import BadAdjustment
from orders.models import Order
from orders.services import Adjustment
from orders.services.adjusting import check_adjustment
from orders.states import Act, Actor, may_do
from payments.services import adjust_price
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import decimals
from shop.templatetags.shop import money

OFF, TO = "off", "to"


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=LARGEST_AMOUNT - 1,
        decimal_places=decimals(),
        **options,
    )


class AdjustForm(HandleForm):
    how = forms.ChoiceField(
        label=gettext_lazy("Goods"),
        choices=[
            (OFF, gettext_lazy("take this much off")),
            (TO, gettext_lazy("let them cost this much")),
        ],
    )
    amount = amount_field(gettext_lazy("Amount"))
    shipping = amount_field(gettext_lazy("Delivery costs"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The buyer sees it in the order's history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True, kw_only=True)
class LineChange:
    name: str
    quantity: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class PriceChange:
    """An order before and after: goods net of discounts, delivery, total."""

    goods_before: Decimal
    goods_after: Decimal
    shipping_before: Decimal
    shipping_after: Decimal
    lines: Sequence[LineChange]

    @property
    def total_before(self) -> Decimal:
        return self.goods_before + self.shipping_before

    @property
    def total_after(self) -> Decimal:
        return self.goods_after + self.shipping_after


class AdjustPrice(Handle):
    title = gettext_lazy("Change price")
    submit = gettext_lazy("Change price")
    form_class = AdjustForm
    preview_template = "payments/admin/_price_change.html"

    def explain(self) -> Text:
        return _(
            "Once, and before it is paid. The goods cost %(goods)s, delivery %(freight)s. "
            "Payments that were begun are closed, the buyer gets the whole time to pay "
            "again and is told."
        ) % {
            "goods": money(_net(self.row)),
            "freight": money(self.row.shipping_amount),
        }

    def initial(self) -> dict[str, Any]:
        return {"how": OFF, "amount": 0, "shipping": self.row.shipping_amount}

    def blame(self, error: DomainError) -> str:
        return "amount" if isinstance(error, BadAdjustment) else ""

    def preview(self, said: dict[str, Any]) -> PriceChange:
        order, adjustment = self.row, self._adjustment(said)
        check_adjustment(order, adjustment=adjustment, now=now())
        agreed = agreed_lines(
            order.lines.order_by("pk"),
            reduction=adjustment.reduction,
            shipping=adjustment.shipping,
        )
        return PriceChange(
            goods_before=_net(order),
            goods_after=_net(order) - adjustment.reduction,
            shipping_before=order.shipping_amount,
            shipping_after=said["shipping"],
            lines=[
                LineChange(
                    name=f"{one.line.name} {one.line.options_text}".strip(),
                    quantity=one.line.quantity,
                    before=one.line.total,
                    after=one.total,
                )
                for one in agreed
            ],
        )

    def do(self, said: dict[str, Any]) -> Text:
        before = self.row.total
        order = adjust_price(
            order_id=self.row.pk,
            adjustment=self._adjustment(said),
            now=now(),
            actor_id=self.staff_id,
        )
        return _(
            "Order %(number)s costs %(after)s instead of %(before)s: %(reason)s"
        ) % {
            "number": order.number,
            "after": money(order.total),
            "before": money(before),
            "reason": said["reason"],
        }

    def _adjustment(self, said: dict[str, Any]) -> Adjustment:
        amount: Decimal = said["amount"]
        return Adjustment(
            reduction=amount if said["how"] == OFF else _net(self.row) - amount,
            shipping=said["shipping"],
            reason=said["reason"],
        )


def can_adjust(order: Order) -> bool:
    """Is the handle offered?  The service decides again."""
    possible = may_do(Act.ADJUST_PRICE, order.status, Actor.STAFF)
    return possible and order.price_adjusted_at is None


def _net(order: Order) -> Decimal:
    return order.goods_amount - order.discount_amount
