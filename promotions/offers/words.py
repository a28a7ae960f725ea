"""Offers in words for everybody."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.offers.rule import Kind, Rule, Tier
from shop.kernel.money import written_briefly
from shop.kernel.words import clauses


def terms(rule: Rule) -> str:
    """“Spend ¥200, save ¥30; spend ¥500, save ¥80”: what it says of itself."""
    if rule.kind == Kind.TIERS:
        return clauses(_tier(tier) for tier in rule.tiers)
    if not rule.threshold:
        return gain(rule)
    return _("Spend %(amount)s and get %(gain)s") % {
        "amount": written_briefly(rule.threshold),
        "gain": gain(rule),
    }


def _tier(tier: Tier) -> str:
    return _("Spend %(spend)s, save %(save)s") % {
        "spend": written_briefly(tier.spend),
        "save": written_briefly(tier.save),
    }


def saving(amount: Decimal) -> str:
    return _("%(amount)s off") % {"amount": written_briefly(amount)}


def gain(rule: Rule) -> str:
    """What whoever fulfils it gets.  Not for tiers: each has its own `saving`."""
    if rule.kind == Kind.PERCENT:
        # xgettext:no-python-format
        return _("%(percent)d%% off") % {
            "percent": rule.percent,
            "tenths": f"{Decimal(100 - rule.percent) / 10:f}",
        }
    if rule.kind == Kind.SET:
        text = ngettext(
            "%(count)d piece for %(price)s",
            "%(count)d pieces for %(price)s",
            rule.pieces,
        )
        return text % {"count": rule.pieces, "price": written_briefly(rule.set_price)}
    if rule.kind == Kind.CHEAPER:
        return _cheaper(rule)
    if rule.kind == Kind.GIFT:
        return _("a gift: %(name)s") % {"name": rule.gift.name if rule.gift else "–"}
    return _("free delivery")


def _cheaper(rule: Rule) -> str:
    facts = {
        "bought": rule.pieces,
        "more": rule.cheaper_pieces,
        "percent": rule.percent,
        "tenths": f"{Decimal(100 - rule.percent) / 10:f}",
    }
    if rule.percent == 100:
        return _("buy %(bought)d, get %(more)d free") % facts
    # xgettext:no-python-format
    return _("buy %(bought)d, get %(more)d more at %(percent)d%% off") % facts
