"""A gateway with books, among the shop's own."""

from collections.abc import Callable

import pytest

from payments.gateways.registry import GATEWAYS
from payments.models import Difference
from payments.services import resolve_difference
from tests.admin.factories import make_owner
from tests.payments.reconciliation.fake import MORNING, FakeGateway


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    gateway = FakeGateway()
    monkeypatch.setitem(GATEWAYS, "fake", gateway)  # type: ignore[arg-type]
    return gateway


@pytest.fixture
def resolve() -> Callable[[Difference], Difference]:
    """Somebody says why."""

    def say_why(one: Difference) -> Difference:
        return resolve_difference(
            difference_id=one.pk, reason="so it is", staff=make_owner(), now=MORNING
        )

    return say_why
