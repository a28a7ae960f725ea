"""Refunds to approve: a second person sees what and why, and agrees or declines."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import User
from payments.models import Refund, RefundProposal
from payments.services import Wish, decline_refund, give_back
from tests.admin.factories import client_of, make_clerk, make_owner, told
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import ship
from tests.payments.factories import make_paid_order, sum_back

pytestmark = pytest.mark.django_db
LIST = "/admin/payments/refundproposal/"


def make_proposal(clerk: User | None = None) -> RefundProposal:
    """One of two dear pieces, with its delivery."""
    order = ship(make_paid_order(make_variant(price="3000.00"), quantity=2))
    wish = Wish(pieces={order.lines.get().pk: 1}, with_shipping=True)
    return give_back(
        order_id=order.pk,
        wish=wish,
        reason="Came in pieces",
        staff=clerk or make_clerk(),
        now=NOON,
    ).proposal


def url_of(proposal: RefundProposal, page: str = "approve") -> str:
    return reverse(f"admin:payments_refundproposal_{page}", args=[proposal.pk])


def buttons(proposal: RefundProposal, who: User) -> list[str]:
    page = client_of(who).get(url_of(proposal, "change"))
    return [str(action["title"]) for action in page.context["actions_detail"]]


def test_shows_what_and_why() -> None:
    proposal = make_proposal()

    page = client_of(make_owner()).get(url_of(proposal, "change")).content.decode()

    line = proposal.order.lines.get()
    assert f"1 × {line.name}: ¥3,000.00 + delivery ¥12.00" in page
    assert "Came in pieces" in page
    assert str(proposal.proposer) in page


def test_a_second_person_agrees() -> None:
    proposal, second = make_proposal(), make_clerk("finance")

    page = client_of(second).get(url_of(proposal)).content.decode()
    response = client_of(second).post(url_of(proposal), follow=True)

    refund = Refund.objects.get()
    assert "Came in pieces" in page
    assert (refund.amount, refund.approved_by) == (Decimal(3012), second)
    assert "¥3,012.00 goes back" in told(response)
    assert "¥3,012.00" in LogEntry.objects.get().change_message
    shown = response.content.decode()
    assert refund.number in shown


def test_its_proposer_can_not() -> None:
    clerk = make_clerk()
    proposal = make_proposal(clerk)

    response = client_of(clerk).post(url_of(proposal), follow=True)

    assert buttons(proposal, clerk) == ["Decline"]
    assert "somebody else has to agree" in told(response)
    assert not Refund.objects.exists()


def test_a_limit_that_is_too_low_is_told() -> None:
    proposal = make_proposal()

    response = client_of(make_clerk()).post(url_of(proposal), follow=True)

    assert "higher limit" in told(response)
    assert not Refund.objects.exists()


def test_declined_with_a_reason() -> None:
    proposal, second = make_proposal(), make_clerk()
    url = url_of(proposal, "decline")

    no_reason = client_of(second).post(url, {"reason": ""})
    response = client_of(second).post(url, {"reason": "Ask for a photo"}, follow=True)

    proposal.refresh_from_db()
    assert list(no_reason.context["form"].errors) == ["reason"]
    assert (proposal.outcome, proposal.decided_by) == ("declined", second)
    assert "Ask for a photo" in LogEntry.objects.get().change_message
    assert "declined" in told(response)
    assert buttons(proposal, second) == []


def test_what_changed_meanwhile_is_told() -> None:
    proposal, owner = make_proposal(), client_of(make_owner())
    sum_back(proposal.order, "5000.00")

    page = owner.get(url_of(proposal, "change"))
    response = owner.post(url_of(proposal), follow=True)

    assert page.status_code == 200
    assert "went back meanwhile" in told(response)
    assert Refund.objects.count() == 1


def test_what_waits_comes_first_and_is_counted() -> None:
    declined, waiting = make_proposal(), make_proposal()
    decline_refund(proposal_id=declined.pk, staff=make_owner(), now=NOON)
    owner = client_of(make_owner())

    rows = owner.get(LIST).context["cl"].result_list
    queue = owner.get(f"{LIST}?view=waiting").context["cl"].result_list

    tiles = {t.label: t.value for t in owner.get("/admin/").context["tiles"]}
    assert [row.pk for row in rows] == [waiting.pk, declined.pk]
    assert [row.pk for row in queue] == [waiting.pk]
    assert tiles["Refunds to approve"] == 1


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
    proposal = make_proposal()
    clerk = client_of(make_clerk(role))

    pages = ("change", "approve", "decline")
    codes = [clerk.get(url_of(proposal, page)).status_code for page in pages]

    assert codes == [looks, decides, decides]


def test_an_empty_queue_says_what_it_is_for() -> None:
    client = client_of(make_owner())

    assert "waits here for a second person" in client.get(LIST).content.decode()
    assert "waits here" not in client.get(LIST, {"q": "x"}).content.decode()
