"""The JSON API's coupons: the centre, which is everybody's, and one's own."""

from typing import Any

from django.http import HttpRequest
from ninja.responses import Status

from accounts.requests import CustomerRequest
from promotions.coupons import selectors
from promotions.coupons.errors import NotClaimable
from promotions.coupons.selectors import Owned
from promotions.coupons.services import claim_coupon
from promotions.coupons.words import Ticket
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.refusals import NotThere
from shop.kernel.api.shapes import Id, Input, Moment, Output
from shop.kernel.clock import now
from shop.kernel.retry import retried

router = endpoints("Coupons")


class CouponWords(Output):
    """What it is, in words."""

    id: int
    name: str
    value: str
    threshold: str
    scope: str
    for_new_only: bool


class CouponOnOffer(CouponWords):
    """`left` is percent of a limited number; good for `days`, or until `ends_at`."""

    is_gone: bool
    left: int | None
    days: int | None
    ends_at: Moment | None


class CouponWanted(Input):
    coupon_id: Id


class OwnCoupon(CouponWords):
    """`reason`: why it can't be used yet."""

    valid_until: Moment
    reason: str


@router.get("/coupons", response=list[CouponOnOffer], auth=PUBLIC)
def centre(request: HttpRequest) -> list[CouponOnOffer]:
    """What may be claimed; what is all gone comes last."""
    return [
        CouponOnOffer(
            **_words(offer.id, offer.ticket),
            is_gone=offer.is_gone,
            left=offer.left,
            days=offer.days,
            ends_at=offer.ends_at,
        )
        for offer in selectors.coupon_centre(now=now())
    ]


@router.get("/user/coupons", response=list[OwnCoupon])
def own_coupons(request: CustomerRequest) -> list[OwnCoupon]:
    """Those that may still be used, the next to end first.  An order takes the best."""
    usable = selectors.wallet(request.user.pk, now=now()).usable
    return [_own(one) for one in usable]


@router.post("/user/coupons", response={201: list[OwnCoupon]})
def claim(request: CustomerRequest, sent: CouponWanted) -> Any:
    """One of the centre's into the wallet, which is the answer."""
    owner_id, coupon_id = request.user.pk, sent.coupon_id
    try:
        retried(
            lambda: claim_coupon(template_id=coupon_id, owner_id=owner_id, now=now())
        )
    except NotClaimable as error:
        raise NotThere from error
    return Status(201, own_coupons(request))


def _own(own: Owned) -> OwnCoupon:
    return OwnCoupon(
        **_words(own.id, own.ticket), valid_until=own.valid_until, reason=own.reason
    )


def _words(number: int, ticket: Ticket) -> dict[str, Any]:
    return {
        "id": number,
        "name": ticket.name,
        "value": ticket.value,
        "threshold": ticket.threshold,
        "scope": ticket.scope,
        "for_new_only": ticket.is_for_new_only,
    }
