"""The component gallery: every component in every state, for whoever builds pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from shop.content import order_samples, samples
from shop.kernel import clock


def gallery(request: HttpRequest) -> HttpResponse:
    """Not in production.  Raises Http404 there."""
    if settings.IN_PRODUCTION:
        raise Http404
    now = clock.now()
    facts = samples.goods() | samples.choice() | samples.forms_()
    facts |= order_samples.orders(now)
    return render(request, "content/gallery.html", facts)


urlpatterns = [path("", gallery, name="gallery")]
