"""What staff do about money."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.states import Actor
from payments.services import Wish, cancel_order, give_back, settle_event
from payments.services.retrying import hurry_refund
from shop.kernel.admin_handles import Handle, ReasonForm, Text
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.templatetags.shop import money


class NotYet(DomainError):
    """The gateway gave no final answer; the sweep goes on asking."""

    message = gettext_lazy("The payment service gave no answer. We keep trying.")


class NothingToDo(DomainError):
    message = gettext_lazy("There is nothing to do here.")


class Cancel(Handle):
    title = gettext_lazy("Cancel order")
    submit = gettext_lazy("Cancel order")
    form_class = ReasonForm
    is_danger = True

    def explain(self) -> Text:
        left = self.row.captured - self.row.refunded
        if left > 0:
            return _(
                "The goods are free again, %(amount)s goes back to the buyer, and "
                "the buyer is told."
            ) % {"amount": money(left)}
        return _(
            "The goods are free again and the buyer is told. Nothing was paid yet."
        )

    def do(self, said: dict[str, Any]) -> Text:
        cancel_order(
            order_id=self.row.pk,
            now=now(),
            actor=Actor.STAFF,
            user=self.request.user,
            reason=said["reason"],
        )
        return _("Order %(number)s is cancelled: %(reason)s") % {
            "number": self.row.number,
            "reason": said["reason"],
        }


class RefundAll(Handle):
    title = gettext_lazy("Refund order")
    submit = gettext_lazy("Refund everything")
    form_class = ReasonForm
    is_danger = True

    def explain(self) -> Text:
        return _(
            "%(amount)s goes back the way it was paid, the order is closed and the "
            "buyer is told. This can't be undone."
        ) % {"amount": money(self.row.captured - self.row.refunded)}

    def do(self, said: dict[str, Any]) -> Text:
        given = give_back(
            order_id=self.row.pk,
            wish=Wish(),
            reason=said["reason"],
            staff=self.request.user,
            now=now(),
        )
        if given.refund is None:
            return _("Somebody else has to agree: the refund is proposed.")
        return _("%(amount)s goes back for order %(number)s: %(reason)s") % {
            "amount": money(given.refund.amount),
            "number": self.row.number,
            "reason": said["reason"],
        }


class SettleEvent(Handle):
    title = gettext_lazy("Process again")
    submit = gettext_lazy("Process again")

    def explain(self) -> Text:
        return _("Does what this message of the gateway says, if it was not done yet.")

    def do(self, said: dict[str, Any]) -> Text:
        if not settle_event(event_id=self.row.pk, now=now()):
            raise NothingToDo
        self.row.refresh_from_db()
        return _("Processed: %(outcome)s") % {"outcome": self.row.outcome_text}


class Retry(Handle):
    title = gettext_lazy("Try refund again")
    submit = gettext_lazy("Try again")

    def explain(self) -> Text:
        return _("Asks the payment service now, under the same number.")

    def do(self, said: dict[str, Any]) -> Text:
        if not hurry_refund(refund_id=self.row.pk, now=now()):
            raise NotYet
        self.row.refresh_from_db()
        return _("Refund %(number)s: %(status)s.") % {
            "number": self.row.number,
            "status": self.row.get_status_display(),
        }
