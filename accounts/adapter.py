"""How allauth meets this shop: who is who, and mail by the shop's own outbox."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import phones
from accounts.errors import MalformedLogin
from accounts.models import User
from accounts.services import post_message
from accounts.services.outbox import SECRET
from accounts.services.resetting import code_text, new_code
from accounts.services.signing_in import forget_wrong_logins
from accounts.signals import password_changed, signed_up
from shop.kernel.clock import now
from shop.kernel.events import announce
from shop.kernel.identity import shop_name


class PhoneField(forms.CharField):
    """A phone number as people write it; cleaned to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        kwargs.setdefault("label", _("Phone"))
        kwargs.setdefault("max_length", phones.LONGEST_INPUT)
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        phone = phones.to_e164(text)
        if phone is None:
            raise forms.ValidationError(MalformedLogin.message)
        return phone


class AccountAdapter(DefaultAccountAdapter):
    """Phones are columns of the account; mail and SMS go through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_taken": _(
            "There is an account with this e-mail already. Log in instead."
        ),
        "phone_taken": _(
            "There is an account with this phone already. Log in instead."
        ),
    }

    # --- phones ---------------------------------------------------------------
    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:  # noqa: FBT001
        user.phone, user.phone_verified = phone or None, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: Any, phone: str) -> None:
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first() if phone else None

    def generate_phone_verification_code(self, *, user: Any, phone: str) -> str:
        return new_code()

    def send_verification_code_sms(
        self, user: Any, phone: str, code: str, **_kwargs: Any
    ) -> None:
        self._owe("sms", phone, "", code_text(code))

    # --- accounts -------------------------------------------------------------
    @transaction.atomic
    def save_user(
        self,
        request: HttpRequest,
        user: Any,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 (allauth's signature)
    ) -> User:
        """A new account from the sign-up form; it reads in the page's language.

        Announces `signed_up`.
        """
        asked = form.cleaned_data
        user.email = asked.get("email") or None
        user.phone = asked.get("phone") or None
        user.name = asked.get("name", "")
        user.language = get_language() or ""
        user.set_password(asked["password1"])
        user.save()
        announce(signed_up, User, user_id=user.pk)
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Announces `password_changed`: whatever else opened the account closes."""
        user.set_password(password)
        user.save(update_fields=["password"])
        forget_wrong_logins(user)
        announce(password_changed, User, user_id=user.pk)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The view limits the tries, ten in fifteen minutes."""
        return user.check_password(password)

    def is_safe_url(self, url: str | None) -> bool:
        """Only pages of this very shop."""
        own = {allauth_context.request.get_host()}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=own)

    # --- mail -----------------------------------------------------------------
    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """By the outbox: the same time whether or not anybody lives there."""
        facts = {
            "email": email,
            "shop_name": shop_name(),
            "site_url": settings.SITE_URL,
        }
        message = self.render_mail(template_prefix, email, facts | context)
        self._owe("mail", email, message.subject, str(message.body))

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} · {shop_name()}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(
        self, request: HttpRequest, confirmation: Any
    ) -> str:
        return _on_our_site(super().get_email_confirmation_url(request, confirmation))

    def _owe(self, channel: str, recipient: str, subject: str, body: str) -> None:
        post_message(
            key=f"{SECRET}{secrets.token_urlsafe(16)}",
            channel=channel,
            recipient=recipient,
            subject=subject,
            body=body,
            now=now(),
        )


def _on_our_site(url: str) -> str:
    """Links in mails never follow the Host header of whoever asked for them."""
    return f"{settings.SITE_URL}{urlsplit(url).path}"


def needs_second_factor(user: Any) -> bool:
    """Staff without an authenticator app."""
    return (
        user.is_authenticated
        and user.is_staff
        and not Authenticator.objects.filter(
            user_id=user.pk, type=Authenticator.Type.TOTP
        ).exists()
    )


class MfaAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return shop_name("en")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff who must have one keep it."""
        return settings.STAFF_MFA != "required" or not authenticator.user.is_staff
