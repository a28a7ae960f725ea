"""On a product's page: the coupons that are good for it, to claim them there."""

from collections.abc import Iterator
from datetime import datetime

from catalog.showcase import Exhibit, Panel, Viewed
from promotions.coupons.selectors import centre_question, coupons_for
from shop.kernel.together import Answers, Questions

IN_ROW, IN_SHEET = 2, 8


def questions(_product_id: int, now: datetime) -> Questions:
    return {"coupons": centre_question(now)}


def panels(answers: Answers, product: Viewed) -> Iterator[Panel]:
    offers = coupons_for(product.id, product.shelves, answers["coupons"])
    if not offers:
        return
    folder = "promotions/coupons"
    row = {"offers": offers[:IN_ROW]}
    yield Panel(template=f"{folder}/_row.html", slot="price", order=70, context=row)
    sheet = {"offers": offers[:IN_SHEET], "back": product.url}
    yield Panel(template=f"{folder}/_sheet.html", order=10, context=sheet)


ON_PRODUCT = Exhibit(questions=questions, show=panels)
