"""Differences: staff read what does not agree, find out why, and say so once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils.translation import override

from payments.errors import AlreadyDecided
from payments.models import Difference, Statement
from payments.services import resolve_difference
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.payments.factories import make_paid_order
from tests.payments.reconciliation.rows import a_strange_row, make_statement

pytestmark = pytest.mark.django_db
LIST = "/admin/payments/difference/"
SAID = {"reason": "A payment of the old shop"}


def url_of(one: Difference, page: str = "resolve") -> str:
    return reverse(f"admin:payments_difference_{page}", args=[one.pk])


def ours_only() -> Difference:
    attempt = make_paid_order(make_variant()).attempts.get()
    return Difference.objects.create(
        kind=Difference.Kind.OURS_ONLY,
        statement=make_statement(),
        attempt=attempt,
        ours=attempt.amount,
        currency=attempt.currency,
        found_at=NOON,
    )


def test_tells_what_differs_and_leads_to_the_order() -> None:
    one = ours_only()

    page = client_of(make_owner()).get(url_of(one, "change")).content.decode()

    assert "We have ¥32.00 in our books, and no row of a statement" in page
    assert one.attempt.order.number in page
    assert f"/admin/orders/order/{one.attempt.order.pk}/change/" in page
    assert f"/admin/payments/paymentattempt/{one.attempt.pk}/change/" in page


def test_tells_of_a_row_that_is_theirs_alone() -> None:
    one = a_strange_row(currency="USD")

    page = client_of(make_owner()).get(url_of(one, "change")).content.decode()

    assert "Demo payment has 30.00 USD in its books" in page
    assert f"/admin/payments/statementline/{one.line.pk}/change/" in page


def test_is_resolved_with_a_reason_that_is_kept() -> None:
    one, clerk = a_strange_row(), make_clerk()

    response = client_of(clerk).post(url_of(one), SAID, follow=True)

    one.refresh_from_db()
    assert (one.ending, one.resolved_by) == ("by_hand", clerk)
    assert one.reason == "A payment of the old shop"
    assert "Resolved: A payment of the old shop" in told(response)
    assert "the old shop" in LogEntry.objects.get().change_message
    assert [action["title"] for action in response.context["actions_detail"]] == []


def test_a_reason_is_needed() -> None:
    one = a_strange_row()

    response = client_of(make_owner()).post(url_of(one), {"reason": " "})

    assert response.status_code == 422
    one.refresh_from_db()
    assert one.resolved_at is None


def test_is_resolved_once() -> None:
    one, owner = a_strange_row(), make_owner()
    how = {"difference_id": one.pk, "staff": owner, "now": NOON}
    resolve_difference(reason="first", **how)

    with pytest.raises(AlreadyDecided):
        resolve_difference(reason="second", **how)

    one.refresh_from_db()
    assert one.reason == "first"


def test_what_is_open_comes_first_and_is_a_view_of_its_own() -> None:
    old, done, new = a_strange_row(), a_strange_row(), a_strange_row()
    owner = client_of(make_owner())
    owner.post(url_of(done), SAID)

    views = {
        view: [
            row.pk for row in owner.get(f"{LIST}?view={view}").context["cl"].result_list
        ]
        for view in ("", "open", "resolved")
    }

    assert views == {
        "": [new.pk, old.pk, done.pk],
        "open": [new.pk, old.pk],
        "resolved": [done.pk],
    }


@pytest.mark.parametrize(
    ("role", "looks", "resolves"),
    [
        ("operations", 200, 200),
        ("finance", 200, 200),
        ("support", 200, 403),
        ("warehouse", 403, 403),
    ],
)
def test_each_role_has_its_part(role: str, looks: int, resolves: int) -> None:
    one = a_strange_row()
    clerk = client_of(make_clerk(role))

    codes = [clerk.get(url_of(one, page)).status_code for page in ("change", "resolve")]

    assert codes == [looks, resolves]


def test_a_statement_leads_to_its_rows_and_open_differences() -> None:
    one = a_strange_row()
    a_strange_row()
    owner = client_of(make_owner())
    url = reverse("admin:payments_statement_change", args=[one.statement.pk])

    page = owner.get(url).content.decode()

    for name in ("difference", "statementline"):
        link = f"/admin/payments/{name}/?statement__id__exact={one.statement.pk}"
        assert link in page
        assert owner.get(link).context["cl"].result_count == 2


def test_is_counted_beside_its_name() -> None:
    a_strange_row()

    tiles = client_of(make_clerk()).get("/admin/").context["tiles"]

    assert {tile.label: tile.value for tile in tiles}["Differences"] == 1


def test_a_statement_is_called_alike_everywhere() -> None:
    one = a_strange_row()
    Statement.objects.update(gateway="alipay")
    owner = client_of(make_owner())

    pages = [
        owner.get(reverse(f"admin:payments_{row._meta.model_name}_change", args=[pk]))
        for row, pk in (
            (one, one.pk),
            (one.line, one.line_id),
            (one.statement, one.statement_id),
        )
    ]

    for page in pages:
        assert "Alipay Nov. 20, 2026" in page.content.decode()
        assert "2026-11-20" not in page.content.decode()
    with override("zh-hans"):
        assert str(Statement.objects.get()).startswith("支付宝 2026年")
