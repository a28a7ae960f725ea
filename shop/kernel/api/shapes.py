"""What goes in and out of the JSON API: `Input`, `Output`, and the types of fields.

Python says `postal_code`, JSON says `postalCode`.  An input means what it says: a
number is no text, a boolean no number, and 3.0 no piece count.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.timezone import localtime
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

NO_ROW = 0  # the id of nothing: what an id that can't be one of ours stands for
ROW_ID = re.compile(r"[1-9][0-9]{0,17}")
OPAQUE = {"anyOf": [{"type": "integer"}, {"type": "string"}]}


class Input(BaseModel):
    """A body.  Unknown fields are ignored, and none of them means anything."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class Output(BaseModel):
    """An answer, made by name: `Card(original_price=…)` says `originalPrice`."""

    model_config = ConfigDict(
        validate_by_name=True, validate_by_alias=True, alias_generator=to_camel
    )


def _row_id(sent: Any) -> int:
    if isinstance(sent, bool) or not isinstance(sent, int | str):
        raise ValueError("An id is a number or a string.")
    text = str(sent)
    return int(text) if ROW_ID.fullmatch(text) else NO_ROW


def _text_id(sent: Any) -> str:
    if isinstance(sent, bool) or not isinstance(sent, int | str):
        raise ValueError("An id is a number or a string.")
    return str(sent)


# The id of a row, as a number or a string: `NO_ROW` where it can't be one.
Id = Annotated[int, BeforeValidator(_row_id), WithJsonSchema(OPAQUE)]

# An id that is a text of ours, such as an order's number.
TextId = Annotated[str, BeforeValidator(_text_id), WithJsonSchema(OPAQUE)]


def _number(sent: Any) -> Decimal:
    """A JSON number.  A float can't come: what has a point is read as a Decimal."""
    if isinstance(sent, bool) or not isinstance(sent, int | Decimal):
        raise ValueError("This is no number.")
    return Decimal(sent)


# A number that somebody sends, exactly as they wrote it.
Number = Annotated[
    Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})
]


def _amount(amount: Decimal) -> int | float:
    """The shortest text of the float nearest to an amount is the amount itself, up to
    15 digits; no amount of the shop has more."""
    whole = amount == amount.to_integral_value()
    return int(amount) if whole else float(amount)


# An amount that the shop says: 19.9 and not "19.90".
Money = Annotated[
    Decimal, PlainSerializer(_amount), WithJsonSchema({"type": "number", "minimum": 0})
]


def _moment(moment: datetime) -> str:
    return localtime(moment).isoformat(timespec="seconds")


# ISO 8601 with the offset of the shop's own clock.
Moment = Annotated[
    datetime,
    PlainSerializer(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
