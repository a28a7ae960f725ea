"""What may be done with a coupon on offer, beside editing it."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import phones
from promotions.campaign_desk import PauseWords
from promotions.coupons.codes import LONGEST, SHORTEST, normalised
from promotions.coupons.services import (
    add_shared_code,
    copy_template,
    grant_by_staff,
)
from promotions.coupons.services.offering import MOST_CODES
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now

MOST_PEOPLE = 500
BETWEEN = re.compile(r"[\s,;]+")


WORDS = PauseWords(
    pause=gettext_lazy("Pause the coupon"),
    effect=gettext_lazy("From now on nobody gets one. What was claimed stays good."),
    paused=gettext_lazy("The coupon is paused."),
    resume=gettext_lazy("Let the coupon go on"),
    resumed=gettext_lazy("The coupon goes on."),
)


class Copy(Handle):
    title = gettext_lazy("Copy the coupon")
    submit = gettext_lazy("Copy")

    def explain(self) -> Text:
        return _("A second one, paused and without codes. You will look at it next.")

    def do(self, said: dict[str, Any]) -> Text:
        self.row = copy_template(template_id=self.row.pk, now=now())
        return _("“%(name)s” is there, paused.") % {"name": self.row}


class OnceForm(HandleForm):
    """`token` makes sure that the same form does nothing a second time."""

    token = forms.CharField(max_length=32, widget=forms.HiddenInput)


class Once(Handle):
    def initial(self) -> dict[str, Any]:
        return {"token": secrets.token_hex(16)}


class PeopleForm(OnceForm):
    people = forms.CharField(
        label=gettext_lazy("E-mails or phones"),
        max_length=20_000,
        help_text=gettext_lazy("One or up to 500, each on a line."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_people(self) -> list[str]:
        words = [one for one in BETWEEN.split(self.cleaned_data["people"]) if one]
        if len(words) > MOST_PEOPLE:
            raise forms.ValidationError(_("Up to 500 people at a time."))
        return [phones.to_e164(word) or word for word in words]


class Grant(Once):
    title = gettext_lazy("Give this coupon")
    submit = gettext_lazy("Give")
    form_class = PeopleForm

    def explain(self) -> Text:
        return _("Each gets one, as far as there are some left and the limits allow.")

    def do(self, said: dict[str, Any]) -> Text:
        granted = grant_by_staff(
            template_id=self.row.pk,
            contacts=said["people"],
            cause=f"staff-{said['token']}",
            now=now(),
        )
        text = ngettext(
            "%(count)d person got one.", "%(count)d people got one.", len(granted.to)
        )
        told = [text % {"count": len(granted.to)}]
        told += [f"{who}: {why}" for who, why in list(granted.refused.items())[:20]]
        if len(granted.refused) > 20:
            told.append(_("and %(count)d more") % {"count": len(granted.refused) - 20})
        return " ".join(told)


class CodeTextForm(HandleForm):
    text = forms.CharField(
        label=gettext_lazy("Coupon code"),
        max_length=LONGEST,
        help_text=gettext_lazy("Letters and digits; capitals and dashes don't matter."),
    )
    most_uses = forms.IntegerField(
        label=gettext_lazy("How often"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text=gettext_lazy("Empty: as often as there are coupons."),
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(normalised(text)) < SHORTEST:
            raise forms.ValidationError(_("At least four letters or digits."))
        return text


class SharedCode(Handle):
    title = gettext_lazy("One code for many")
    submit = gettext_lazy("Add the code")
    form_class = CodeTextForm
    blames = "text"

    def do(self, said: dict[str, Any]) -> Text:
        code = add_shared_code(
            template_id=self.row.pk,
            text=said["text"],
            most_uses=said["most_uses"],
            now=now(),
        )
        return _("The code %(code)s brings this coupon.") % {"code": code.text}


class ManyCodesForm(OnceForm):
    many = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_CODES, initial=100
    )


class ManyCodes(Once):
    """Its answer is a file, so the desk itself makes them."""

    title = gettext_lazy("Codes for one person each")
    submit = gettext_lazy("Make and download")
    form_class = ManyCodesForm

    def explain(self) -> Text:
        return _(
            "You get them as a file: the shop keeps no code that it could show. As long "
            "as this page is open, the button gives the same codes again."
        )
