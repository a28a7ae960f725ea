"""Choosing a variant: options as radio groups, and the matrix a script needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.combinations import ids_of
from catalog.models import Option, OptionValue, Variant
from catalog.showcase import VariantOffer
from shop.kernel.money import written
from shop.kernel.translations import tr

FEW, MOST = 10, 99


@dataclass(frozen=True, kw_only=True)
class ValueChoice:
    """`is_sold_out`: no variant that has it is in stock."""

    id: int
    name: str
    swatch: str
    is_selected: bool
    is_sold_out: bool


@dataclass(frozen=True, kw_only=True)
class OptionChoice:
    """One radio group; `cart:add` reads it as `option_<id>`."""

    id: int
    name: str
    kind: str
    values: list[ValueChoice]


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """`offers` are lower prices of variants; the variants have them as their own."""

    options: list[OptionChoice]
    picked: Variant | None
    is_sold_out: bool
    variants: list[Variant]
    offers: Mapping[int, VariantOffer] = field(default_factory=dict)

    def note_of(self, variant: Variant | None) -> str:
        """Why, or until when, it costs less than usual."""
        offer = self.offers.get(variant.pk) if variant else None
        return offer.note if offer else ""

    @property
    def note(self) -> str:
        return self.note_of(self.picked)

    @property
    def words(self) -> str:
        """`Oat · 26 cm`: what is chosen."""
        picked = (v.name for o in self.options for v in o.values if v.is_selected)
        return " · ".join(picked)

    @property
    def stock(self) -> str:
        return stock_words(self.picked) if self.picked else _("Sold out")

    @property
    def most(self) -> int:
        return most(self.picked) if self.picked else MOST

    def matrix(self, images: Mapping[int, str]) -> list[dict[str, Any]]:
        """For the script; `images` are the gallery keys of option values."""
        return [
            matrix_row(variant, _image(variant, images), self.note_of(variant))
            for variant in self.variants
        ]

    @property
    def is_picked_sold_out(self) -> bool:
        return self.picked is None or not self.picked.sellable


def choosing(
    values: Sequence[OptionValue],
    variants: Sequence[Variant],
    sku: str,
    *,
    offers: Mapping[int, VariantOffer],
) -> Choosing:
    """Offers that are not lower than the price are left out."""
    offers = {
        variant.pk: offers[variant.pk]
        for variant in variants
        if variant.pk in offers and offers[variant.pk].price < variant.price
    }
    _lower(variants, offers)
    picked = _picked(variants, sku)
    picked_ids = ids_of(picked.key) if picked else []
    offered = {pk for v in variants if v.sellable for pk in ids_of(v.key)}
    used = {pk for v in variants for pk in ids_of(v.key)}
    options: dict[int, OptionChoice] = {}
    for value in values:
        if value.pk in used:
            option = options.setdefault(value.option_id, _option(value.option))
            option.values.append(_value(value, picked_ids, offered))
    return Choosing(
        options=list(options.values()),
        picked=picked,
        is_sold_out=not any(variant.sellable for variant in variants),
        variants=list(variants),
        offers=offers,
    )


def _lower(variants: Sequence[Variant], offers: Mapping[int, VariantOffer]) -> None:
    """On the page, never in the database."""
    for variant in variants:
        if offer := offers.get(variant.pk):
            variant.price, variant.compare_at = offer.price, offer.was


def stock_words(variant: Variant) -> str:
    """The exact number only when it is small, and then the real one."""
    left = variant.sellable
    if left == 0:
        return _("Sold out")
    if left < FEW:
        return ngettext("Only %(count)d left", "Only %(count)d left", left) % {
            "count": left
        }
    return _("In stock")


def most(variant: Variant) -> int:
    """How many may be asked for at once; the true number only when it is small."""
    return variant.sellable if 0 < variant.sellable < FEW else MOST


def _picked(variants: Sequence[Variant], sku: str) -> Variant | None:
    """The variant that was asked for, else the cheapest that can be bought."""
    asked = next((variant for variant in variants if variant.sku == sku), None)
    by_price = sorted(variants, key=lambda v: (not v.sellable, v.price, v.position))
    return asked or next(iter(by_price), None)


def _option(option: Option) -> OptionChoice:
    return OptionChoice(
        id=option.pk,
        name=tr(option, "name"),
        kind=option.kind,
        values=[],
    )


def _value(value: OptionValue, picked: Sequence[int], offered: set[int]) -> ValueChoice:
    return ValueChoice(
        id=value.pk,
        name=tr(value, "name"),
        swatch=value.swatch,
        is_selected=value.pk in picked,
        is_sold_out=value.pk not in offered,
    )


def matrix_row(variant: Variant, image: str, note: str) -> dict[str, Any]:
    """What the script shows for a combination; `left` is exact only when small."""
    return {
        "variant": variant.pk,
        "sku": variant.sku,
        "values": ids_of(variant.key),
        "price": written(variant.price),
        "was": written(variant.compare_at),
        "note": note,
        "left": most(variant) if variant.sellable else 0,
        "image": image,
    }


def _image(variant: Variant, images: Mapping[int, str]) -> str:
    return next((images[pk] for pk in ids_of(variant.key) if pk in images), "")
