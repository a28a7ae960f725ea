"""The handle “Refund”: pieces, a sum or everything, shown before it is done."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.models import Order, OrderLine
from orders.refunding import (
    LinePart,
    left_of_goods,
    left_of_shipping,
    parts_for_pieces,
)
from orders.states import MOVES, OrderStatus
from payments.admin.adjusting import amount_field
from payments.admin.shown import PartView, name_of, views_of
from payments.errors import MoreThanLeft
from payments.services import Wish, give_back
from payments.services.giving_back import parts_of
from payments.services.limits import limit_of, may_alone, used_up
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.languages import sentences
from shop.kernel.money import ZERO
from shop.templatetags.shop import money


class RefundForm(HandleForm):
    """One of three: pieces of the lines, a sum, or everything that is left."""

    amount = amount_field(gettext_lazy("Or a sum"), required=False)
    everything = forms.BooleanField(
        label=gettext_lazy("Or everything that is left"), required=False
    )
    with_shipping = forms.BooleanField(
        label=gettext_lazy("Delivery too"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The buyer sees it in the order's history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = list(order.lines.order_by("pk"))
        self.lines = {f"pieces_{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            self.add_field(name, _pieces_field(line, is_sending=order.holds_stock))
        self._say_what_is_left(lines)
        self.order_fields([*self.lines])

    def _say_what_is_left(self, lines: list[OrderLine]) -> None:
        goods = sum((left_of_goods(line) for line in lines), ZERO)
        freight = sum((left_of_shipping(line) for line in lines), ZERO)
        self.fields["amount"].help_text = _(
            "Up to %(amount)s, for no piece in particular: all pieces stay sold."
        ) % {"amount": money(goods)}
        self.fields["everything"].help_text = money(goods + freight)
        if freight:
            self.fields["with_shipping"].help_text = _(
                "What is left of it for these lines, in all %(amount)s. Before "
                "anything was sent, the last pieces bring it by themselves."
            ) % {"amount": money(freight)}
        else:
            del self.fields["with_shipping"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        pieces = {line.pk: said.get(name) or 0 for name, line in self.lines.items()}
        chosen = [any(pieces.values()), said.get("amount"), said.get("everything")]
        if sum(map(bool, chosen)) != 1 and not self.errors:
            raise forms.ValidationError(
                _("Say what goes back: pieces, a sum or everything – one of them.")
            )
        said["wish"] = Wish(
            pieces={pk: number for pk, number in pieces.items() if number},
            amount=said.get("amount") or None,
            with_shipping=bool(said.get("with_shipping")),
        )
        return said


def _pieces_field(line: OrderLine, *, is_sending: bool) -> forms.Field:
    left = line.left_to_refund
    words = [
        ngettext(
            "%(left)d of %(count)d piece is left.",
            "%(left)d of %(count)d pieces are left.",
            line.quantity,
        )
        % {"left": left, "count": line.quantity}
    ]
    if left:
        [one] = parts_for_pieces([line], {line.pk: 1}, with_shipping=False)
        words.append(_("One gives back %(amount)s.") % {"amount": money(one.amount)})
    if is_sending and line.left_to_ship:
        words.append(
            ngettext(
                "%(count)d is not sent yet; it stays here first.",
                "%(count)d are not sent yet; they stay here first.",
                line.left_to_ship,
            )
            % {"count": line.left_to_ship}
        )
    return forms.IntegerField(
        label=name_of(line),
        help_text=sentences(*words),
        min_value=0,
        max_value=left,
        initial=0,
        required=False,
        disabled=not left,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


@dataclass(frozen=True, kw_only=True)
class RefundPreview:
    """What a wish comes to now, and what it does to the order."""

    parts: tuple[PartView, ...]
    total: Decimal
    freed: int
    ends_as: str
    is_sent_then: bool
    is_alone: bool
    limit: Decimal | None
    used: Decimal

    @property
    def goods(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def shipping(self) -> Decimal:
        return sum((part.shipping for part in self.parts), ZERO)


class GiveBack(Handle):
    title = gettext_lazy("Refund")
    submit: Text = gettext_lazy("Refund")
    is_danger = True
    preview_template = "payments/admin/_refund_preview.html"

    def form(self, said: Any = None) -> HandleForm:
        return RefundForm(said, order=self.row)

    def blame(self, error: DomainError) -> str:
        return "amount" if isinstance(error, MoreThanLeft) else ""

    def explain(self) -> Text:
        return sentences(
            _(
                "It goes back the way it was paid, and the buyer is told. Shown "
                "before it is done."
            ),
            limit_in_words(self.request.user),
        )

    def preview(self, said: dict[str, Any]) -> RefundPreview:
        shown = preview_of(self.row, wish=said["wish"], staff=self.request.user)
        if not shown.is_alone:
            self.submit = _("Propose refund")
        return shown

    def do(self, said: dict[str, Any]) -> Text:
        return propose_or_refund(self, wish=said["wish"], reason=said["reason"])


def preview_of(order: Order, *, wish: Wish, staff: Any) -> RefundPreview:
    """Raises NotThatMany, NothingToRefund."""
    lines = {line.pk: line for line in order.lines.order_by("pk")}
    parts = parts_of(order, wish=wish)
    total = sum((part.total for part in parts), ZERO)
    at, freed = now(), _freed(order, parts, lines)
    return RefundPreview(
        parts=views_of(parts, lines),
        total=total,
        freed=freed,
        is_sent_then=_is_sent_then(order, freed),
        ends_as=str(_end_of(order).label) if total == _left(lines) else "",
        is_alone=may_alone(staff, order_id=order.pk, amount=total, now=at),
        limit=limit_of(staff),
        used=used_up(staff, order_id=order.pk, now=at),
    )


def propose_or_refund(handle: Handle, *, wish: Wish, reason: str) -> str:
    """Within the person's limit it goes back, above it somebody else has to agree."""
    given = give_back(
        order_id=handle.row.pk,
        wish=wish,
        reason=reason,
        staff=handle.request.user,
        now=now(),
    )
    facts = {"number": handle.row.number, "reason": reason}
    if given.refund is not None:
        return _("%(amount)s goes back for order %(number)s: %(reason)s") % {
            **facts,
            "amount": money(given.refund.amount),
        }
    amount = money(given.proposal.amount) if given.proposal else ""
    return _(
        "To give back %(amount)s for order %(number)s is proposed; a colleague has to "
        "agree: %(reason)s"
    ) % {**facts, "amount": amount}


def limit_in_words(staff: Any) -> str:
    limit = limit_of(staff)
    if limit is None:
        return ""
    return _(
        "Alone you may give back %(limit)s for an order within a day; for more a "
        "colleague has to agree."
    ) % {"limit": money(limit)}


def _freed(order: Order, parts: list[LinePart], lines: dict[int, OrderLine]) -> int:
    """Pieces that stay here and are never sent."""
    if not order.holds_stock:
        return 0
    return sum(min(part.quantity, lines[part.line_id].left_to_ship) for part in parts)


def _is_sent_then(order: Order, freed: int) -> bool:
    is_partly = order.status == OrderStatus.PARTIALLY_SHIPPED
    return is_partly and freed == sum(order.left_to_ship().values())


def _left(lines: dict[int, OrderLine]) -> Decimal:
    rows = lines.values()
    return sum((left_of_goods(line) + left_of_shipping(line) for line in rows), ZERO)


def _end_of(order: Order) -> OrderStatus:
    ends = MOVES[order.status]
    is_unsent = OrderStatus.CANCELLED in ends
    return OrderStatus.CANCELLED if is_unsent else OrderStatus.REFUNDED
