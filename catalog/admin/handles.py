"""What may be done with a product or a variant, beside editing it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import Product
from catalog.services import add_missing_variants, correct_stock
from shop.kernel.admin_handles import Handle, HandleForm, Text
from shop.kernel.clock import now
from shop.kernel.fields import LARGEST_AMOUNT
from shop.kernel.money import decimals
from shop.templatetags.shop import money

MOST_PIECES = 1_000_000


class PriceForm(HandleForm):
    price = forms.DecimalField(
        label=gettext_lazy("Price"),
        min_value=0,
        max_value=LARGEST_AMOUNT - 1,
        decimal_places=decimals(),
        required=False,
        help_text=gettext_lazy(
            "Of each new variant. Empty: the lowest price the product has."
        ),
    )


class MakeVariants(Handle):
    title = gettext_lazy("Make variants")
    submit = gettext_lazy("Make variants")
    form_class = PriceForm
    blames = "price"

    def explain(self) -> Text:
        return _(
            "Makes each combination of option values that does not exist yet. New "
            "variants have no stock and are not offered until you say so."
        )

    def initial(self) -> dict[str, Any]:
        prices = [variant.price for variant in self.row.variants.all()]
        return {"price": min(prices)} if prices else {}

    def do(self, said: dict[str, Any]) -> Text:
        made = add_missing_variants(
            product_id=self.row.pk,
            price=said["price"],
            now=now(),
            actor_id=self.staff_id,
        )
        if not made:
            return _("There was no combination to add.")
        text = ngettext(
            "%(count)d variant made, at %(price)s.",
            "%(count)d variants made, at %(price)s.",
            len(made),
        )
        return text % {"count": len(made), "price": money(made[0].price)}


class _Status(Handle):
    """A product's status is a column of its own; dates follow."""

    status: Product.Status

    def do(self, said: dict[str, Any]) -> Text:
        product = self.row
        before = product.get_status_display()
        product.status = self.status
        columns = ["status"]
        if self.status == Product.Status.ACTIVE and product.published_at is None:
            product.published_at = now()
            columns.append("published_at")
        product.save(update_fields=columns)
        return _("Status: %(before)s → %(after)s.") % {
            "before": before,
            "after": product.get_status_display(),
        }


class PutOnSale(_Status):
    title = gettext_lazy("Put on sale")
    submit = gettext_lazy("Put on sale")
    status = Product.Status.ACTIVE

    def explain(self) -> Text:
        return _("The product appears in the shop, with the variants that are offered.")


class Archive(_Status):
    title = gettext_lazy("Archive")
    submit = gettext_lazy("Archive")
    status = Product.Status.ARCHIVED

    def explain(self) -> Text:
        return _(
            "The product leaves every list and can't be bought any more. Its page "
            "stays for those who have bought it, and it can be put on sale again."
        )


class StockForm(HandleForm):
    """`seen` is what the page said; a second click finds another number."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            ("counted", gettext_lazy("counted: this many are there")),
            ("more", gettext_lazy("came in: add this many")),
            ("less", gettext_lazy("went out: take this many away")),
        ],
    )
    number = forms.IntegerField(
        label=gettext_lazy("Pieces"), min_value=0, max_value=MOST_PIECES
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "Delivery, stock-taking, breakage… It stays in the ledger."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            said["after"] = _after(**said)
            if said["after"] == said["seen"]:
                self.add_error("number", _("That changes nothing."))
        return said


def _after(*, seen: int, how: str, number: int, **_said: Any) -> int:
    """What is on hand then."""
    return {"counted": number, "more": seen + number}.get(how, seen - number)


class AdjustStock(Handle):
    title = gettext_lazy("Adjust stock")
    submit = gettext_lazy("Adjust stock")
    form_class = StockForm
    blames = "number"

    def explain(self) -> Text:
        return _(
            "%(on_hand)d on hand, of which %(reserved)d are reserved for orders."
        ) % {
            "on_hand": self.row.on_hand,
            "reserved": self.row.reserved,
        }

    def initial(self) -> dict[str, Any]:
        return {"seen": self.row.on_hand}

    def do(self, said: dict[str, Any]) -> Text:
        correct_stock(
            variant_id=self.row.pk,
            seen=said["seen"],
            on_hand=said["after"],
            reason=said["reason"],
            now=now(),
            actor_id=self.staff_id,
        )
        return _("Stock of %(sku)s: %(before)d → %(after)d (%(reason)s).") % {
            "sku": self.row.sku,
            "before": said["seen"],
            "after": said["after"],
            "reason": said["reason"],
        }
