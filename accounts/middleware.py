"""What happens to requests because of who makes them."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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


class AdminDoorMiddleware:
    """The admin has one door: the shop's own log-in, with its limits and its second
    factor.  Staff alone come in, and where they must have a second factor, with it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "admin" not in match.app_names:
            return None
        goal = request.get_full_path()
        if match.url_name == "login":
            goal = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(goal)
        if not request.user.is_staff:
            raise PermissionDenied
        if settings.STAFF_MFA == "required" and needs_second_factor(request.user):
            messages.info(
                request, _("Set up your authenticator app first. Then the admin opens.")
            )
            return redirect("mfa_activate_totp")
        return None
