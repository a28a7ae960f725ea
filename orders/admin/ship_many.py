"""“Ship many”: pasted or uploaded numbers, looked at first, then shipped row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from time import monotonic
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from orders.admin.shipping import WELL_FORMED, as_printed
from orders.carriers import NAMES, carrier_name
from orders.errors import IllegalMove
from orders.models import Order
from orders.pasted import MOST_BYTES, MOST_ROWS, Row, decoded, is_heading, rows_in
from orders.services import Parcel, ship_order
from orders.states import Act, Actor, OrderStatus, may_do
from shop.kernel.admin_handles import HandleForm
from shop.kernel.errors import DomainError

S = OrderStatus
PATIENCE = 20.0  # seconds: nobody in between gives up on the page
READY, SHIPPED, KNOWN, PROBLEM = "ready", "shipped", "known", "problem"
TONES = {READY: "info", SHIPPED: "ok", KNOWN: "", PROBLEM: "bad"}


class ManyForm(HandleForm):
    """What was pasted, or a file; the confirmation sends the same rows back."""

    rows = forms.CharField(
        label=gettext_lazy("Order number, tracking number, carrier"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        help_text=gettext_lazy(
            "One parcel on each line, with commas, semicolons or tabs between."
        ),
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        help_text=gettext_lazy("UTF-8, 1 MB and 500 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    carrier = forms.ChoiceField(
        label=gettext_lazy("Carrier of rows that name none"),
        choices=[("", "–"), *NAMES.items()],
        required=False,
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file may have 1 MB at most."))
        try:
            return decoded(file.read())
        except UnicodeDecodeError:
            raise ValidationError(
                _("This file is not UTF-8. Save it as “CSV UTF-8” and try again.")
            ) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        field = "file" if said["file"] else "rows"
        text = said[field].replace("\0", "")
        rows = list(rows_in(text))
        if rows and is_heading(rows[0]):
            rows = rows[1:]
        if not rows:
            self.add_error(field, _("There is no row to ship."))
        if len(rows) > MOST_ROWS:
            most = _("At most %(count)d rows at once.") % {"count": MOST_ROWS}
            self.add_error(field, most)
        return said | {"text": text, "read": rows}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row, what became of it or would, and why."""

    position: int
    number: str
    tracking_number: str
    carrier: str
    state: str
    text: str
    order: Order | None = None

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def carrier_name(self) -> str:
        return carrier_name(self.carrier)


def looked_at(rows: Sequence[Row], *, carrier: str) -> list[Line]:
    """What shipping them would do.  Three queries."""
    wanted = {row.cell(0).upper() for row in rows}
    found = Order.objects.filter(number__in=wanted)
    orders = {o.number: o for o in found.prefetch_related("lines", "shipments")}
    lines = [_line(row, orders, carrier) for row in rows]
    return list(_without_repeats(lines))


def shipped(lines: Iterable[Line], *, now: datetime, actor_id: int) -> list[Line]:
    """Ship what is ready, each order in a transaction of its own.

    What a busy database leaves no time for stays ready: it takes another press.
    """
    end = monotonic() + PATIENCE
    return [
        _ship(line, now, actor_id)
        if line.state == READY and monotonic() < end
        else line
        for line in lines
    ]


def summary(lines: Iterable[Line]) -> list[tuple[str, str, int]]:
    """`(tone, words, how many)` of each state that there is."""
    words = {
        READY: _("ready"),
        SHIPPED: _("shipped now"),
        KNOWN: _("shipped already"),
        PROBLEM: _("with a problem"),
    }
    states = [line.state for line in lines]
    return [
        (TONES[state], text, states.count(state))
        for state, text in words.items()
        if state in states
    ]


def _line(row: Row, orders: Mapping[str, Order], carrier: str) -> Line:
    line = Line(
        position=row.position,
        number=row.cell(0).upper(),
        tracking_number=as_printed(row.cell(1)),
        carrier=_carrier(row.cell(2)) or carrier,
        state=PROBLEM,
        text="",
        order=orders.get(row.cell(0).upper()),
    )
    return _judged(line)


def _carrier(said: str) -> str:
    """One of ours by its name in any language; others keep their own."""
    return _carriers_by_name().get(said.casefold(), said[:60])


@cache
def _carriers_by_name() -> dict[str, str]:
    names = {stored.casefold(): stored for stored in NAMES}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {carrier_name(one).casefold(): one for one in NAMES}
    return names


def _judged(line: Line) -> Line:
    order = line.order
    if order is None:
        return replace(line, text=_("There is no such order."))
    if not _is_well_formed(line.tracking_number):
        return replace(line, text=str(WELL_FORMED.message))
    if not line.carrier:
        return replace(line, text=_("Which carrier?"))
    if _is_known(order, line):
        return replace(line, state=KNOWN, text=_("Shipped already."))
    if not may_do(Act.SHIP, order.status, Actor.STAFF):
        return replace(
            line, text=str(IllegalMove(current=order.status, wanted=S.SHIPPED))
        )
    pieces = sum(order.left_to_ship().values())
    text = ngettext(
        "%(count)d piece to %(name)s", "%(count)d pieces to %(name)s", pieces
    )
    return replace(line, state=READY, text=text % {"count": pieces, "name": order.name})


def _is_well_formed(tracking_number: str) -> bool:
    try:
        WELL_FORMED(tracking_number)
    except ValidationError:
        return False
    return True


def _is_known(order: Order, line: Line) -> bool:
    return any(
        (parcel.carrier, parcel.tracking_number) == (line.carrier, line.tracking_number)
        for parcel in order.shipments.all()
    )


def _without_repeats(lines: Iterable[Line]) -> Iterable[Line]:
    """An order's first parcel takes all that is left: a second is a mistake."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.state == READY and line.number in seen:
            text = _("This order is in row %(row)d already.") % {
                "row": seen[line.number]
            }
            yield replace(line, state=PROBLEM, text=text)
            continue
        seen.setdefault(line.number, line.position)
        yield line


def _ship(line: Line, now: datetime, actor_id: int) -> Line:
    order = line.order
    if order is None:
        return line
    parcel = Parcel(carrier=line.carrier, tracking_number=line.tracking_number)
    try:
        ship_order(order_id=order.pk, parcel=parcel, now=now, actor_id=actor_id)
    except DomainError as error:
        sent = {"carrier": line.carrier, "tracking_number": line.tracking_number}
        if order.shipments.filter(**sent).exists():  # a second press was quicker
            return replace(line, state=KNOWN, text=_("Shipped already."))
        return replace(line, state=PROBLEM, text=str(error))
    return replace(line, state=SHIPPED, text=_("Shipped."))
