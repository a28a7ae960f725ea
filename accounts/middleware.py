"""What happens to requests because of who makes them."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.adapter import needs_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


class InvalidFormMiddleware:
    """A form shown again because of its errors is 422, allauth's forms included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        form = (getattr(response, "context_data", None) or {}).get("form")
        refused = getattr(form, "is_bound", False) and form.errors
        if request.method == "POST" and response.status_code == 200 and refused:
            response.status_code = getattr(form, "status", 422)
            if retry_after := getattr(form, "retry_after", 0):
                response.headers["Retry-After"] = str(retry_after)
        return response


class SecondFactorMiddleware:
    """Where staff must have a second factor, the admin stays shut until they do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "admin" not in match.app_names:
            return None
        if settings.STAFF_MFA != "required" or not needs_second_factor(request.user):
            return None
        messages.info(request, _set_up_text())
        query = urlencode({"next": request.get_full_path()})
        response = redirect("mfa_activate_totp")
        response.headers["Location"] += f"?{query}"
        return response


def _set_up_text() -> str:
    return _("Set up your authenticator app first. Then the admin opens.")
