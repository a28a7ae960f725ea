"""How columns are asked for in the admin."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from unfold import widgets

from shop.kernel.fields import AmountField
from shop.kernel.uploads import PictureField, PictureInput


def only_ids(values: Any) -> list[str]:
    """Django looks up whatever was sent; what is no id is no row."""
    return [str(one) for one in values if str(one).isdecimal() and len(str(one)) < 19]


class RowPicker(AutocompleteSelect):
    """A row that is found by what is typed."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, only_ids(value), attrs)


class MomentField(forms.SplitDateTimeField):
    """A day and a time of the shop's own, as far as they can be written down."""

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        try:
            if moment is not None:
                moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_date"]) from error
        return moment


FIELDS: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    AmountField: {"widget": widgets.UnfoldAdminDecimalFieldWidget, "min_value": 0},
    models.DateTimeField: {
        "widget": widgets.UnfoldAdminSplitDateTimeWidget,
        "form_class": MomentField,
    },
    models.ImageField: {"widget": PictureInput, "form_class": PictureField},
}
