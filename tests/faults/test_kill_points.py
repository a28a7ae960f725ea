"""Whichever point the process is killed at: restart, one sweep, and all is well."""

import os

import pytest
import requests

from orders.models import Order
from shop.kernel.failpoints import POINTS
from tests.faults.kill_guest import Guest
from tests.faults.kill_shop import (
    Shop,
    check_facts,
    check_ledger,
    check_no_double_effect,
    was_killed,
)
from tests.faults.kill_stories import STORIES, Story
from tests.faults.kill_teams import TEAM_STORIES

pytestmark = pytest.mark.postgres
ROUNDS = int(os.environ.get("KILL_ROUNDS", "1"))
ALL = [*STORIES, *TEAM_STORIES]
COMING_BACK, GONE, IMPATIENT = range(3)


def play(story: Story, shop: Shop, *, manner: int = COMING_BACK) -> None:
    """Kill, restart, do it again, sweep once, and look."""
    guest = Guest(shop.url)
    if story.deed is None:
        story.before(guest)
        code = shop.sweep(f"{story.point}=kill", ahead=story.ahead)
    else:
        code = kill_the_web(story, shop, guest)
    assert was_killed(code), f"{story.point} was not reached: {code}"
    check_facts(story.half)
    if story.deed is not None:
        shop.serve()
        guest.is_impatient = manner == IMPATIENT
        if manner != GONE and story.again is not None:
            story.again(guest)
    assert shop.sweep(ahead=story.later) == 0, "a job failed"
    is_gone = manner == GONE and story.gone is not None
    check_facts(story.gone if is_gone else story.end)
    known = set(Order.objects.values_list("number", flat=True))
    assert set(guest.orders) <= known, "an acknowledged order is lost"
    check_ledger()
    check_no_double_effect(shop, copies=story.copies)


def kill_the_web(story: Story, shop: Shop, guest: Guest) -> int:
    process = shop.serve(f"{story.point}=kill")
    story.before(guest)
    with pytest.raises(requests.ConnectionError):
        story.deed(guest)
    return process.wait(30)


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_a_kill_loses_and_doubles_nothing(
    story: Story, shop: Shop, round_: int
) -> None:
    play(story, shop, manner=round_ % 3)


def test_every_point_has_a_story() -> None:
    assert {story.point for story in ALL} == set(POINTS)
