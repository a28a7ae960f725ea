"""What the merchant types of a coupon; what can't be is told at its field."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promotions.coupons.models import MOST_FOR_ONE
from promotions.coupons.services.offering import PROMISED
from promotions.coupons.states import CouponKind
from promotions.scope_form import SCOPE, ScopeForm
from shop.kernel.clock import now

HELP = {
    "threshold": gettext_lazy(
        "What its goods have to cost at least, after the offers. 0: anything."
    ),
    "cap": gettext_lazy("Of a percentage the most it takes off. Empty: no limit."),
    "total": gettext_lazy("Empty: as many as are wanted."),
    "valid_days": gettext_lazy("Or two fixed dates instead."),
    "new_shoppers_only": gettext_lazy("For accounts that have not ordered yet."),
    "by_code": gettext_lazy("Codes are made on this page, once it is saved."),
    "claim_until": gettext_lazy("Empty: until it is paused or all are gone."),
}
BEYOND_CLAIMS = (*PROMISED, *SCOPE)


class TemplateForm(ScopeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text
        if self.instance.pk and self.instance.claimed:
            for name in BEYOND_CLAIMS:
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self._check_value(said)
        self._check_numbers(said)
        self._check_times(said)
        return said

    def _check_value(self, said: dict[str, Any]) -> None:
        """What another kind asks for is forgotten."""
        kind = said.get("kind")
        if kind == CouponKind.AMOUNT:
            self._demand("amount")
        if kind == CouponKind.PERCENT:
            self._demand("percent")
        for name, owner in (
            ("amount", CouponKind.AMOUNT),
            ("percent", CouponKind.PERCENT),
            ("cap", CouponKind.PERCENT),
        ):
            if kind != owner and name not in self.errors and name in said:
                said[name] = None
        cap = said.get("cap")
        if cap is not None and cap <= 0:
            self.add_error("cap", _("More than nothing, please."))
        amount, threshold = said.get("amount"), said.get("threshold")
        if amount and threshold and amount > threshold:
            self.add_error("amount", _("Not more than the goods have to cost."))

    def _demand(self, name: str) -> None:
        value = self.cleaned_data.get(name)
        if name in self.errors:
            return
        if value is None:
            self.add_error(name, _("Say how much."))
        elif value <= 0:
            self.add_error(name, _("More than nothing, please."))

    def _check_numbers(self, said: dict[str, Any]) -> None:
        total, each = said.get("total"), said.get("per_shopper")
        claimed = self.instance.claimed
        if total is not None and total < max(1, claimed):
            text = (
                format_lazy(_("{count} were claimed already."), count=claimed)
                if claimed
                else _("At least one, please.")
            )
            self.add_error("total", text)
        if total and each and each > total:
            self.add_error("per_shopper", _("Not more than there are in all."))
        if each is not None and not 1 <= each <= MOST_FOR_ONE:
            text = format_lazy(_("From 1 to {most}, please."), most=MOST_FOR_ONE)
            self.add_error("per_shopper", text)

    def _check_times(self, said: dict[str, Any]) -> None:
        start, end = said.get("claim_from"), said.get("claim_until")
        if start and end and end <= start:
            self.add_error("claim_until", _("After the start, please."))
        begins, ends = said.get("valid_from"), said.get("valid_until")
        if said.get("valid_days") is not None:
            for name in ("valid_from", "valid_until"):
                if said.get(name) is not None:
                    self.add_error(name, _("Either dates or days after claiming."))
        elif "valid_days" not in self.errors:
            self._check_dates(begins, ends, start)

    def _check_dates(self, begins: Any, ends: Any, start: Any) -> None:
        if begins is None and ends is None:
            self.add_error("valid_days", _("Say how long it is good."))
        for name, value in (("valid_from", begins), ("valid_until", ends)):
            if value is None and (begins or ends) and name not in self.errors:
                self.add_error(name, _("Both dates, please."))
        if begins and ends and ends <= begins:
            self.add_error("valid_until", _("After the start, please."))
        elif ends and start and ends <= start:
            text = _("After it begins to be given out, please.")
            self.add_error("valid_until", text)
        elif ends and "valid_until" in self.changed_data and ends <= now():
            self.add_error("valid_until", _("Not in the past, please."))
