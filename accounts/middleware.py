"""What happens to requests because of who makes them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.adapter import needs_second_factor
from accounts.models import User
from accounts.requests import bearer_token
from accounts.services.tokens import holder_of
from shop.kernel.api.refusals import is_api
from shop.kernel.clock import now

GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivateByDefaultMiddleware:
    """Whoever read the session answers about a person: no cache may keep that.

    allauth's pages say nothing about caching; a view that does has the last word.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        personal = (
            request.session.accessed or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
        )
        if personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class BearerMiddleware:
    """In the JSON API a token says who calls, and nothing else does: a session opens
    nothing there.  Asked for only where somebody wants to know."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            request.user = SimpleLazyObject(lambda: _caller(request))  # type: ignore[assignment]
        return self.get_response(request)


def _caller(request: HttpRequest) -> User | AnonymousUser:
    token = bearer_token(request)
    return (token and holder_of(token, now=now())) or AnonymousUser()


class InvalidFormMiddleware:
    """A form shown again because of its errors is 422, allauth's forms included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        form: Any = (getattr(response, "context_data", None) or {}).get("form")
        refused = getattr(form, "is_bound", False) and form.errors
        if request.method == "POST" and response.status_code == 200 and refused:
            response.status_code = getattr(form, "status", 422)
            if retry_after := getattr(form, "retry_after", 0):
                response.headers["Retry-After"] = str(retry_after)
        return response


class AdminDoorMiddleware:
    """The admin has one door: the shop's own log-in, with its limits and its second
    factor.  Staff alone come in, and where they must have a second factor, with it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "admin" not in match.app_names:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(
                _wanted(request, is_login=match.url_name == "login")
            )
        if not request.user.is_staff:
            raise Http404
        if settings.STAFF_MFA == "required" and needs_second_factor(request.user):
            messages.info(
                request, _("Set up your authenticator app first. Then the admin opens.")
            )
            return redirect("mfa_activate_totp")
        return None


def _wanted(request: HttpRequest, *, is_login: bool) -> str:
    """Where to go after the log-in, which checks that it is a page of ours."""
    if is_login:
        return request.GET.get("next") or reverse("admin:index")
    return request.get_full_path()
