"""What staff do about money."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.states import Actor
from payments.services import cancel_order, refund_order, settle_event
from payments.services.retrying import hurry_refund, repeat_refund
from payments.states import IN_FLIGHT
from shop.kernel.admin_handles import Handle, HandleForm, ReasonForm, Text
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
            actor_id=self.staff_id,
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
        refunds = refund_order(
            order_id=self.row.pk,
            now=now(),
            reason=said["reason"],
            actor_id=self.staff_id,
        )
        amount = sum(refund.amount for refund in refunds)
        return _("%(amount)s goes back for order %(number)s: %(reason)s") % {
            "amount": money(amount),  # type: ignore[arg-type]
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


class RetryForm(ReasonForm):
    """A refund that is on its way needs no new reason."""


class Retry(Handle):
    title = gettext_lazy("Try refund again")
    submit = gettext_lazy("Try again")

    @property
    def is_on_its_way(self) -> bool:
        return self.row.status in IN_FLIGHT

    def form(self, said: Any = None) -> HandleForm:
        kind = HandleForm if self.is_on_its_way else RetryForm
        return kind(said)

    def explain(self) -> Text:
        if self.is_on_its_way:
            return _("Asks the payment service now, under the same number.")
        return _(
            "The payment service refused this refund. Up to %(amount)s is asked for "
            "again, under a new number."
        ) % {"amount": money(self.row.amount)}

    def do(self, said: dict[str, Any]) -> Text:
        if not self.is_on_its_way:
            again = repeat_refund(
                refund_id=self.row.pk,
                now=now(),
                reason=said["reason"],
                actor_id=self.staff_id,
            )
            return _("%(amount)s is asked for again, as %(number)s.") % {
                "amount": money(again.amount),
                "number": again.number,
            }
        if not hurry_refund(refund_id=self.row.pk, now=now()):
            raise NotYet
        self.row.refresh_from_db()
        return _("Refund %(number)s: %(status)s.") % {
            "number": self.row.number,
            "status": self.row.get_status_display(),
        }
