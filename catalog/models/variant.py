"""Options, their values, and the variants (SKUs) that combine them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr


class Option(Translated):
    """A choice a product offers, such as its colour or size."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("words")
        SWATCH = "swatch", _("colour swatches")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="options", db_index=False
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CHOICE)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Translated.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"], name="catalog_option_once"
            )
        ]

    def __str__(self) -> str:
        return tr(self, "name")


class OptionValue(Translated):
    """One value of an option; `swatch` is a CSS colour such as #b8c3a4."""

    option = models.ForeignKey(
        Option, models.CASCADE, related_name="values", db_index=False
    )
    name = models.CharField(_("name"), max_length=80)
    swatch = models.CharField(_("swatch"), max_length=7, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Translated.Meta):
        verbose_name = _("option value")
        verbose_name_plural = _("option values")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "name"], name="catalog_optionvalue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option}: {tr(self, 'name')}"


def sellable(on_hand: int, reserved: int, *, is_active: bool) -> int:
    """How many of a variant may be bought now."""
    return max(on_hand - reserved, 0) if is_active else 0


class VariantQuerySet(models.QuerySet["Variant"]):
    def offered(self) -> "VariantQuerySet":
        """Variants that may be bought if there is stock."""
        return self.filter(is_active=True, product__status=Product.Status.ACTIVE)

    def sellable(self) -> "VariantQuerySet":
        return self.filter(is_active=True, on_hand__gt=models.F("reserved"))


class Variant(models.Model):
    """One article as it lies on the shelf.  Stock changes only through the ledger.

    `key` holds the sorted ids of its option values, so that no combination of a
    product can exist twice.
    """

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="variants", db_index=False
    )
    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    barcode = models.CharField(_("barcode"), max_length=64, blank=True)
    values = models.ManyToManyField(
        OptionValue, verbose_name=_("options"), related_name="variants", blank=True
    )
    key = models.CharField(max_length=120, default="", editable=False)
    price = AmountField(_("price"))
    compare_at = AmountField(_("compare-at price"), null=True, blank=True)
    cost = AmountField(_("cost"), null=True, blank=True)
    weight_g = models.PositiveIntegerField(_("weight in grams"), default=0)
    on_hand = models.IntegerField(_("on hand"), default=0, editable=False)
    reserved = models.IntegerField(_("reserved"), default=0, editable=False)
    low_stock_at = models.PositiveIntegerField(_("low stock at"), default=5)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "key"], name="catalog_variant_combination_once"
            ),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0, reserved__lte=models.F("on_hand")),
                name="catalog_variant_reserved_within_on_hand",
            ),
            models.CheckConstraint(
                condition=models.Q(price__gte=0),
                name="catalog_variant_price_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(compare_at=None) | models.Q(compare_at__gte=0),
                name="catalog_variant_compare_at_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def sellable(self) -> int:
        """How many may be bought now."""
        return sellable(self.on_hand, self.reserved, is_active=self.is_active)
