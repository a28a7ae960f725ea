"""The variants of one product: found or made, with price and stock by their ledgers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.combinations import key_of
from catalog.errors import StockTooLow, WasPriceTooHigh
from catalog.importing import cells
from catalog.importing.options import Choices, values_of
from catalog.importing.reading import Group, Row
from catalog.models import OptionValue, Product, Variant
from catalog.services import add_variant, receive_stock, set_price
from catalog.stock import adjust_stock


class Variants:
    """Takes the rows of a product one by one.  Raises BadCell."""

    def __init__(
        self, group: Group, product: Product, choices: Choices, now: datetime
    ) -> None:
        self.group, self.product, self.choices, self.now = group, product, choices, now
        self.above: list[OptionValue] = []
        self.seen: dict[int, int] = {}

    def take(self, row: Row) -> str:
        """Returns what happened: `created`, `updated` or `unchanged`."""
        values = values_of(row, self.above, self.choices)
        self.above = values
        found = self._found(row, values)
        if found and found.pk in self.seen:
            raise row.bad(
                "option1_value" if values else "sku",
                _("is the same variant as in row %(row)d.")
                % {"row": self.seen[found.pk]},
            )
        variant, outcome = (
            (found, self._update(row, found)) if found else self._create(row, values)
        )
        self.seen[variant.pk] = row.number
        stock_changed = self._stock(row, variant)
        return "updated" if stock_changed and outcome == "unchanged" else outcome

    def _found(self, row: Row, values: Sequence[OptionValue]) -> Variant | None:
        sku = cells.text(row, "sku", 64)
        by_sku = Variant.objects.filter(sku=sku).first() if sku else None
        if by_sku and by_sku.product_id != self.product.pk:
            raise row.bad("sku", _("belongs to another product."))
        if not values and self.product.options.exists():
            if by_sku is None:
                raise row.bad(
                    "sku", _("is unknown; name the options to add a variant.")
                )
            return by_sku
        key = key_of(value.pk for value in values)
        by_key = self.product.variants.filter(key=key).first()
        if by_sku and by_sku != by_key:
            raise row.bad("sku", _("belongs to another combination of this product."))
        return by_key

    def _create(self, row: Row, values: Sequence[OptionValue]) -> tuple[Variant, str]:
        price = cells.amount(row, "price")
        if price is None and row is not self.group.first:
            price = cells.amount(self.group.first, "price")
        if price is None:
            raise row.bad("price", _("is missing."))
        variant = add_variant(
            product_id=self.product.pk,
            value_ids=[value.pk for value in values],
            price=price,
            compare_at=cells.amount(row, "compare_at"),
            now=self.now,
            sku=cells.text(row, "sku", 64) or self._free_sku(values),
            position=row.number,
            **_columns(row),
        )
        return variant, "created"

    def _update(self, row: Row, variant: Variant) -> str:
        wanted = _columns(row)
        if sku := row.get("sku"):
            wanted["sku"] = sku
        changed = [name for name in wanted if getattr(variant, name) != wanted[name]]
        for name in changed:
            setattr(variant, name, wanted[name])
        if changed:
            variant.save(update_fields=changed)
        before = (variant.price, variant.compare_at)
        price = cells.amount(row, "price")
        was = cells.amount(row, "compare_at") if row.has("compare_at") else before[1]
        try:
            set_price(
                variant_id=variant.pk,
                price=variant.price if price is None else price,
                compare_at=was,
                now=self.now,
            )
        except WasPriceTooHigh as error:
            raise row.bad("compare_at", str(error)) from error
        variant.refresh_from_db()
        repriced = (variant.price, variant.compare_at) != before
        return "updated" if changed or repriced else "unchanged"

    def _stock(self, row: Row, variant: Variant) -> bool:
        """Bring what is on hand to what the file says; blank or absent: untouched."""
        quantity = cells.whole(row, "quantity")
        if quantity is None or quantity == variant.on_hand:
            return False
        reason, never_moved = _("import"), not variant.moves.exists()
        try:
            if never_moved:
                receive_stock(
                    variant_id=variant.pk,
                    quantity=quantity,
                    reason=reason,
                    now=self.now,
                )
            else:
                adjust_stock(
                    variant_id=variant.pk,
                    delta=quantity - variant.on_hand,
                    reason=reason,
                    now=self.now,
                )
        except StockTooLow as error:
            raise row.bad("quantity", str(error)) from error
        return True

    def _free_sku(self, values: Sequence[OptionValue]) -> str:
        """From the handle and the values: `TEAPOT-SAGE`, `TEAPOT-SAGE-2`…"""
        parts = [self.product.slug, *(value.name for value in values)]
        plain = slugify("-".join(parts), allow_unicode=True).upper()[:58]
        taken = set(
            Variant.objects.filter(sku__startswith=plain).values_list("sku", flat=True)
        )
        wishes = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
        return next(wish for wish in wishes if wish not in taken)


def _columns(row: Row) -> dict[str, Any]:
    """The variant's own columns that the file has; a blank cell clears."""
    columns: dict[str, Any] = {}
    if row.has("barcode"):
        columns["barcode"] = cells.text(row, "barcode", 64)
    if row.has("cost"):
        columns["cost"] = cells.amount(row, "cost")
    if row.has("grams"):
        columns["weight_g"] = cells.grams(row) or 0
    return columns
