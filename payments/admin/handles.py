"""What staff do about money."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.refunding import everything_left
from orders.states import Actor
from payments.admin.giving_back import limit_in_words, propose_or_refund
from payments.errors import NeedsSecondPerson
from payments.services import Wish, cancel_order
from payments.services.limits import may_alone
from payments.services.retrying import hurry_refund, work_again
from shop.kernel.admin_handles import Handle, ReasonForm, Text
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.money import ZERO
from shop.templatetags.shop import money


class NotYet(DomainError):
    """The gateway gave no final answer; the sweep goes on asking."""

    message = gettext_lazy("The payment service gave no answer. We keep trying.")


class NothingToDo(DomainError):
    message = gettext_lazy("There is nothing to do here.")


class Cancel(Handle):
    """Above one's limit a whole refund is proposed; agreed to, it cancels the order."""

    title = gettext_lazy("Cancel order")
    submit: Text = gettext_lazy("Cancel order")
    form_class = ReasonForm
    is_danger = True

    def __init__(self, request: HttpRequest, row: Any) -> None:
        super().__init__(request, row)
        parts = everything_left(row.lines.all()) if row.paid_at else []
        self.amount = sum((part.total for part in parts), ZERO)
        self.is_alone = self.amount <= 0 or may_alone(
            request.user, order_id=row.pk, amount=self.amount, now=now()
        )
        if not self.is_alone:
            self.submit = gettext_lazy("Propose refund")

    def explain(self) -> Text:
        if self.amount <= 0:
            return _(
                "The goods are free again and the buyer is told. Nothing was paid yet."
            )
        facts = {"amount": money(self.amount)}
        if self.is_alone:
            return (
                _(
                    "The goods are free again, %(amount)s goes back to the buyer, and "
                    "the buyer is told."
                )
                % facts
            )
        proposes = _(
            "%(amount)s would go back, more than you may give back alone. The button "
            "proposes a refund of the whole order; when a colleague agrees, the order "
            "is cancelled, its goods are free again and the buyer is told."
        )
        return f"{proposes % facts} {limit_in_words(self.request.user)}"

    def do(self, said: dict[str, Any]) -> Text:
        try:
            cancel_order(
                order_id=self.row.pk,
                now=now(),
                actor=Actor.STAFF,
                user=self.request.user,
                reason=said["reason"],
            )
        except NeedsSecondPerson:
            return propose_or_refund(self, wish=Wish(), reason=said["reason"])
        return _("Order %(number)s is cancelled: %(reason)s") % {
            "number": self.row.number,
            "reason": said["reason"],
        }


class WorkAgain(Handle):
    title = gettext_lazy("Work on it again")
    submit = gettext_lazy("Work on it again")

    def explain(self) -> Text:
        if self.row.processed_at is None:
            return _(
                "Does what this message of the gateway says, if it was not done yet."
            )
        return _(
            "What it says was done. The payment service is asked how things stand now, "
            "and what is news is done."
        )

    def do(self, said: dict[str, Any]) -> Text:
        is_news = self.row.processed_at is None
        if not work_again(event_id=self.row.pk, now=now()):
            raise NothingToDo
        self.row.refresh_from_db()
        if is_news:
            return _("Processed: %(outcome)s") % {"outcome": self.row.outcome_text}
        attempt = self.row.attempt
        return _("Asked. Payment %(number)s: %(status)s.") % {
            "number": attempt.out_trade_no,
            "status": attempt.get_status_display(),
        }


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
