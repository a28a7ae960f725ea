"""`manage.py bench callbacks` brings what gateways send, and counts what came of it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shop.bench.callers import CALLERS

pytestmark = pytest.mark.django_db(transaction=True)


def bench(gateway: str) -> list[str]:
    out = StringIO()
    try:
        call_command(
            "bench",
            "callbacks",
            f"--gateway={gateway}",
            "--count=50",
            "--threads=2",
            "--here",
            stdout=out,
        )
    except CommandError as error:
        out.write(str(error))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("gateway", CALLERS)
def test_every_gateways_callbacks_end_exactly(gateway: str) -> None:
    said = bench(gateway)

    assert said[0].startswith(f"callbacks 50 of {gateway}")
    assert said[2].endswith("403 × 2, 404 × 1; not as expected: 0")
    assert said[3:] == [
        "paid      exact: 20 of 20",
        "disputed  exact: 2 of 2",
        "attempts  exact: 22 of 22",
        "cases     exact: 2 of 2",
        "refunds   exact: 0 of 0",
        "events    exact: 32 of 32",
        "undone    exact: 0 of 0",
        "laws      exact: 0 of 0",
    ]


def test_a_forgery_that_is_believed_would_show(monkeypatch) -> None:
    monkeypatch.setattr(
        "payments.gateways.demo.gateway.is_genuine", lambda *_, **__: True
    )

    said = bench("demo")

    assert "not as expected: ['200 instead of 403'" in said[2]
    assert any("WRONG" in line for line in said)
    assert said[-1] == "Not exact."
