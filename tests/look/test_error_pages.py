"""Pages for when something is wrong look like the shop and lead somewhere."""

import pytest
from django.shortcuts import render
from django.template import RequestContext
from django.test import RequestFactory
from django.urls import reverse

from shop.views import server_error


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_a_missing_page_offers_search_and_shelves(client, prefix: str) -> None:
    answer = client.get(f"{prefix}/nowhere/")

    html = answer.content.decode()
    assert answer.status_code == 404
    assert 'role="search"' in html
    assert f'href="{prefix}/categories/"' in html


def test_a_failure_asks_no_context_processor(monkeypatch) -> None:
    monkeypatch.setattr(RequestContext, "bind_template", None)
    request = RequestFactory().get("/")
    request.request_id = "abcd1234"

    answer = server_error(request)

    assert answer.status_code == 500
    assert b"abcd1234" in answer.content
    assert b"/static/css/shop.css" in answer.content


def test_a_form_is_shown_again_with_all_it_held(client) -> None:
    client.handler.enforce_csrf_checks = True

    answer = client.post(reverse("accounts:address-add"), {"name": "<b>", "city": "x"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="name" value="&lt;b&gt;"' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_offline_has_a_way_on(rf) -> None:
    html = render(rf.get("/offline/"), "offline.html").content.decode()

    assert f'href="{reverse("content:home")}"' in html
    assert html.count("<h1") == 1
