"""Options and their values, as the rows of one product name them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.importing import cells
from catalog.importing.columns import OPTIONS
from catalog.importing.reading import Group, Row
from catalog.models import Option, OptionValue, Product
from shop.kernel.words import listed

SENTINEL = ("title", "default title")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The options of a product: `{column number: option}`."""

    options: dict[int, Option]


def choices_of(group: Group, product: Product) -> Choices:
    """Find or make the options.  Raises BadCell."""
    names = _names(group)
    existing = {option.name.lower(): option for option in product.options.all()}
    wanted = {name.lower() for name in names.values()}
    if existing and wanted and existing.keys() != wanted:
        raise group.first.bad(
            "option1_name",
            _("the product has other options: %(names)s.")
            % {"names": listed(option.name for option in existing.values())},
        )
    if not existing and wanted and product.variants.exists():
        raise group.first.bad(
            "option1_name", _("the product is sold without options so far.")
        )
    if existing and not wanted and group.first.has("option1_name"):
        raise group.first.bad("option1_name", _("the product has options."))
    return Choices(
        options={
            number: existing.get(name.lower())
            or Option.objects.create(product=product, name=name, position=number)
            for number, name in names.items()
        }
    )


def values_of(
    row: Row, above: list[OptionValue], choices: Choices
) -> list[OptionValue]:
    """The row's combination; a blank means the same as in the variant above."""
    found = []
    for place, (number, option) in enumerate(choices.options.items()):
        column = f"option{number}_value"
        name = cells.text(row, column, 80)
        if not name and not above:
            raise row.bad(column, _("is missing."))
        found.append(_value(option, name) if name else above[place])
    return found


def _names(group: Group) -> dict[int, str]:
    first = group.first
    names = {n: cells.text(first, f"option{n}_name", 60) for n in OPTIONS}
    names = {number: name for number, name in names.items() if name}
    sentinel = (first.get("option1_name").lower(), first.get("option1_value").lower())
    if sentinel == SENTINEL:
        return {}
    if len({name.lower() for name in names.values()}) < len(names):
        raise first.bad("option2_name", _("is the name of two options."))
    for row in group.variants:
        for number in OPTIONS:
            if row.get(f"option{number}_value") and number not in names:
                raise row.bad(f"option{number}_name", _("is missing."))
    return names


def _value(option: Option, name: str) -> OptionValue:
    found = OptionValue.objects.filter(option=option, name__iexact=name).first()
    return found or OptionValue.objects.create(
        option=option, name=name, position=option.values.count()
    )
