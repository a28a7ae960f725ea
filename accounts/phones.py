"""This module owns what a phone number looks like: E.164 for accounts, the couriers'
own two forms for addresses."""

import re

import phonenumbers

HOME = "CN"
SPACING = re.compile(r"[\s().\-\u2010-\u2015\u00a0]+")
LETTER = re.compile(r"[^\W\d_]")
MAINLAND = re.compile(r"1[3-9][0-9]{9}")
ABROAD = re.compile(r"\+[0-9]{6,15}")
LONGEST_INPUT = 40


def to_e164(text: str) -> str | None:
    """`138 0013-8000` → `+8613800138000`; None where that is no phone number."""
    text = text.strip()
    if len(text) > LONGEST_INPUT or LETTER.search(text):
        return None
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if number.country_code == 86 and not MAINLAND.fullmatch(
        str(number.national_number)
    ):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def for_courier(text: str) -> str | None:
    """A number a courier can dial, without spaces; None where it is none.

    Mainland mobiles are eleven digits; anything else starts with + and has 6–15.
    """
    number = SPACING.sub("", text)
    if MAINLAND.fullmatch(number) or ABROAD.fullmatch(number):
        return number
    return None


def masked(phone: str) -> str:
    """`+86 ••• 8000`: enough to recognise one's own number."""
    return f"{phone[:3]} ••• {phone[-4:]}" if len(phone) > 8 else phone
