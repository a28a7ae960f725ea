"""The goods that count for an offer."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from promotions.goods import goods_page
from promotions.offers.models import Offer
from promotions.offers.selectors import rule_of
from promotions.offers.words import terms
from shop.kernel.clock import now
from shop.kernel.http import public_page

ID = re.compile(r"[0-9]{1,18}")


@require_safe
@public_page
def goods(request: HttpRequest, named: str) -> HttpResponse:
    """What may be put in for it; of one that is planned nothing is told."""
    moment = now()
    begun = Offer.objects.filter(starts_at__lte=moment)
    begun = begun.select_related("gift_variant__product").prefetch_related("tiers")
    offer = get_object_or_404(begun, pk=int(named) if ID.fullmatch(named) else 0)
    is_over = offer.paused_at or (offer.ends_at and offer.ends_at <= moment)
    return goods_page(
        request,
        offer.goods,
        name=str(offer),
        title=str(offer),
        text=_("This offer is over.") if is_over else terms(rule_of(offer)),
        back=reverse("cart:show"),
    )
