"""`manage.py demo_bank fault` plans what the bank does wrong, lists it, forgets it."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from payments.gateways.demo.faults import POSSIBLE
from payments.models import DemoFault

pytestmark = pytest.mark.django_db


def run(*words: str) -> list[str]:
    said = StringIO()
    call_command("demo_bank", "fault", *words, stdout=said)
    return said.getvalue().splitlines()


def test_says_what_it_has_planned() -> None:
    run("add", "open", "away")
    run("add", "pay", "wrong_amount", "--amount", "0.01", "--number", "P1")
    lines = run("add", "refund", "late", "--times", "2", "--seconds", "1.5")

    assert lines == [
        "open away, 1 more",
        "pay wrong_amount, 1 more, for P1, 0.01",
        "refund late, 2 more, 1.5 s",
    ]
    assert run("list") == lines
    fault = DemoFault.objects.get(kind="wrong_amount")
    assert (fault.number, fault.amount) == ("P1", Decimal("0.01"))
    assert DemoFault.objects.get(kind="late").wait == timedelta(seconds=1.5)


def test_does_not_list_what_is_over() -> None:
    run("add", "open", "away")
    DemoFault.objects.update(left=0)

    assert run("list") == []


def test_forgets_all() -> None:
    run("add", "open", "away")
    run("add", "query", "late")
    run("add", "close", "away")
    DemoFault.objects.filter(operation="close").update(left=0)

    assert run("clear") == ["2 forgotten"]
    assert not DemoFault.objects.exists()


@pytest.mark.parametrize(
    ("operation", "kind"),
    [(name, kind) for name, kinds in POSSIBLE.items() for kind in sorted(kinds)],
)
def test_plans_whatever_is_possible(operation: str, kind: str) -> None:
    assert run("add", operation, kind) == [f"{operation} {kind}, 1 more"]


@pytest.mark.parametrize(
    "words",
    [
        ["query", "twice"],
        ["callback", "away"],
        ["pay", "lost"],
        ["sell", "away"],
        ["open", "sulk"],
        ["open", "away", "--times", "0"],
        ["open", "away", "--times", "100000"],
        ["open", "away", "--number", "x" * 33],
        ["open", "late", "--seconds", "-1"],
        ["pay", "wrong_amount", "--amount", "0.001"],
        ["pay", "wrong_amount", "--amount", "-1"],
        ["pay", "wrong_amount", "--amount", "NaN"],
        ["pay", "wrong_amount", "--amount", "1e30"],
        ["pay", "wrong_amount", "--amount", "Infinity"],
        ["pay", "wrong_amount", "--amount", "much"],
    ],
    ids=" ".join,
)
def test_refuses_what_can_not_be(words: list[str]) -> None:
    with pytest.raises(CommandError):
        run("add", *words)

    assert not DemoFault.objects.exists()


@pytest.mark.parametrize("words", [["add", "open", "away"], ["list"], ["clear"]])
def test_is_not_for_a_real_shop(settings, words: list[str]) -> None:
    settings.DEMO_GATEWAY = False

    with pytest.raises(CommandError, match="switched off"):
        run(*words)

    assert not DemoFault.objects.exists()
