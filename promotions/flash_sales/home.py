"""The flash sale on the home page: three articles of the session that ends first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from catalog.showcase import Exhibit, Panel
from promotions.flash_sales.showing import (
    OFFERED,
    OFTEN,
    RARELY,
    item_questions,
    running_items,
    shown_items,
)
from shop.kernel.together import Answers, Questions, together

MOST = 3


def questions(now: datetime) -> Questions:
    items = running_items(now).filter(**OFFERED)
    items = items.order_by("session__ends_at", "session_id", "pk")
    return item_questions(items[:MOST])


def sections(answers: Answers, now: datetime) -> Iterator[Panel]:
    facts = _at_home(answers, now)
    if facts["items"]:
        template = "promotions/flash_sales/_home.html"
        yield Panel(template=template, order=10, context=facts)


AT_HOME = Exhibit(questions=questions, show=sections)


def flash_at_home(now: datetime) -> dict[str, Any]:
    """The same for a page that is open; no items while nothing is on.  One query."""
    return _at_home(_asked(now=now), now)


_asked = together(questions)


def _at_home(answers: Answers, now: datetime) -> dict[str, Any]:
    rows = answers["flash"]
    first = [row for row in rows if row["session_id"] == rows[0]["session_id"]]
    items = shown_items(first, answers, state="on")
    return {"items": items, "now": now, "every": OFTEN if items else RARELY}
