"""A forgotten password: by link to an e-mail address, by code to a phone."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import phones
from accounts.entrance import CodeForm, ResetForm
from accounts.errors import TooManyTries
from accounts.services import resetting
from accounts.services.resetting import SentCode
from accounts.services.tries import spend_try
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import private_page

SENT = "reset_code"


@private_page
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Who has forgotten?  The answer is the same whether or not we know them."""
    form = ResetForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _send(request, form.cleaned_data["login"])
            except TooManyTries as error:
                form.add_error("login", str(error))
                status = 429
    return render(request, "account/password_reset.html", {"form": form}, status=status)


def _send(request: HttpRequest, name: str) -> HttpResponse:
    moment, address = now(), get_ip(request)
    if "@" not in name:
        sent = resetting.send_code(phone=name, address=address, now=moment)
        request.session[SENT] = sent.as_dict()
        return redirect("accounts:reset-code")
    spend_try(resetting.PER_ADDRESS, who=address, now=moment)
    spend_try(resetting.PER_NUMBER, who=name, now=moment)
    mail = ResetPasswordForm({"email": name})
    if mail.is_valid():
        mail.save(request, token_generator=default_token_generator)
    return redirect("account_reset_password_done")


@private_page
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the SMS; a right one leads to the page for the new password."""
    if SENT not in request.session:
        return redirect("account_reset_password")
    sent = SentCode(**request.session[SENT])
    form = CodeForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            user = resetting.check_code(
                sent=sent, code=form.cleaned_data["code"], now=now()
            )
        except DomainError as error:
            form.add_error("code", str(error))
            status = 429 if isinstance(error, TooManyTries) else 422
        else:
            del request.session[SENT]
            get_adapter().set_phone_verified(user, sent.phone)
            return redirect(
                "account_reset_password_from_key",
                uidb36=user_pk_to_url_str(user),
                key=default_token_generator.make_token(user),
            )
    page = {"form": form, "phone": phones.masked(sent.phone)}
    return render(request, "account/reset_code.html", page, status=status)
