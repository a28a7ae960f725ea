"""Two who reconcile the same day at the same moment do it once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import QuerySet

from payments.gateways.registry import GATEWAYS
from payments.models import Difference, Refund, StatementLine
from payments.services import reconcile, resolve_difference
from tests.admin.factories import make_owner
from tests.concurrency.crowd import ROUNDS, at_once, errors, is_seen, unlocked
from tests.payments.reconciliation.fake import (
    DAY,
    MORNING,
    FakeGateway,
    attempt_at_fake,
    captured,
    fee_row,
    row_of,
)
from tests.payments.reconciliation.rows import a_strange_row

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    gateway = FakeGateway()
    monkeypatch.setitem(GATEWAYS, "fake", gateway)  # type: ignore[arg-type]
    return gateway


def test_each_row_and_each_difference_is_there_once(fake, monkeypatch) -> None:
    monkeypatch.setattr("payments.services.statements.AT_ONCE", 7)
    lost, twice = attempt_at_fake(), captured(trade_no="T-1")
    captured()  # missing in the statement
    fake.took(lost)
    for number in ("T-1", "T-2"):
        fake.took(twice, trade_no=number)
    paid = [row_of(twice, gateway_number="T-2"), row_of(twice), row_of(lost)]
    strange = row_of(lost, number="X", gateway_number="GX")
    fees = [fee_row(gateway_number=f"F{number}") for number in range(40)]
    fake.says(*paid, *fees, strange)
    read = partial(reconcile, gateway="fake", day=DAY)

    for turn in range(ROUNDS):
        answers = at_once(
            *[partial(read, now=MORNING + turn * timedelta(minutes=1))] * 4
        )
        assert errors(answers) == []

    open_ones = Difference.objects.open()
    kinds = sorted(open_ones.values_list("kind", flat=True))
    assert StatementLine.objects.count() == 44
    assert kinds == [Difference.Kind.OURS_ONLY, Difference.Kind.THEIRS_ONLY]
    ended = Difference.objects.exclude(resolved_at=None)  # while another one asked
    assert set(ended.values_list("ending", flat=True)) <= {Difference.Ending.BOOKED}
    assert Refund.objects.get().attempt.trade_no == "T-2"
    lost.order.refresh_from_db()
    assert lost.order.paid_at


def resolve_often() -> list[str]:
    one = a_strange_row()
    say_why = partial(resolve_difference, difference_id=one.pk, now=MORNING)
    works = [
        partial(say_why, reason=str(number), staff=make_owner()) for number in range(4)
    ]
    return errors(at_once(*works))


def test_a_difference_is_resolved_once() -> None:
    for _ in range(ROUNDS):
        assert resolve_often() == ["AlreadyDecided"] * 3


def test_without_the_lock_it_is_resolved_twice(monkeypatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)

    assert is_seen(lambda: resolve_often() != ["AlreadyDecided"] * 3)
