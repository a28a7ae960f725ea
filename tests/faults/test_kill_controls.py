"""With a guard taken away, the same kill does harm, and the same test sees it."""

import re

import pytest

from tests.faults.kill_shop import Shop
from tests.faults.kill_stories import STORIES
from tests.faults.test_kill_points import play

pytestmark = pytest.mark.postgres

# What is broken, the story in which it matters, and what the test has to complain of.
HARM = {
    "one number for each refund": (
        "refund.gateway_refunded while money goes back",
        "refunds: ('failed',), not ('done',); bank_refunds: 2, not 1",
    ),
    "refunds are swept": (
        "refund.intent_committed while a buyer cancels",
        "refunds: ('requested',), not ('done',); bank_refunds: 0, not 1",
    ),
    "one transaction for each order": (
        "order.stock_taken while an order is placed",
        "reserved: 1, not 0",
    ),
    "one id for each mail": (
        "outbox.side_effect_done while a mail is sent",
        "what was told is not what was sent",
    ),
}


@pytest.mark.parametrize("guard", HARM)
def test_a_missing_guard_is_noticed(guard: str, shop: Shop) -> None:
    name, complaint = HARM[guard]
    story = next(story for story in STORIES if story.name == name)
    shop.guard = guard

    with pytest.raises(AssertionError, match=re.escape(complaint)):
        play(story, shop)
