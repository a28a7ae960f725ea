"""Another address for an order that has not been sent."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import AddressForm
from accounts.models import Address
from orders.errors import IllegalMove
from orders.services.addressing import change_address
from orders.states import Actor
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now
from shop.kernel.errors import DomainError


class AddressHandleForm(HandleForm, AddressForm):
    """The buyer's own form, in the theme's clothes."""


class ChangeAddress(Handle):
    title = gettext_lazy("Change address")
    submit = gettext_lazy("Change address")

    def form(self, said: Any = None) -> HandleForm:
        return AddressHandleForm(said, instance=Address(**self.row.address_fields()))

    def blame(self, error: DomainError) -> str:
        return "" if isinstance(error, IllegalMove) else "country"

    def explain(self) -> Text:
        return _(
            "The parcel goes there, by the same delivery and at the price that was "
            "agreed. The buyer sees that the address was changed."
        )

    def do(self, said: dict[str, Any]) -> Text:
        address = {name: said[name] for name in self.row.address_fields()}
        order = change_address(
            order_id=self.row.pk,
            address=address,
            now=now(),
            actor=Actor.STAFF,
            actor_id=self.staff_id,
        )
        return _("Order %(number)s goes to %(name)s, %(city)s, %(detail)s.") % {
            "number": order.number,
            "name": order.name,
            "city": order.city,
            "detail": order.detail,
        }
