"""What staff do with an order, as far as it is neither parcels nor money."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.services import extend_receipt
from orders.services.notes import add_note
from orders.states import Actor
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.admin_shown import moment
from shop.kernel.clock import now


class NoteForm(HandleForm):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For the shop only; the buyer does not see it."),
    )


class Note(Handle):
    title = gettext_lazy("Add a note")
    submit = gettext_lazy("Save note")
    form_class = NoteForm

    def do(self, said: dict[str, Any]) -> Text:
        add_note(
            order_id=self.row.pk, text=said["text"], now=now(), actor_id=self.staff_id
        )
        return _("Note written down.")


class Extend(Handle):
    title = gettext_lazy("More time to receive")
    submit = gettext_lazy("Extend")

    def explain(self) -> Text:
        until = self.row.receive_by
        return _(
            "The order counts as received on %(old)s. Extended, once, that will be "
            "on %(new)s; the buyer sees it."
        ) % {
            "old": moment(until),
            "new": moment(until and until + settings.ORDER_EXTEND_BY),
        }

    def do(self, said: dict[str, Any]) -> Text:
        order = extend_receipt(
            order_id=self.row.pk,
            now=now(),
            actor=Actor.STAFF,
            actor_id=self.staff_id,
        )
        return _("Order %(number)s counts as received on %(until)s.") % {
            "number": order.number,
            "until": moment(order.receive_by),
        }
