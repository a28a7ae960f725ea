"""allauth's own forms as this shop shows them: labels, no placeholders, short help."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("At least 8 characters, and not only digits.")


class Plain:
    """A placeholder vanishes when it is needed; the label above says the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.setdefault("enterkeyhint", "next")
            field.help_text = PASSWORD_HELP if name == "password1" else ""
        field.widget.attrs["enterkeyhint"] = "done"


class AddEmailForm(Plain, account.AddEmailForm): ...


class ChangePasswordForm(Plain, account.ChangePasswordForm): ...


class SetPasswordForm(Plain, account.SetPasswordForm): ...


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm): ...


class ReauthenticateForm(Plain, account.ReauthenticateForm): ...


class ChangePhoneForm(Plain, account.ChangePhoneForm): ...


class VerifyPhoneForm(Plain, account.VerifyPhoneForm): ...


class SecondFactorForm(Plain, mfa.AuthenticateForm): ...


class SecondFactorAgainForm(Plain, mfa.ReauthenticateForm): ...


class ActivateTotpForm(Plain, totp.ActivateTOTPForm): ...
