"""A payment that a buyer disputes at their bank is a case for the merchant."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from orders.models import Order
from payments.errors import AlreadyDecided, NotPossible
from payments.models import GatewayEvent, MoneyCase
from payments.services import decide_case
from payments.services.deciding import decisions_for
from tests.admin.factories import client_of, make_clerk, make_owner
from tests.conftest import NOON
from tests.gateways.stripe.factories import paid, settle_all
from tests.gateways.stripe.fake import Facts
from tests.laws import broken_laws

pytestmark = pytest.mark.django_db
Decision, Standing = MoneyCase.Decision, MoneyCase.Standing
A_SECOND = timedelta(seconds=1)
COUNTED, REPEATED = "counted for the dispute", "known already"


@pytest.fixture
def order(stripe) -> Order:
    return paid(stripe)


@pytest.fixture
def dispute(order) -> Facts:
    return {
        "id": "du_1",
        "object": "dispute",
        "amount": 3200,
        "currency": "cny",
        "payment_intent": order.attempts.get().trade_no,
        "charge": "ch_1",
        "reason": "fraudulent",
        "status": "needs_response",
        "metadata": {},
        "evidence_details": {
            "due_by": int(datetime(2026, 12, 4, 12, tzinfo=UTC).timestamp())
        },
    }


def at(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.fixture
def say(tell, dispute):
    """Stripe says how it stands; each time another event."""

    def call(kind: str, status: str, *, after: timedelta = 0 * A_SECOND, **facts):
        said = dispute | {"status": status} | facts
        number = f"evt_{kind}_{status}_{after.total_seconds()}"
        created = at(NOON + after)
        response = tell(f"charge.dispute.{kind}", said, id=number, created=created)
        return response, settle_all()[-1]

    return call


def test_opens_a_case_and_books_nothing(order, say) -> None:
    response, outcome = say("created", "needs_response")

    case = MoneyCase.objects.get()
    assert (response.status_code, outcome) == (200, COUNTED)
    assert (case.kind, case.order, case.number) == ("chargeback", order, "du_1")
    assert (case.amount, case.currency) == (Decimal(32), "CNY")
    assert case.trade_no == order.attempts.get().trade_no
    assert case.standing == Standing.TO_ANSWER
    assert case.answer_by == datetime(2026, 12, 4, 12, tzinfo=UTC)
    assert Order.objects.get().refunded == 0
    assert broken_laws() == {}


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("warning_needs_response", "to_answer"),
        ("under_review", "examined"),
        ("warning_closed", "won"),
        ("won", "won"),
        ("lost", "lost"),
        ("something_new", "to_answer"),
    ],
)
def test_follows_what_stripe_says(say, status, standing) -> None:
    say("created", "needs_response")
    say("closed", status, after=A_SECOND)

    assert MoneyCase.objects.get().standing == standing


def test_old_news_changes_nothing(say) -> None:
    say("closed", "lost", after=10 * A_SECOND)

    assert say("created", "needs_response")[1] == REPEATED
    assert say("updated", "under_review", after=A_SECOND)[1] == REPEATED
    assert MoneyCase.objects.get().standing == Standing.LOST


def test_of_one_second_what_is_further_on_stands(say) -> None:
    say("updated", "under_review")
    say("created", "needs_response")

    assert MoneyCase.objects.get().standing == Standing.EXAMINED


def test_an_appeal_opens_it_again(say) -> None:
    say("closed", "lost")
    say("updated", "appeal_under_review", after=A_SECOND)

    assert MoneyCase.objects.get().standing == Standing.EXAMINED


def test_two_disputes_are_two_cases(say) -> None:
    say("created", "needs_response")
    say("updated", "needs_response", after=A_SECOND, id="du_2", amount=500)

    assert MoneyCase.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"id": None}, {"amount": 1.5}, {"payment_intent": 7}, {"status": []}]
)
def test_one_that_cannot_be_read_is_not_stored(tell, dispute, wrong) -> None:
    assert tell("charge.dispute.created", dispute | wrong).status_code == 403
    assert not GatewayEvent.objects.exists()


# --- the merchant ---------------------------------------------------------------------


@pytest.fixture
def case(say) -> MoneyCase:
    say("created", "needs_response")
    return MoneyCase.objects.get()


def decide(case: MoneyCase, decision: str) -> MoneyCase:
    facts = {"reason": "so be it", "staff": make_owner(), "now": NOON}
    return decide_case(case_id=case.pk, decision=decision, **facts)


@pytest.mark.parametrize("decision", [Decision.SETTLED, Decision.KEEP])
def test_is_decided_once_and_changes_no_book(order, case, decision) -> None:
    assert decisions_for(case) == [Decision.SETTLED, Decision.KEEP]

    decide(case, decision)

    with pytest.raises(AlreadyDecided):
        decide(case, Decision.SETTLED)
    order = Order.objects.get()
    assert (order.captured, order.refunded) == (Decimal(32), 0)
    assert (order.status, order.lines.get().refunded_quantity) == (
        "awaiting_shipment",
        0,
    )
    assert broken_laws() == {}


@pytest.mark.parametrize(
    "decision", [Decision.AGAIN, Decision.BY_HAND, Decision.SEND_BACK]
)
def test_no_money_is_sent_for_it(case, decision) -> None:
    with pytest.raises(NotPossible):
        decide(case, decision)


def test_what_stripe_says_after_the_decision_is_still_shown(case, say) -> None:
    decide(case, Decision.SETTLED)

    say("closed", "won", after=A_SECOND)

    case.refresh_from_db()
    assert (case.standing, case.decision) == (Standing.WON, "settled")


@pytest.mark.parametrize("wrong", [{"number": ""}, {"kind": "mismatch"}])
def test_a_dispute_without_its_number_is_no_row(case, wrong) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyCase.objects.update(**wrong)


def page_of(case: MoneyCase) -> str:
    url = reverse("admin:payments_moneycase_change", args=[case.pk])
    return client_of(make_clerk()).get(url).content.decode()


def test_is_told_in_plain_words(case) -> None:
    page = page_of(case)

    assert "disputes ¥32.00 at their bank" in page
    assert "There is time until Dec. 4, 2026, 8 p.m." in page
    assert "Refund nothing here meanwhile" in page
    assert "du_1" in page
    assert "the dispute is over and the money stays here" in page
    assert "pieces that were given up" not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("under_review", "The bank is looking at it"),
        ("won", "decided for the shop"),
        ("lost", "the money is gone"),
    ],
)
def test_says_how_it_stands(case, say, status, words) -> None:
    say("updated", status, after=A_SECOND)

    page = page_of(case)

    assert words in page
    assert "There is time until" not in page


def test_is_decided_in_the_admin(case) -> None:
    url = reverse("admin:payments_moneycase_decide", args=[case.pk])
    said = {"decision": "keep", "reason": "They wrote that they know us"}

    client_of(make_clerk()).post(url, said)

    case.refresh_from_db()
    assert case.decision == "keep"
