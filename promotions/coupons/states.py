"""What a coupon is good for, how it is come by, and what may become of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CouponKind(models.TextChoices):
    AMOUNT = "amount", _("amount off")
    PERCENT = "percent", _("percent off")
    FREIGHT = "freight", _("free delivery")


class CouponStatus(models.TextChoices):
    """`HELD`: by an order that is not paid yet."""

    UNUSED = "unused", _("unused")
    HELD = "held", _("held by an order")
    USED = "used", _("used")
    EXPIRED = "expired", _("expired")


class Way(models.TextChoices):
    CENTRE = "centre", _("coupon centre")
    CODE = "code", pgettext_lazy("how a coupon was got", "code")
    SIGN_UP = "sign_up", _("sign-up")
    ORDER = "order", pgettext_lazy("how a coupon was got", "after an order")
    STAFF = "staff", pgettext_lazy("how a coupon was got", "staff")


S = CouponStatus
IN_ORDERS = frozenset({S.HELD, S.USED})
MOVES: dict[CouponStatus, frozenset[CouponStatus]] = {
    S.UNUSED: frozenset({S.HELD, S.EXPIRED}),
    S.HELD: frozenset({S.USED, S.UNUSED, S.EXPIRED}),
    S.USED: frozenset({S.UNUSED, S.EXPIRED}),  # the order is wholly refunded
    S.EXPIRED: frozenset({S.HELD}),  # late money revives the order that held it
}


def before(status: CouponStatus) -> list[CouponStatus]:
    """What a coupon may be that becomes this."""
    return [old for old, moves in MOVES.items() if status in moves]
