"""The coupons on the home page."""

from collections.abc import Iterable
from datetime import datetime

from catalog.showcase import Exhibit, Panel
from promotions.coupons.selectors import centre_of, centre_question
from shop.kernel.together import Answers, Questions

MOST = 4


def questions(now: datetime) -> Questions:
    return {"coupons": centre_question(now)}


def sections(answers: Answers, _now: datetime) -> Iterable[Panel]:
    """The first that are not all gone.  Two queries more where scopes name goods."""
    offers = [one for one in centre_of(answers["coupons"]) if not one.is_gone][:MOST]
    if offers:
        template = "promotions/coupons/_home.html"
        yield Panel(template=template, order=30, context={"offers": offers})


AT_HOME = Exhibit(questions=questions, show=sections)
