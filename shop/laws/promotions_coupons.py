"""Coupons: never more than there are, each for one live order (domain §16.4)."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from orders.models import Order, OrderDiscount
from orders.states import OrderStatus
from promotions.coupons.states import IN_ORDERS, CouponStatus
from promotions.models import Coupon, CouponCode, CouponTemplate
from shop.laws.law import law

S = CouponStatus
ENDED = [OrderStatus.CANCELLED, OrderStatus.REFUNDED]
PROMPT = timedelta(hours=2)


@law("No more coupons are claimed than there are, and each claim is counted.")
def coupons_within_their_total(now: datetime) -> QuerySet[CouponTemplate]:
    counts = Coupon.objects.order_by().values("template").annotate(count=Count("pk"))
    differs = counts.exclude(count=F("template__claimed")).values("template")
    claimed = Coupon.objects.values("template")
    uncounted = Q(pk__in=differs) | (~Q(claimed=0) & ~Q(pk__in=claimed))
    return CouponTemplate.objects.filter(
        uncounted | Q(total__isnull=False, claimed__gt=F("total"))
    )


@law("Nobody has more of a coupon than one person may.")
def coupons_within_the_shoppers_limit(now: datetime) -> QuerySet[Coupon]:
    return Coupon.objects.filter(slot__gt=F("template__most_per_shopper"))


@law("A code brings no more coupons than it may, and each use is counted.")
def codes_within_their_uses(now: datetime) -> QuerySet[CouponCode]:
    counts = Coupon.objects.exclude(code=None).order_by().values("code")
    differs = counts.annotate(count=Count("pk")).exclude(count=F("code__uses"))
    used = Coupon.objects.exclude(code=None).values("code")
    uncounted = Q(pk__in=differs.values("code")) | (~Q(uses=0) & ~Q(pk__in=used))
    return CouponCode.objects.filter(
        uncounted | Q(most_uses__isnull=False, uses__gt=F("most_uses"))
    )


@law("A coupon in use belongs to one live order of its owner, and is used once paid.")
def coupons_belong_to_live_orders(now: datetime) -> QuerySet[Coupon]:
    orders = Order.objects.filter(
        number=OuterRef("order_number"),
        owner=OuterRef("owner"),
        promises__contains="coupon",
    ).exclude(status__in=ENDED)
    unpaid = orders.filter(status=OrderStatus.PENDING_PAYMENT)
    held = Coupon.objects.filter(status=S.HELD).filter(~Exists(unpaid))
    used = Coupon.objects.filter(status=S.USED).filter(~Exists(orders) | Exists(unpaid))
    free = Coupon.objects.exclude(status__in=sorted(IN_ORDERS))
    return Coupon.objects.filter(
        Q(pk__in=held.values("pk"))
        | Q(pk__in=used.values("pk"))
        | Q(pk__in=free.exclude(order_number=None).values("pk"))
    )


@law("What a coupon took off a live order, that order's own coupon is good for.")
def coupon_discounts_have_their_coupon(now: datetime) -> QuerySet[OrderDiscount]:
    own = Coupon.objects.filter(order_number=OuterRef("order__number"))
    taken = OrderDiscount.objects.filter(kind=OrderDiscount.Kind.COUPON)
    return taken.exclude(order__status__in=ENDED).filter(~Exists(own))


@law("Coupons whose time is up are expired.", is_promptness=True)
def coupons_expire_in_time(now: datetime) -> QuerySet[Coupon]:
    return Coupon.objects.run_out(now - PROMPT)
