"""What the JSON API takes for JSON.  Whatever a database or a sum could choke on ends
here: it is malformed, and never a crash further in.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

DEEPEST = 32
LONGEST_NUMBER = 400
LARGEST = Decimal("1.7976931348623157e308")  # that the client has


def read(body: bytes) -> Any:
    """The value that a body holds; numbers with a point are Decimals.

    Raises ValueError.
    """
    try:
        value = json.loads(
            body.decode(),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_refuse,
        )
    except (RecursionError, ArithmeticError) as error:
        raise ValueError("nested too deeply, or no number") from error
    for text in _texts(value):
        if "\0" in text:
            raise ValueError("U+0000")
        text.encode()  # a lone surrogate is a ValueError
    return value


def _decimal(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a huge number")
    number = Decimal(text)
    if number.copy_abs() > LARGEST or number.adjusted() < -LONGEST_NUMBER:
        raise ValueError("a huge number")
    return number


def _integer(text: str) -> int:
    return int(_decimal(text))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _texts(value: Any) -> Iterator[str]:
    """Every text in it, names too, without recursion.  Raises ValueError."""
    level = [value]
    for _depth in range(DEEPEST):
        yield from (one for one in level if isinstance(one, str))
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inner += [*one, *one.values()]
            elif isinstance(one, list):
                inner += one
        if not inner:
            return
        level = inner
    raise ValueError("nested too deeply")


class StrictParser(Parser):
    """Reads what django-ninja hands to the endpoints."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read(request.body)
