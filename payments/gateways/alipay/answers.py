"""What Alipay signed of an answer: the very characters, found without rewriting them.

The signature is over the raw text of one member of the answer's object.  Written
again it would differ (`\\/`, the order, the spaces), and counting braces goes wrong
where one stands inside a value; so it is found with a reader of JSON.
"""

import json
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import Any

_decoder = json.JSONDecoder()


def members(text: str) -> dict[str, tuple[Any, str]]:
    """Each member of an object as `{name: (value, raw text of the value)}`.

    Raises ValueError (RecursionError) for anything else, and for a name that comes
    twice.
    """
    found: dict[str, tuple[Any, str]] = {}
    at = _after(text, _skip(text, 0), "{")
    while True:
        name, at = _decoder.raw_decode(text, at)
        if not isinstance(name, str) or name in found:
            raise ValueError("Not a name, or one that comes twice.")
        start = _after(text, at, ":")
        value, end = _decoder.raw_decode(text, start)
        found[name] = (value, text[start:end])
        at = _skip(text, end)
        if text[at : at + 1] == "}":
            break
        at = _after(text, at, ",")
    if _skip(text, at + 1) != len(text):
        raise ValueError("Something comes after the object.")
    return found


def _after(text: str, at: int, sign: str) -> int:
    """Where the next thing begins, behind this sign."""
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(f"No {sign} at {at}.")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    return WHITESPACE.match(text, at).end()
