"""This module owns how an amount is stored: BIGINT minor units, `Decimal` outside.

SQLite sums decimals as floats; integers are exact on both databases.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, Value
from django.utils.translation import gettext_lazy as _

from shop.kernel.money import decimals, from_minor, to_minor

LARGEST_AMOUNT = Decimal(10) ** 12

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    Takes = TypeVar("Takes", contravariant=True)
    Gives = TypeVar("Gives", covariant=True)

    class Base(models.Field[Takes, Gives]):
        """What a column takes and gives; `null=True` adds None to both."""

        _pyi_private_set_type: Decimal | int | Combinable
        _pyi_private_get_type: Decimal
        _pyi_lookup_exact_type: Decimal | int
else:

    class Base(models.BigIntegerField):
        def __class_getitem__(cls, _: Any) -> type:
            return cls


class AmountInput(forms.DecimalField):
    """An amount as it is typed.  Django lets a signalling NaN through to a comparison,
    which raises; what is no number is told so."""

    def to_python(self, value: Any) -> Any:
        amount = super().to_python(value)
        if amount is not None and not amount.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount


class AmountField(Base["Takes", "Gives"]):
    """An amount in the shop's currency.

    In `F()` arithmetic a bare Decimal would not be converted (it would count as
    minor units): write `A("refunded") + amount` instead.
    """

    description = _("Amount of money")

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:
        return None if value is None else from_minor(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise TypeError("An amount is never a float.")
        try:
            return Decimal(value)
        except ArithmeticError as error:
            raise ValidationError(_("Enter an amount.")) from error

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        amount = self.to_python(value)
        return None if amount is None else to_minor(amount)

    @property
    def validators(self) -> list[Any]:
        return [*self._validators, _within_reach]  # type: ignore[attr-defined]

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        places = decimals()
        return models.Field.formfield(
            self,
            **{
                "form_class": AmountInput,
                "decimal_places": places,
                "max_digits": 12 + places,
                **kwargs,
            },
        )


def _within_reach(amount: Decimal) -> None:
    try:
        to_minor(amount)
    except ValueError as error:
        raise ValidationError(_("Too many decimals.")) from error
    if abs(amount) >= LARGEST_AMOUNT:
        raise ValidationError(_("This amount is too large."))


class A(models.F):
    """`F()` for an AmountField: `A("refunded") + amount` counts in whole currency.

    Takes one Decimal (or another amount column) on either side of + and −.
    Refuses any other arithmetic: an amount times an amount means nothing.
    """

    def _combine(self, other: Any, connector: str, reversed: bool) -> Any:  # noqa: FBT001
        if connector not in (self.ADD, self.SUB):
            raise TypeError("Amounts are only added and subtracted in the database.")
        if isinstance(other, Decimal):
            other = Value(other, output_field=AmountField())
        elif not (isinstance(other, models.F) or _is_amount(other)):
            raise TypeError(f"{other!r} is no amount.")
        return super()._combine(other, connector, reversed)  # type: ignore[misc]


def _is_amount(other: Any) -> bool:
    field = getattr(other, "_output_field_or_none", None)
    return isinstance(other, Value) and isinstance(field, AmountField)
