"""Every request gets an id and a policy, and what no database can hold is refused."""

import logging
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from shop.logs import JsonFormatter, TextFormatter
from shop.middleware import request_id


def page(request: HttpRequest, name: str = "") -> HttpResponse:
    return HttpResponse(request_id.get())


def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Content-Security-Policy": "sandbox"})


urlpatterns = [
    path("page/<path:name>", page),
    path("admin/", page),
    path("own/", own_policy),
]

pytestmark = pytest.mark.urls(__name__)


def policy(client: Client, address: str) -> dict[str, str]:
    header = client.get(address)["Content-Security-Policy"]
    return {
        name: sources
        for name, _, sources in (p.partition(" ") for p in header.split("; "))
    }


def test_pages_run_our_files_only(client: Client) -> None:
    assert policy(client, "/page/x") == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def test_the_admins_theme_may_evaluate_but_load_nothing_foreign(client: Client) -> None:
    rules = policy(client, "/admin/")

    assert "'unsafe-eval'" in rules["script-src"]
    assert not any(
        ":" in s and s not in ("data:", "blob:")
        for s in " ".join(rules.values()).split()
    )


def test_an_address_that_only_mentions_the_admin_is_a_page(client: Client) -> None:
    assert "unsafe" not in policy(client, "/page/about/admin/")["script-src"]


def test_a_view_may_be_stricter(client: Client) -> None:
    assert client.get("/own/")["Content-Security-Policy"] == "sandbox"


def test_other_headers_of_safety(client: Client) -> None:
    answer = client.get("/page/x")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    "address", ["/page/a%00b", "/page/x?q=%00", "/page/x?q=a&%00=b", "/%00"]
)
def test_nul_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("fields", [{"name": "a\0b"}, {"na\0me": "b"}])
def test_nul_in_a_form_is_a_bad_request(client: Client, fields: dict[str, str]) -> None:
    assert client.post("/page/x", fields).status_code == 400


def test_a_form_without_nul_passes(client: Client) -> None:
    assert client.post("/page/x", {"name": "0 %00"}).status_code == 200


def test_the_answer_carries_the_requests_id(client: Client) -> None:
    answer = client.get("/page/x")

    assert len(answer["X-Request-ID"]) == 16
    assert answer.content.decode() == answer["X-Request-ID"]


def test_a_proxys_id_is_kept(client: Client) -> None:
    answer = client.get("/page/x", headers={"X-Request-ID": "from-the-proxy-1"})

    assert answer["X-Request-ID"] == "from-the-proxy-1"


@pytest.mark.parametrize(
    "offered", ["short", "x" * 65, "line\nbreak-line", '"quoted"!!']
)
def test_an_odd_id_is_replaced(client: Client, offered: str) -> None:
    answer = client.get("/page/x", headers={"X-Request-ID": offered})

    assert answer["X-Request-ID"] != offered


def test_the_id_ends_with_its_request(client: Client) -> None:
    client.get("/page/x")

    assert request_id.get() == "-"


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_a_log_line_keeps_no_key(formatter: logging.Formatter) -> None:
    address = "/orders/2611-1/key/s3cret-t0ken/?x=1"
    record = logging.LogRecord("shop", 40, "", 0, "Failed: %s", (address,), None)

    line = formatter.format(record)

    assert "s3cret" not in line
    assert "/orders/2611-1/key/…/?x=1" in line


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_a_trace_keeps_no_row_that_a_database_refused(
    formatter: logging.Formatter,
) -> None:
    refusal = "not unique\nDETAIL:  Key (email)=(mei@example.com) exists."
    try:
        raise ValueError(refusal)
    except ValueError:
        record = logging.LogRecord("shop", 40, "", 0, "Failed", (), sys.exc_info())

    line = formatter.format(record)

    assert "mei@" not in line
    assert "not unique" in line


def test_the_settings_put_our_formatter_to_work() -> None:
    formatters = [type(each.formatter) for each in logging.getLogger().handlers]

    assert TextFormatter in formatters


@pytest.mark.parametrize("charset", ["nonsense", "utf-16", "base64", "\u00ff"])
@pytest.mark.parametrize(
    "form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=X"]
)
def test_a_body_in_another_encoding_is_refused(
    client: Client, form: str, charset: str
) -> None:
    response = client.generic(
        "POST", "/cart/add/", b"a=1", f"{form}; charset={charset}"
    )

    assert response.status_code == 400


def test_a_log_line_carries_it() -> None:
    record = logging.LogRecord("shop", logging.INFO, "", 0, "héllo %s", ("you",), None)
    token = request_id.set("abcdefgh")
    line = JsonFormatter().format(record)
    request_id.reset(token)

    assert '"request": "abcdefgh"' in line
    assert '"message": "héllo you"' in line
