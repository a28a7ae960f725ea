"""The user centre, its settings, and the personal bits of public pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from accounts import menu
from accounts.adapter import needs_second_factor
from accounts.forms import ProfileForm
from accounts.here import here as personal_bits
from shop.kernel.http import private_page


@private_page
@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where everything about oneself begins."""
    page = {
        "orders": list(menu.links("orders")),
        "tools": list(menu.links("tools")),
        "tab": "account",
    }
    return render(request, "accounts/home.html", page)


@private_page
@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """JSON for public pages; never stored, never starts a session."""
    return JsonResponse(personal_bits(request))


@private_page
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language.  The answer comes in the language just chosen."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, _("Saved."))
            return redirect(reverse("accounts:home"))
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@private_page
@login_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Password, e-mail, phone and the second factor, each a link to its page."""
    page = {"lacks_second_factor": needs_second_factor(request.user)}
    return render(request, "accounts/security.html", page)
