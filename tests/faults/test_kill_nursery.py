"""A process from the nursery is what a freshly started one is."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT
from tests.faults.kill_child import describe
from tests.faults.kill_shop import PATIENCE_SECONDS, Shop

pytestmark = pytest.mark.postgres
PROGRAM = """
import sys, django
django.setup()
from tests.faults.kill_child import describe
describe(sys.argv[1])
"""


def test_it_goes_by_its_own_environment(shop: Shop) -> None:
    told = {"FAILPOINT": "order.stock_taken=kill", "STRIPE_SECRET_KEY": "sk_test_ours"}
    born, started = shop.var / "born", shop.var / "started"

    assert shop.start(describe, str(born), **told).wait(PATIENCE_SECONDS) == 0
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(started)],
        cwd=ROOT,
        env=shop.environment(**told),
        check=True,
    )

    assert born.read_text().splitlines() == started.read_text().splitlines()
    assert all(value in born.read_text() for value in (*told.values(), shop.url))
