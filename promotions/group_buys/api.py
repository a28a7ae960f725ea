"""The JSON API's group buys.  Public."""

from django.http import HttpRequest

from promotions.group_buys.selectors import campaigns_page
from promotions.group_buys.shown import Campaign
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.shapes import Moment, Money, Output
from shop.kernel.clock import now
from shop.kernel.pictures import absolute

router = endpoints("Group buys")


class GroupChoice(Output):
    """`deal` opens a team; `deal:TEAM` joins one.  `POST /api/deals` wants to hear it."""

    deal: str
    variant_id: int
    name: str
    price: Money
    single_price: Money
    is_sold_out: bool


class GroupBuy(Output):
    """So many together, within so many hours, pay `price` each at the lowest."""

    name: str
    product: str
    image: str
    size: int
    hours: int
    price: Money
    single_price: Money
    is_sold_out: bool
    ends_at: Moment
    choices: list[GroupChoice]


@router.get("/group-buys", response=list[GroupBuy], auth=PUBLIC)
def group_buys(request: HttpRequest) -> list[GroupBuy]:
    """Those that run, what is left first."""
    return [_group_buy(request, one) for one in campaigns_page(now=now())]


def _group_buy(request: HttpRequest, campaign: Campaign) -> GroupBuy:
    return GroupBuy(
        name=campaign.name,
        product=campaign.product,
        image=absolute(request, campaign.image),
        size=campaign.size,
        hours=campaign.hours,
        price=campaign.price,
        single_price=campaign.single_price,
        is_sold_out=campaign.is_sold_out,
        ends_at=campaign.ends_at,
        choices=[
            GroupChoice(
                deal=choice.deal,
                variant_id=choice.variant_id,
                name=choice.words,
                price=choice.price,
                single_price=choice.single_price,
                is_sold_out=choice.is_sold_out,
            )
            for choice in campaign.choices
        ],
    )
