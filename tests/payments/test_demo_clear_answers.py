"""What the demo gateway makes of a clear answer, and how it asks for one."""

from decimal import Decimal
from typing import Any

import pytest

from payments.errors import GatewayAway
from payments.gateways.base import RefundAnswer, TradeStatus
from payments.gateways.demo.faults import misbehave
from payments.gateways.demo.signing import SIGNATURE, TIMESTAMP, is_genuine
from payments.models import DemoRefund, DemoTrade
from tests.conftest import NOON
from tests.payments.demo_questions import BANK_URL, EVERY, POST, Asking, Bank, trade

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("operation", EVERY)
def test_asks_signed_patiently_and_follows_nobody(
    asking: Asking, monkeypatch, settings, operation: str
) -> None:
    settings.PAYMENT_HTTP_TIMEOUT = 4.5
    told = asking.about(operation) | {"trades": [trade()], "status": "done"}
    bank = Bank(200, told)
    monkeypatch.setattr(POST, bank)

    asking.ask(operation)

    ((url, how),) = bank.asked
    assert url == f"{BANK_URL}/payments/demo/bank/{operation}/"
    assert (how["timeout"], how["allow_redirects"]) == ((1, 4.5), False)
    assert is_genuine(
        how["data"],
        timestamp=how["headers"][TIMESTAMP],
        signature=how["headers"][SIGNATURE],
        now=NOON,
    )


TRADES = {
    TradeStatus.WAITING: [trade(status="waiting")],
    TradeStatus.CLOSED: [trade(status="closed")],
    TradeStatus.PAID: [trade(), trade(trade_no="D2", amount="0.01")],
}


@pytest.mark.parametrize(("status", "trades"), TRADES.items())
@pytest.mark.parametrize("operation", ["query", "close"])
def test_a_trade_is_what_the_bank_says(
    asking: Asking, monkeypatch, operation: str, status, trades
) -> None:
    told = asking.about(operation) | {"trades": trades}
    monkeypatch.setattr(POST, Bank(200, told))

    state = asking.ask(operation)

    assert state.status is status
    is_paid = status is TradeStatus.PAID
    assert [(one.trade_no, one.amount) for one in state.captures] == (
        [("D1", Decimal("30.00")), ("D2", Decimal("0.01"))] if is_paid else []
    )


@pytest.mark.parametrize("answer", ["done", "processing", "failed"])
@pytest.mark.parametrize("operation", ["refund", "query-refund"])
def test_a_refund_is_what_the_bank_says(
    asking: Asking, monkeypatch, operation: str, answer: str
) -> None:
    told = asking.about(operation) | {"status": answer}
    monkeypatch.setattr(POST, Bank(200, told))

    state = asking.ask(operation)

    assert state.answer is RefundAnswer(answer)
    assert state.gateway_number == f"DR-{asking.refund.number}"


def not_found(asking: Asking, monkeypatch, operation: str) -> Any:
    monkeypatch.setattr(POST, Bank(404, asking.about(operation)))
    return asking.ask(operation)


@pytest.mark.parametrize("operation", ["query", "close"])
def test_a_trade_that_is_not_found_is_absent(
    asking: Asking, monkeypatch, operation: str
) -> None:
    state = not_found(asking, monkeypatch, operation)

    assert (state.status, state.captures) == (TradeStatus.ABSENT, ())


def test_a_refund_that_is_not_found_may_be_sent_again(
    asking: Asking, monkeypatch
) -> None:
    state = not_found(asking, monkeypatch, "query-refund")

    assert state.answer is RefundAnswer.ABSENT


def test_a_refund_of_a_trade_that_is_not_found_has_failed(
    asking: Asking, monkeypatch
) -> None:
    state = not_found(asking, monkeypatch, "refund")

    assert state.answer is RefundAnswer.FAILED


# --- in the process ------------------------------------------------------------------


@pytest.fixture
def _in_process(asking: Asking, settings, monkeypatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        pytest.fail("the network was used")

    settings.DEMO_BANK_URL = ""
    settings.PAYMENT_HTTP_TIMEOUT = 0.01
    monkeypatch.setattr(POST, no_network)


@pytest.mark.usefixtures("_in_process")
def test_no_network_is_needed_in_the_process(asking: Asking) -> None:
    asking.ask("open")
    DemoTrade.objects.update(
        trade_no=asking.attempt.trade_no, status="paid", paid_at=NOON
    )

    assert asking.ask("query").captures[0].amount == asking.attempt.amount
    assert asking.ask("query-refund").answer is RefundAnswer.ABSENT
    assert asking.ask("refund").answer is RefundAnswer.DONE
    assert asking.ask("query-refund").answer is RefundAnswer.DONE
    assert DemoRefund.objects.get().number == asking.refund.number


@pytest.mark.usefixtures("_in_process")
@pytest.mark.parametrize(
    "kind", ["late", "away", "acted_then_away", "garbled", "unsigned"]
)
def test_faults_happen_in_the_process_too(asking: Asking, kind: str) -> None:
    misbehave("open", kind)

    with pytest.raises(GatewayAway):
        asking.ask("open")

    assert DemoTrade.objects.exists() == (kind != "away")
    asking.ask("open")
