"""What the merchant does with a coupon on offer: save, copy, make codes, withdraw them."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from promotions.copying import names_of_copy
from promotions.coupons.codes import code_of, digest, normalised
from promotions.coupons.errors import (
    CodeNotGood,
    CodeTaken,
    FewerThanClaimed,
    NotAfterClaims,
    TooManyCodes,
)
from promotions.coupons.models import CouponCode, CouponTemplate

# What somebody who has claimed one relies on.
PROMISED = (
    "kind",
    "amount",
    "percent",
    "cap",
    "threshold",
    "scope",
    "new_shoppers_only",
)
NOT_COPIED = ("id", "claimed", "paused_at")
MOST_CODES = 10_000


@transaction.atomic
def save_template(template: CouponTemplate, *, columns: list[str]) -> CouponTemplate:
    """Write a new one, or these columns of one that is there.

    While it runs the limits may change, never below what was claimed; what the coupon
    is good for stays as somebody claimed it.  Raises NotAfterClaims, FewerThanClaimed.
    """
    template.most_per_shopper = max(template.most_per_shopper, template.per_shopper)
    if template.pk is None:
        template.save()
        return template
    row = CouponTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    check_change(row, wanted=template, columns=columns)
    template.most_per_shopper = max(row.most_per_shopper, template.per_shopper)
    if columns:
        template.save(update_fields=[*columns, "most_per_shopper"])
    return template


def check_change(
    row: CouponTemplate, *, wanted: CouponTemplate, columns: list[str]
) -> None:
    """May these columns become so?  Changes nothing.  Raises as `save_template`."""
    changed = [name for name in PROMISED if name in columns]
    if row.claimed and any(
        getattr(row, name) != getattr(wanted, name) for name in changed
    ):
        raise NotAfterClaims
    if wanted.total is not None and wanted.total < row.claimed:
        raise FewerThanClaimed(row.claimed)


@transaction.atomic
def copy_template(*, template_id: int, now: datetime) -> CouponTemplate:
    """A new one like it that is not given out yet: paused, nothing claimed, no codes."""
    source = CouponTemplate.objects.get(pk=template_id)
    columns: dict[str, Any] = {
        field.name: getattr(source, field.name)
        for field in CouponTemplate._meta.concrete_fields
        if field.name not in NOT_COPIED
    }
    columns |= names_of_copy(source)
    return CouponTemplate.objects.create(paused_at=now, **columns)


@transaction.atomic
def add_shared_code(
    *, template_id: int, text: str, most_uses: int | None, now: datetime
) -> CouponCode:
    """One code for many.  Raises CodeTaken."""
    try:
        with transaction.atomic():
            return CouponCode.objects.create(
                template_id=template_id,
                digest=digest(text),
                text=text.strip(),
                ending=normalised(text)[-4:],
                most_uses=most_uses,
                made_at=now,
            )
    except IntegrityError:
        if CouponCode.objects.filter(digest=digest(text)).exists():
            raise CodeTaken from None
        raise


@transaction.atomic
def make_single_codes(
    *, template_id: int, many: int, batch: str, now: datetime
) -> list[str]:
    """So many codes that each bring one coupon.  They are told here alone: only their
    digests are kept.  Idempotent: the same `batch` gives the same codes.  Raises
    TooManyCodes."""
    if not 1 <= many <= MOST_CODES:
        raise TooManyCodes
    codes = [code_of(f"{template_id}:{batch}", number) for number in range(many)]
    CouponCode.objects.bulk_create(
        (
            CouponCode(
                template_id=template_id,
                digest=digest(code),
                ending=code[-4:],
                most_uses=1,
                made_at=now,
            )
            for code in codes
        ),
        batch_size=500,
        ignore_conflicts=True,
    )
    return codes


@transaction.atomic
def withdraw_code(*, code_id: int, reason: str, now: datetime) -> None:
    """It brings no coupon any more; those that it brought stay good.

    The check and the change are one UPDATE, so that of a withdrawal and a claim of its
    last use only one is done.  Raises CodeNotGood.
    """
    good = CouponCode.objects.good().filter(pk=code_id)
    if not good.update(withdrawn_at=now, withdrawn_why=reason):
        raise CodeNotGood
