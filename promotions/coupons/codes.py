"""Codes that bring a coupon: typed by people, guessed by nobody.  Pure.

Only a code's digest is stored.  A made one has 60 bits of chance, so that a digest
gives nothing away; one that the merchant chose is known to everybody anyway.
"""

import hashlib
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
LENGTH = 12
LONGEST = 40
SHORTEST = 4


def normalised(text: str) -> str:
    """As it is compared: capitals, without spaces and dashes, wide letters narrow."""
    narrow = unicodedata.normalize("NFKC", text[: 2 * LONGEST]).upper()
    return "".join(sign for sign in narrow if sign.isalnum())[:LONGEST]


def digest(text: str) -> str:
    return hashlib.sha256(f"coupon:{normalised(text)}".encode()).hexdigest()


def code_of(batch: str, number: int) -> str:
    """`K7QM-2X9P-HRTB`: of the same batch and number always the same code.  Whoever
    asks for a batch keeps its name, which is chance itself; the shop does not."""
    chance = hashlib.sha256(f"coupon-code:{batch}:{number}".encode()).digest()
    rest, signs = int.from_bytes(chance), ""
    for _sign in range(LENGTH):
        rest, place = divmod(rest, len(ALPHABET))
        signs += ALPHABET[place]
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))
