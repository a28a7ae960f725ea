"""A public form needs no token when the browser itself vouches for its origin."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from shop.kernel.http import public_form

OWN = "http://testserver"
OTHER = "https://elsewhere.example"


@public_form
def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


urlpatterns = [path("public", public), path("private", private)]

pytestmark = pytest.mark.urls(__name__)


def headers(site: str | None, origin: str | None) -> dict[str, str]:
    named = {"Sec-Fetch-Site": site, "Origin": origin}
    return {name: value for name, value in named.items() if value is not None}


def post(address: str, **kwargs: str | None) -> int:
    client = Client(enforce_csrf_checks=True)
    return client.post(address, headers=headers(**kwargs)).status_code


@pytest.mark.parametrize(
    ("site", "origin"),
    [("same-origin", OWN), (None, OWN), ("same-origin", None)],
)
def test_a_page_of_ours_needs_no_token(site: str | None, origin: str | None) -> None:
    assert post("/public", site=site, origin=origin) == 200


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        (None, None),
        (None, OTHER),
        (None, "null"),
        ("same-site", None),
        ("same-site", OWN),
        ("cross-site", None),
        ("cross-site", OWN),
        ("cross-site", OTHER),
        ("none", None),
        ("none", OWN),
        ("same-origin", OTHER),
        ("same-origin", "null"),
        ("", OWN),
        ("Same-Origin", None),
        ("same-origin", "http://testserver.example"),
        ("same-origin", "https://testserver"),
        ("same-origin", "http://testserver:81"),
    ],
)
def test_nobody_else_gets_in(site: str | None, origin: str | None) -> None:
    assert post("/public", site=site, origin=origin) == 403


@pytest.mark.parametrize(
    ("site", "origin"),
    [("same-origin", OWN), (None, OWN), ("same-origin", None)],
)
def test_every_other_view_keeps_its_token(site: str | None, origin: str | None) -> None:
    assert post("/private", site=site, origin=origin) == 403


@override_settings(CSRF_TRUSTED_ORIGINS=[OTHER])
def test_a_trusted_origin_still_needs_a_token() -> None:
    assert post("/public", site="cross-site", origin=OTHER) == 403


def test_the_refusal_shows_the_form_again_with_a_token() -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/public?next=/", {"quantity": "2", "go": "<now>"})

    text = answer.content.decode()
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert 'action="/public?next=/"' in text
    assert 'name="quantity" value="2"' in text
    assert 'value="&lt;now&gt;"' in text
    assert "csrfmiddlewaretoken" in text


def test_the_form_shown_again_is_accepted() -> None:
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/public", {"quantity": "2"})
    token = refused.context["csrf_token"]

    answer = client.post("/public", {"quantity": "2", "csrfmiddlewaretoken": token})

    assert answer.status_code == 200
