"""Order numbers and the secret links of guests."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

# No 0/O, 1/I/L, no vowels: can be read on the phone and spells nothing.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 11  # 27 ** 11 is above 2 ** 52: not to be guessed, and no key by itself


def new_number() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def looks_like_number(text: str) -> bool:
    """However its letters were typed."""
    return len(text) == LENGTH and set(text.upper()) <= set(ALPHABET)


def key_of(number: str) -> str:
    """The token of an order's secret link: 160 bits from the shop's secret, so it
    is stored nowhere."""
    return salted_hmac("orders.key", number, algorithm="sha256").hexdigest()[:40]


def is_key_of(number: str, token: str) -> bool:
    return constant_time_compare(key_of(number), token)
