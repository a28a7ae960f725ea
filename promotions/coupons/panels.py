"""On a product's page: the coupons that are good for it, to claim them there."""

from collections.abc import Iterator

from catalog.showcase import Panel, Viewed
from promotions.coupons.selectors import coupons_for

IN_ROW, IN_SHEET = 2, 8


def product_panels(product: Viewed) -> Iterator[Panel]:
    """One query."""
    offers = coupons_for(product.id, product.shelves, now=product.now)
    if not offers:
        return
    folder = "promotions/coupons"
    row = {"offers": offers[:IN_ROW]}
    yield Panel(template=f"{folder}/_row.html", slot="price", order=70, context=row)
    sheet = {"offers": offers[:IN_SHEET], "back": product.url}
    yield Panel(template=f"{folder}/_sheet.html", order=10, context=sheet)
