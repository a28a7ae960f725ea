"""The owner says how much each role may give back alone; nobody raises their own."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.roles import ROLES
from payments.models import RefundLimit
from payments.services.limits import limit_of
from tests.admin.factories import client_of, filled, make_clerk, make_owner

pytestmark = pytest.mark.django_db
LIST = "/admin/payments/refundlimit/"


def url_of(role: str) -> str:
    limit = RefundLimit.objects.get(role=role)
    return reverse("admin:payments_refundlimit_change", args=[limit.pk])


def test_a_new_shop_has_one_for_each_role() -> None:
    limits = dict(RefundLimit.objects.values_list("role", "amount"))

    assert limits == {
        "operations": 2000,
        "finance": 20000,
        "support": 0,
        "warehouse": 0,
    }
    assert set(limits) == set(ROLES)


@pytest.mark.parametrize(("prefix", "word"), [("", "finance"), ("/zh-hans", "财务")])
def test_roles_have_their_names_in_the_reader_s_language(prefix, word) -> None:
    page = client_of(make_owner()).get(prefix + LIST).content.decode()

    assert word in page
    assert "00.00" in page  # grouped as the language groups


def test_the_owner_changes_one_and_the_audit_tells_both() -> None:
    owner = client_of(make_owner())
    url = url_of("operations")
    page = owner.get(url)

    owner.post(url, filled(page) | {"amount": "500.00"})

    said = LogEntry.objects.get().get_change_message()
    assert "for one order within a day" in page.content.decode()
    assert limit_of(make_clerk()) == Decimal(500)
    assert said == "operations: alone up to ¥500.00 instead of ¥2,000.00"


@pytest.mark.parametrize("amount", ["-1", "", "a lot", "0.001"])
def test_it_is_an_amount(amount: str) -> None:
    owner = client_of(make_owner())

    response = owner.post(url_of("operations"), {"amount": amount})

    assert "amount" in response.context["adminform"].form.errors
    assert limit_of(make_clerk()) == 2000


@pytest.mark.parametrize("role", ["operations", "finance", "support"])
def test_staff_look_and_change_nothing(role: str) -> None:
    clerk = client_of(make_clerk(role))
    url = url_of(role)
    before = RefundLimit.objects.get(role=role).amount

    page = clerk.get(url)
    answer = clerk.post(url, {"amount": "999999"})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert RefundLimit.objects.get(role=role).amount == before


def test_none_is_added_or_taken_away() -> None:
    owner = client_of(make_owner())

    codes = [
        owner.get(f"{LIST}add/").status_code,
        owner.post(url_of("finance").replace("change", "delete")).status_code,
    ]

    assert codes == [403, 403]
    assert RefundLimit.objects.count() == len(ROLES)
