"""What a merchant may be told about a campaign that sets pieces aside."""

from django.utils.translation import gettext_lazy, ngettext

from shop.kernel.errors import DomainError


class PlanRefused(DomainError):
    """`field` is what a form shows it at, in the row of `variant_id` if there is one;
    "" is above the rows."""

    field = ""

    def __init__(self, variant_id: int = 0) -> None:
        super().__init__(variant_id)
        self.variant_id = variant_id


class PriceForNothing(PlanRefused):
    """What is given away is a gift, which is an offer of its own."""

    field = "price"
    message = gettext_lazy("More than nothing, please.")


class AllotmentBelowSold(PlanRefused):
    """Limits may change while it runs, but not below what was sold."""

    field = "allotment"

    def __init__(self, variant_id: int, claimed: int) -> None:
        super().__init__(variant_id)
        self.claimed = claimed
        self.message = ngettext(
            "%(count)d piece is in orders already.",
            "%(count)d pieces are in orders already.",
            claimed,
        ) % {"count": claimed}


class AllotmentAboveStock(PlanRefused):
    """`most` is what the campaign may have."""

    field = "allotment"

    def __init__(self, variant_id: int, most: int) -> None:
        super().__init__(variant_id)
        self.most = most
        self.message = ngettext(
            "There is only %(count)d piece in stock.",
            "There are only %(count)d pieces in stock.",
            most,
        ) % {"count": most}
