"""Coupons in words for everybody: what one takes off, from what, for which goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from promotions.coupons.models import CouponTemplate
from promotions.coupons.rules import Verdict, Why
from promotions.coupons.states import CouponKind
from promotions.naming import ScopeNames
from promotions.scopes import Scope
from shop.kernel.money import written, written_briefly
from shop.kernel.words import listed

MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a coupon is, each part a few words."""

    name: str
    value: str
    threshold: str
    scope: str
    is_for_new_only: bool


def ticket(template: CouponTemplate, *, scope: str) -> Ticket:
    """`scope` says for which goods."""
    return Ticket(
        name=str(template),
        value=value_in_words(template),
        threshold=threshold_in_words(template),
        scope=scope,
        is_for_new_only=template.new_shoppers_only,
    )


def value_in_words(template: CouponTemplate) -> str:
    if template.kind == CouponKind.FREIGHT:
        return _("Free delivery")
    if template.kind == CouponKind.AMOUNT:
        return _("%(amount)s off") % {"amount": written_briefly(template.amount)}
    percent = template.percent or 0
    tenths = f"{(100 - percent) / 10:g}"
    # xgettext:no-python-format
    return _("%(percent)d%% off") % {"percent": percent, "tenths": tenths}


def threshold_in_words(template: CouponTemplate) -> str:
    parts = []
    if template.threshold:
        parts.append(
            _("from %(amount)s") % {"amount": written_briefly(template.threshold)}
        )
    if template.kind == CouponKind.PERCENT and template.cap is not None:
        parts.append(
            _("%(amount)s at most") % {"amount": written_briefly(template.cap)}
        )
    return " · ".join(parts) or _("no minimum")


def scope_in_words(scope: Scope, names: ScopeNames) -> str:
    shelves, articles = names.categories, names.products
    wanted = _named(scope.categories, shelves) + _named(scope.products, articles)
    left_out = _named(scope.not_categories, shelves)
    left_out += _named(scope.not_products, articles)
    if scope.is_everything:
        return _("For everything")
    if not wanted:
        return _("For everything but %(names)s") % {"names": _list(left_out)}
    if not left_out:
        return _("For %(names)s") % {"names": _list(wanted)}
    facts = {"names": _list(wanted), "others": _list(left_out)}
    return _("For %(names)s, but not %(others)s") % facts


def reason_in_words(verdict: Verdict) -> str:
    """Why it can't be used; "" where it can."""
    if verdict.why is None:
        return ""
    texts = {
        Why.NOT_YET: begins_in_words(verdict.coupon.valid_from),
        Why.NOT_NEW: _("For a first order only."),
        Why.NOT_THESE: _("Not for these goods."),
        Why.NOT_WITH_DEALS: _("Not together with the special price of these goods."),
        Why.TOO_LITTLE: _("%(amount)s more of its goods are needed.")
        % {"amount": written(verdict.missing)},
        Why.FREE_ALREADY: _("Delivery is free already."),
    }
    return texts[verdict.why]


def begins_in_words(at: datetime) -> str:
    time = date_format(localtime(at), "DATETIME_FORMAT")
    return _("Good from %(time)s on.") % {"time": time}


def _named(ids: frozenset[int], names: Mapping[int, str]) -> list[str]:
    return [names[one] for one in sorted(ids) if one in names]


def _list(names: list[str]) -> str:
    if len(names) <= MOST_NAMES:
        return listed(names)
    facts = {"names": listed(names[:MOST_NAMES]), "count": len(names) - MOST_NAMES}
    return _("%(names)s and %(count)d more") % facts
