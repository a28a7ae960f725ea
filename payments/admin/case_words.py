"""Money to decide, in plain words: what happened, and what each decision does."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.models import MoneyCase
from shop.kernel.languages import sentences
from shop.templatetags.shop import money

Decision, Kind, Standing = MoneyCase.Decision, MoneyCase.Kind, MoneyCase.Standing

HAPPENED: dict[str, Promise] = {
    Kind.REFUND_FAILED: gettext_lazy(
        "%(amount)s was to go back for order %(number)s, and the payment service "
        "refused it for good."
    ),
    Kind.MISMATCH: gettext_lazy(
        "For order %(number)s %(amount)s came in instead of %(asked)s."
    ),
    Kind.CHARGEBACK: gettext_lazy(
        "The buyer of order %(number)s disputes %(amount)s at their bank."
    ),
    Kind.RETURNED: gettext_lazy(
        "Of what was paid for order %(number)s %(amount)s went back at the payment "
        "service itself, by no refund of this shop."
    ),
}
MEANS: dict[str, Promise] = {
    Kind.REFUND_FAILED: gettext_lazy(
        "The money is still here and is owed to the buyer."
    ),
    Kind.MISMATCH: gettext_lazy("It pays for nothing until somebody decides."),
    Kind.RETURNED: gettext_lazy(
        "Nothing of it is booked here. If the order still counts it as paid, refund it "
        "here as well: the payment service refuses, and then you say that it was paid "
        "back by hand."
    ),
}
STANDS: dict[str, Promise] = {
    Standing.TO_ANSWER: gettext_lazy(
        "Answer on the pages of the payment service, or the money is lost. Refund "
        "nothing here meanwhile: it would go back twice."
    ),
    Standing.EXAMINED: gettext_lazy(
        "The bank is looking at it. Refund nothing here meanwhile: it would go back "
        "twice."
    ),
    Standing.WON: gettext_lazy("It was decided for the shop, and the money is here."),
    Standing.LOST: gettext_lazy("It was decided against the shop: the money is gone."),
}
DOES: dict[str, Promise] = {
    Decision.AGAIN: gettext_lazy(
        "the payment service is asked again, under a new number."
    ),
    Decision.BY_HAND: gettext_lazy(
        "you have paid it back yourself, by bank transfer or in cash; it counts as done."
    ),
    Decision.KEEP: gettext_lazy(
        "nothing goes back; the pieces count as paid, and pieces that were given up "
        "stay here."
    ),
    Decision.SEND_BACK: gettext_lazy(
        "the sum goes back to where it came from; the order still waits for the right "
        "one."
    ),
    Decision.SETTLED: gettext_lazy(
        "you have settled it with the payment service yourself; nothing is booked here."
    ),
}
DOES_ABOUT_A_DISPUTE: dict[str, Promise] = {
    Decision.SETTLED: gettext_lazy(
        "the money is gone, or you have agreed with the buyer; nothing is booked here."
    ),
    Decision.KEEP: gettext_lazy("the dispute is over and the money stays here."),
}


def story_of(case: MoneyCase) -> str:
    """What happened, in plain words, and what it means while nobody has decided."""
    facts = {
        "number": case.order.number,
        "amount": case.sum_text,
        "asked": money(case.attempt.amount),
    }
    happened = HAPPENED[case.kind] % facts
    if case.decided_at:
        return sentences(happened, "")
    if case.kind == Kind.CHARGEBACK:
        return sentences(happened, _deadline(case), str(STANDS[case.standing]))
    return sentences(happened, str(MEANS[case.kind]))


def in_words(case: MoneyCase, decision: MoneyCase.Decision) -> SafeString:
    does = DOES_ABOUT_A_DISPUTE if case.kind == Kind.CHARGEBACK else DOES
    return format_html("<b>{}</b> – {}", capfirst(decision.label), does[decision])


def _deadline(case: MoneyCase) -> str:
    if case.answer_by is None or case.standing != Standing.TO_ANSWER:
        return ""
    day = date_format(localtime(case.answer_by), "DATETIME_FORMAT")
    return _("There is time until %(day)s.") % {"day": day}
