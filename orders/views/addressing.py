"""The parcel goes somewhere else, as long as it is still here."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import AddressForm
from accounts.models import Address
from orders.access import order_or_404
from orders.actions import Action, actions_for
from orders.errors import NotDeliverable
from orders.forms import NEW, AddressChoiceForm
from orders.models import Order
from orders.services import change_address
from orders.states import Actor
from shop.kernel.clock import now
from shop.kernel.errors import DomainError
from shop.kernel.http import SeeOther, private_page


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Which entry of the book, or the fields of another address."""

    book: list[Address]
    form: AddressChoiceForm
    address_form: AddressForm

    @property
    def chosen(self) -> str:
        """`new`, or the id of an entry of the book."""
        sent = str(self.form.data.get("address", ""))
        return sent if sent in {str(address.pk) for address in self.book} else NEW

    def is_valid(self) -> bool:
        is_valid = self.form.is_valid()
        return (self.chosen != NEW or self.address_form.is_valid()) and is_valid

    def address_fields(self) -> dict[str, str]:
        for address in self.book:
            if str(address.pk) == self.chosen:
                return address.address_fields()
        return self.address_form.address_fields()


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, number: str) -> HttpResponse:
    """Prefilled with where it goes now; a place that costs more to reach is refused."""
    order, moment = order_or_404(request, number), now()
    if Action.CHANGE_ADDRESS not in actions_for(order, now=moment):
        text = _("The address of this order can't be changed any more.")
        messages.warning(request, text)
        return SeeOther("orders:show", number)
    if request.method != "POST":
        return _page(request, order, _desk(request, order, None))
    desk = _desk(request, order, request.POST)
    if not desk.is_valid():
        return _page(request, order, desk, status=422)
    try:
        change_address(
            order_id=order.pk,
            address=desk.address_fields(),
            now=moment,
            actor=Actor.BUYER,
            actor_id=request.user.pk or None,
        )
    except DomainError as error:
        return _page(request, order, desk, status=409, problem=_why_not(order, error))
    messages.success(request, _("Your order goes to the new address."))
    return SeeOther("orders:show", number)


def _why_not(order: Order, error: DomainError) -> str:
    """The way of delivery was chosen with the order and stays."""
    if isinstance(error, NotDeliverable):
        return _(
            "%(delivery)s does not go there. Please ask us, or cancel the order and "
            "place it again."
        ) % {"delivery": order.shipping_name}
    return str(error)


def _desk(request: HttpRequest, order: Order, data: QueryDict | None) -> Desk:
    """The fields begin with where the order goes now."""
    user = request.user
    book = list(user.addresses.all()) if user.is_authenticated else []
    return Desk(
        book=book,
        form=AddressChoiceForm(data, book=book),
        address_form=AddressForm(data, instance=Address(**order.address_fields())),
    )


def _page(
    request: HttpRequest,
    order: Order,
    desk: Desk,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    context = {
        "order": order,
        "desk": desk,
        "problem": problem,
        "back_url": reverse("orders:show", args=[order.number]),
    }
    return render(request, "orders/address.html", context, status=status)
