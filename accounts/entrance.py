"""The two forms that lead in: log-in and sign-up.  allauth finds them by setting."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import Login
from allauth.core.internal.ratelimit import get_ip
from django import forms
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.errors import MalformedLogin, TooManyTries, WrongLogin
from accounts.models import User
from accounts.services.signing_in import check_login, normal_login
from shop.kernel.clock import now

LONGEST_PASSWORD = 1000
LOGIN_ATTRS = {
    "autocomplete": "username",
    "autocapitalize": "none",
    "spellcheck": "false",
    "inputmode": "email",
    "enterkeyhint": "next",
}


def login_field() -> forms.CharField:
    return forms.CharField(
        label=_("E-mail or phone number"),
        max_length=254,
        error_messages={"required": _("Enter your e-mail or your phone number.")},
        widget=forms.TextInput(attrs=LOGIN_ATTRS),
    )


class LoginForm(AllauthLoginForm):
    """Fields `login` and `password`; refusals come from `check_login`."""

    status = 422
    retry_after = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        self.fields["login"] = login_field()
        self.order_fields(["login", "password"])
        password = self.fields["password"]
        password.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        password.label, password.help_text = _("Password"), ""
        password.error_messages["required"] = _("Enter your password.")
        password.widget.attrs.pop("placeholder", None)
        password.widget.attrs["enterkeyhint"] = "go"

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self) or {}
        if self.errors:
            return cleaned
        moment = now()
        try:
            self.user = check_login(
                login=cleaned["login"],
                password=cleaned["password"],
                address=get_ip(self.request),
                now=moment,
            )
        except MalformedLogin as error:
            self.add_error("login", str(error))
        except WrongLogin as error:
            self.add_error(None, str(error))
        except TooManyTries as error:
            self.status = 429
            self.retry_after = int((error.retry_at - moment).total_seconds()) + 1
            self.add_error(None, str(error))
        else:
            self._login = Login(user=self.user, email=self.user.email)
        return cleaned

    def user_credentials(self) -> dict[str, str]:
        """For allauth's record of how somebody came in."""
        name = normal_login(self.cleaned_data["login"])
        return {"email" if "@" in name else "phone": name, "password": "checked"}


class SignupForm(AllauthSignupForm):
    """E-mail or phone, one of them at least; a password; a name if wished."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "enterkeyhint": "done"}),
    )
    field_order = ["email", "phone", "password1", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        self.order_fields(self.field_order)
        self.fields["email"].label = _("E-mail")
        self.fields["phone"].label = _("Phone")
        self.fields["phone"].help_text = _("Your e-mail, your phone or both.")
        password = self.fields["password1"]
        password.label = _("Password")
        password.error_messages["required"] = _("Choose a password.")
        password.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        password.help_text = _("At least 8 characters, and not only digits.")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.setdefault("enterkeyhint", "next")

    def _clean_phone(self) -> None:
        """A taken number is said at its field; the form lets you in at once, so it
        can't be hidden (see Decisions)."""
        phone = self.cleaned_data.get("phone")
        if phone and get_adapter().get_user_by_phone(phone):
            self.add_error("phone", get_adapter().validation_error("phone_taken"))

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Two sign-ups at the same moment: the database lets one in."""
        try:
            return super().try_save(request)
        except IntegrityError:
            messages.error(request, get_adapter().error_messages["email_taken"])
            return None, redirect("account_signup")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = cleaned.get("email") or cleaned.get("phone")
        if not named and not {"email", "phone"} & set(self.errors):
            self.add_error("email", gettext("Enter your e-mail or your phone number."))
        return cleaned


class ResetForm(forms.Form):
    """Whose password was forgotten."""

    login = login_field()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].widget.attrs["enterkeyhint"] = "send"

    def clean_login(self) -> str:
        try:
            return normal_login(self.cleaned_data["login"])
        except MalformedLogin as error:
            raise forms.ValidationError(str(error)) from error


class CodeForm(forms.Form):
    """A code that came by SMS.  Pasting it with a space in it is fine."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Enter the code from the SMS.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "enterkeyhint": "done",
            }
        ),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
