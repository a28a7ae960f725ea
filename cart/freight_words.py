"""Tariffs in words, for the merchant and for the help page."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.freight import Basis, Consignment, Tariff
from shop.kernel.money import ZERO, written

SOME_PIECES = (1, 3, 10)
SOME_GRAMS = (500, 2000, 5000)


def pieces(count: int) -> str:
    return ngettext("%(n)d piece", "%(n)d pieces", count) % {"n": count}


def weight(grams: int) -> str:
    """`500 g`, `1 kg`, `1.5 kg`."""
    if grams < 1000:
        return _("%(n)s g") % {"n": grams}
    return _("%(n)s kg") % {"n": number_format(Decimal(grams) / 1000)}


def units(basis: Basis, count: int) -> str:
    return weight(count) if basis == Basis.WEIGHT else pieces(count)


def fee_in_words(tariff: Tariff) -> str:
    """`¥12.00 for the first 1 kg, ¥4.00 for each further 1 kg`."""
    if tariff.basis == Basis.ORDER or not tariff.extra_fee:
        return written(tariff.first_fee) if tariff.first_fee else _("free")
    return _("%(fee)s up to %(first)s, then %(extra_fee)s per %(extra)s") % {
        "fee": written(tariff.first_fee),
        "first": units(tariff.basis, tariff.first_units),
        "extra_fee": written(tariff.extra_fee),
        "extra": units(tariff.basis, tariff.extra_units),
    }


def threshold_in_words(tariff: Tariff) -> str:
    """`¥199.00 or 3 pieces`; empty when it is never free."""
    amount = written(tariff.free_from)
    count = pieces(tariff.free_pieces) if tariff.free_pieces else ""
    if amount and count:
        return _("%(amount)s or %(pieces)s") % {"amount": amount, "pieces": count}
    return amount or count


def free_in_words(tariff: Tariff) -> str:
    threshold = threshold_in_words(tariff)
    return _("free from %(amount)s") % {"amount": threshold} if threshold else ""


def examples(tariff: Tariff) -> Sequence[tuple[str, str]]:
    """What some parcels cost, too cheap to be free: `("3 pieces", "¥20.00")`."""
    if tariff.basis == Basis.WEIGHT:
        sizes = [(weight(grams), _parcel(1, grams)) for grams in SOME_GRAMS]
    else:
        sizes = [(pieces(count), _parcel(count, 0)) for count in SOME_PIECES]
    return [(size, _price(tariff, parcel)) for size, parcel in sizes]


def _price(tariff: Tariff, parcel: Consignment) -> str:
    fee = tariff.fee_for(parcel)
    return written(fee) if fee else _("free")


def _parcel(count: int, grams: int) -> Consignment:
    return Consignment(goods=ZERO, pieces=count, grams=grams)
