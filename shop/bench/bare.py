"""A bare Django page: the measure in which figures of any machine can be compared.

A product page as a Django project begins with one: the framework's own middleware,
template engine and model instances, four queries, twelve related products, 30 KB.
Nothing in it is ours but the tables.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory, override_settings
from django.urls import path, reverse

from catalog.models import Product, ProductImage
from shop.bench.browser import Step
from shop.bench.meter import metered

STANDARD = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
RELATED = 12
HERE = "shop.bench.bare"


class BareRequest(WSGIRequest):
    urlconf = HERE


class BareHandler(WSGIHandler):
    request_class = BareRequest


@cache
def bare_django() -> WSGIHandler:
    """Django as `startproject` makes it, beside the shop in the same process."""
    with override_settings(MIDDLEWARE=STANDARD):
        return BareHandler()


@cache
def _template() -> Any:
    processors = [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
    return DjangoTemplates(
        {
            "NAME": "bare",
            "DIRS": [Path(__file__).parent / "templates"],
            "APP_DIRS": False,
            "OPTIONS": {"context_processors": processors},
        }
    ).get_template("bare/product.html")


def product(request: HttpRequest, pk: int) -> HttpResponse:
    """The article, its variants, its neighbours, and the pictures of them all."""
    product = Product.objects.get(pk=pk)
    related = list(Product.objects.on_sale().exclude(pk=pk)[:RELATED])
    pictures: dict[int, list[ProductImage]] = {}
    for image in ProductImage.objects.filter(product__in=[product, *related]):
        pictures.setdefault(image.product_id, []).append(image)
    context = {
        "product": product,
        "variants": product.variants.all(),
        "pictures": pictures.get(pk, []),
        "related": [(one, pictures.get(one.pk, [])[:1]) for one in related],
        "formats": ("avif", "webp"),
        "widths": (160, 320, 480, 640, 960),
    }
    return HttpResponse(_template().render(context, request))


urlpatterns = [path("products/<int:pk>/", product, name="product")]


def bare_page(pk: int) -> Step:
    """Asked for and measured like a step of a walk."""
    url = reverse("product", args=[pk], urlconf=HERE)
    environ = RequestFactory().get(url).environ
    with metered() as spent:
        answer: Any = bare_django()(environ, lambda *_: bytes)
        answer.close()
    return Step(
        name="bare Django page",
        status=answer.status_code,
        kilobytes=len(answer.content) / 1024,
        spent=spent,
    )
