"""Money to decide: staff read what happened, choose what is to be done, say why."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from payments.models import MoneyCase, Refund
from payments.services import decide_case
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import ship
from tests.payments.cases import (
    a_failed_part,
    a_failed_surplus,
    a_failed_whole,
    a_mismatch,
)
from tests.payments.factories import fail, make_paid_order, pieces_back

pytestmark = pytest.mark.django_db
LIST = "/admin/payments/moneycase/"


def url_of(case: MoneyCase, page: str = "decide") -> str:
    return reverse(f"admin:payments_moneycase_{page}", args=[case.pk])


def choices(case: MoneyCase) -> list[str]:
    form = client_of(make_owner()).get(url_of(case)).context["form"]
    return [str(value) for value, _words in form.fields["decision"].choices]


def decided(case: MoneyCase) -> None:
    decide_case(
        case_id=case.pk,
        decision="by_hand",
        reason="in cash",
        staff=make_owner(),
        now=NOON,
    )


@pytest.mark.parametrize(
    ("make", "story"),
    [
        (a_failed_part, "¥40.00 was to go back for order"),
        (a_mismatch, "¥30.00 came in instead of ¥32.00"),
        (lambda: a_mismatch(currency="USD"), "30.00 USD came in instead of ¥32.00"),
    ],
)
def test_tells_what_happened_and_what_each_decision_does(make, story: str) -> None:
    order, case = make()

    page = client_of(make_owner()).get(url_of(case, "change")).content.decode()

    assert story in page
    assert order.number in page
    assert ("under a new number" in page) is (case.kind == "refund_failed")


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (a_failed_part, ["again", "by_hand", "keep"]),
        (a_failed_whole, ["again", "by_hand"]),
        (a_failed_surplus, ["again", "by_hand"]),
        (a_mismatch, ["send_back", "settled"]),
    ],
)
def test_offers_what_may_be_decided_and_nothing_else(make, offered: list[str]) -> None:
    _order, case = make()

    assert choices(case) == offered
    for other in set(MoneyCase.Decision.values) - set(offered):
        said = {"decision": other, "reason": "Sure"}
        response = client_of(make_owner()).post(url_of(case), said)
        assert response.status_code == 422
    assert MoneyCase.objects.get().decided_at is None


def test_decides_with_a_reason_and_writes_it_down() -> None:
    clerk = make_clerk()
    _order, case = a_failed_part()
    said = {"decision": "by_hand", "reason": "Bank transfer of 20 November"}

    response = client_of(clerk).post(url_of(case), said, follow=True)

    case.refresh_from_db()
    assert (case.decision, case.decided_by) == ("by_hand", clerk)
    assert "Paid back by hand, ¥40.00" in told(response)
    assert "Bank transfer" in LogEntry.objects.get().change_message
    page = response.content.decode()
    assert Refund.objects.get(by_hand=True).number in page
    assert [action["title"] for action in response.context["actions_detail"]] == []


def test_a_reason_and_a_decision_are_needed() -> None:
    _order, case = a_failed_part()

    response = client_of(make_owner()).post(url_of(case), {})

    assert set(response.context["form"].errors) == {"decision", "reason"}


def test_above_ones_limit_somebody_else_decides() -> None:
    order = ship(make_paid_order(make_variant(price="3000.00")))
    case = fail(pieces_back(order, 1))
    said = {"decision": "again", "reason": "Sure"}

    response = client_of(make_clerk()).post(url_of(case), said, follow=True)

    case.refresh_from_db()
    assert "higher limit" in told(response)
    assert case.decided_at is None
    assert Refund.objects.count() == 1


def test_what_is_undecided_comes_first() -> None:
    _order, old = a_failed_part()
    _order, decided_one = a_failed_part()
    _order, new = a_failed_part()
    decided(decided_one)

    rows = client_of(make_owner()).get(LIST).context["cl"].result_list

    assert [case.pk for case in rows] == [new.pk, old.pk, decided_one.pk]


def test_the_queue_is_one_view_of_it() -> None:
    _order, waiting = a_failed_part()
    _order, done = a_failed_part()
    decided(done)
    owner = client_of(make_owner())

    views = {
        view: [
            row.pk for row in owner.get(f"{LIST}?view={view}").context["cl"].result_list
        ]
        for view in ("waiting", "decided")
    }

    assert views == {"waiting": [waiting.pk], "decided": [done.pk]}


@pytest.mark.parametrize(
    ("role", "looks", "decides"),
    [
        ("operations", 200, 200),
        ("finance", 200, 200),
        ("support", 200, 403),
        ("warehouse", 403, 403),
    ],
)
def test_each_role_has_its_part(role: str, looks: int, decides: int) -> None:
    _order, case = a_failed_part()
    clerk = client_of(make_clerk(role))

    codes = [clerk.get(url_of(case, page)).status_code for page in ("change", "decide")]

    assert codes == [looks, decides]


def test_is_counted_beside_its_name() -> None:
    a_failed_part()
    a_mismatch()

    page = client_of(make_clerk()).get("/admin/")

    tiles = {tile.label: tile.value for tile in page.context["tiles"]}
    assert tiles["Money to decide"] == 2
