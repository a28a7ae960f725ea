"""What a shopper or a merchant may be told about group buying."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from promotions.errors import PlanRefused
from shop.kernel.errors import DomainError


class GroupOver(DomainError):
    """Not running: not yet, not any more, or paused."""

    code = "PRICE_CHANGED"
    message = gettext_lazy("This group buy is not on now.")


class GroupSoldOut(DomainError):
    code = "OUT_OF_STOCK"
    message = gettext_lazy(
        "Sold out at the group price. Pieces of unpaid orders come back."
    )


class GroupLimit(DomainError):
    """More than one shopper may have, or than one order may hold."""

    code = "LIMIT_REACHED"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
        self.message = ngettext(
            "At the group price you may buy %(count)d piece.",
            "At the group price you may buy %(count)d pieces.",
            most,
        ) % {"count": most}


class TeamGone(DomainError):
    """Nobody can join it any more; another or a new one is as good."""

    code = "TEAM_FULL"


class TeamFull(TeamGone):
    message = gettext_lazy(
        "This team is full by now. Join another one, or start your own."
    )


class TeamExpired(TeamGone):
    message = gettext_lazy(
        "This team's time is over. Join another one, or start your own."
    )


class InTeamAlready(DomainError):
    code = "LIMIT_REACHED"
    message = gettext_lazy("You are in this team already.")


class CampaignTooShort(PlanRefused):
    field = "ends_at"
    message = gettext_lazy("After the start, and not in the past, please.")


class AllotmentBelowTeam(PlanRefused):
    """No team could ever be complete."""

    field = "allotment"

    def __init__(self, variant_id: int, size: int) -> None:
        super().__init__(variant_id)
        self.size = size
        self.message = _("A team of %(count)d needs as many pieces at least.") % {
            "count": size
        }


class CampaignHasBegun(PlanRefused):
    message = gettext_lazy("This can't be changed any more: the campaign has begun.")


class CampaignsOverlap(PlanRefused):
    field = "starts_at"
    message = gettext_lazy("There is another group buy of this product at that time.")


class NothingInCampaign(PlanRefused):
    message = gettext_lazy("Say at least once what is sold, and for how much.")


class GroupPriceTooHigh(PlanRefused):
    field = "price"
    message = gettext_lazy("The group price has to be below the usual price.")


class NotOfProduct(PlanRefused):
    field = "variant"
    message = gettext_lazy("This variant belongs to another product.")


class TeamNotToComplete(DomainError):
    message = gettext_lazy(
        "Only an open team of a campaign that allows it can be completed, and at "
        "least one member has to have paid."
    )
