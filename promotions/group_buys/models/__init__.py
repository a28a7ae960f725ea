from promotions.group_buys.models.campaign import (
    GroupCampaign,
    GroupOffer,
    GroupShopper,
)
from promotions.group_buys.models.team import Seat, Team

__all__ = ["GroupCampaign", "GroupOffer", "GroupShopper", "Seat", "Team"]
