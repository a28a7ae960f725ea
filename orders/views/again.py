"""The same things once more: into the basket, saying what could not go along."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cart.sessions import cart_to_fill
from orders.access import order_or_404
from orders.actions import Action, actions_for
from orders.services import BoughtAgain, buy_again
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page


@private_page
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    order, moment = order_or_404(request, number), now()
    if Action.BUY_AGAIN not in actions_for(order, now=moment):
        messages.warning(request, _("This order is not finished yet."))
        return SeeOther("orders:show", number)
    try:
        bought = buy_again(order=order, cart_id=cart_to_fill(request).pk, now=moment)
    except DomainError as error:
        messages.error(request, str(error))
        return SeeOther("orders:show", number)
    _tell(request, bought)
    return SeeOther("cart:show")


def _tell(request: HttpRequest, bought: BoughtAgain) -> None:
    messages.success(
        request,
        ngettext(
            "%(count)d piece is in your cart, at today's price.",
            "%(count)d pieces are in your cart, at today's prices.",
            bought.pieces,
        )
        % {"count": bought.pieces},
    )
    if bought.left_out:
        text = _("Can't be bought at the moment: %(names)s.")
        messages.warning(request, text % {"names": _listed(bought.left_out)})
    if bought.cut_short:
        text = _("Fewer than you had, because there are no more: %(names)s.")
        messages.warning(request, text % {"names": _listed(bought.cut_short)})


def _listed(names: Sequence[str]) -> str:
    return _(", ").join(names)
