"""Pages that belong to no app: refusals, errors, health."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.cache import never_cache

from shop.health import readiness
from shop.kernel.api.refusals import is_api, refusal
from shop.kernel.clock import now


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose origin nobody vouched for: show it again, with a token."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    page = {"fields": fields, "action": request.get_full_path()}
    return render(request, "confirm_post.html", page, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_api(request):
        return refusal("NOT_FOUND")
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks no context processor: whatever broke may break there again."""
    if is_api(request):
        return refusal("SERVER_ERROR")
    page = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(loader.get_template("500.html").render(page), status=500)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Is this process alive?  Asks nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Can this process sell?  503 while it can't."""
    facts = readiness(now())
    return JsonResponse(
        {"status": "failed" if "failed" in facts else "ok", **facts},
        status=503 if "failed" in facts else 200,
    )
