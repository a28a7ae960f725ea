"""The home page and what machines ask for."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop.content.robots import robots_text
from shop.content.selectors import front_page
from shop.kernel.clock import now
from shop.kernel.http import public_page


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    slides, page = front_page(now())
    return render(
        request,
        "content/home.html",
        {
            "slides": slides,
            "page": page,
            "tab": "home",
            "nav": page.tree.links(),
            "og": {"image": _address(slides[0].image) if slides else ""},
        },
    )


def _address(picture: str) -> str:
    return urljoin(settings.SITE_URL, default_storage.url(picture))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    root = settings.SITE_URL or request.build_absolute_uri("/")
    return HttpResponse(robots_text(root), content_type="text/plain; charset=utf-8")
