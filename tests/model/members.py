"""Shoppers with accounts, who order with coupons and with points."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar, TypeVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from accounts.models import User
from cart.services import cart_for
from orders.models import Order
from orders.services import place_order
from promotions.coupons.services import claim_coupon
from promotions.models import Coupon, Member
from promotions.wishes import Wish
from shop.kernel.errors import DomainError
from shop.kernel.money import to_minor
from tests.model.machine import WHICH, S
from tests.model.paying import belief_of, from_shelf
from tests.model.promised import UNUSED, Buyer, Held, Ticket, off_for
from tests.model.promising import Promising
from tests.orders.factories import make_checkout
from tests.promotions.coupons.factories import make_template
from tests.promotions.points.factories import make_member

T = TypeVar("T")
PIECES = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any)
POINTS = st.sampled_from([0, 7, 150, 10**6])
BUYERS = st.builds(
    Buyer, who=WHICH, ticket=WHICH, points=POINTS, pays=st.sampled_from([True, False])
)
OFF, FROM, FREIGHT = 500, 600, 701  # cents
DAYS, EACH, IN_ALL, UNPAID = 2, 2, 6, 3


class Members(Promising):
    """Four of them, most of whom have points, and one coupon on offer."""

    POINTS_AT_FIRST: ClassVar = [300, 40, 200, 0]

    def __init__(self) -> None:
        super().__init__()
        people = [make_member(points) for points in self.POINTS_AT_FIRST]
        self.people: dict[int, User] = {user.pk: user for user in people}
        self.points = dict(zip(self.people, self.POINTS_AT_FIRST, strict=True))
        self.prices = {one.pk: to_minor(one.price) for one in self.variants}
        self.template = make_template(
            threshold=6, valid_days=DAYS, per_shopper=EACH, total=IN_ALL
        )

    def someone(self, which: int) -> int:
        return list(self.people)[which % len(self.people)]

    @rule(who=WHICH)
    def claim_a_coupon(self, who: int) -> None:
        owner = self.someone(who)
        mine = [one.state for one in self.tickets.values() if one.owner == owner]
        fits = len(mine) < EACH and UNUSED not in mine and len(self.tickets) < IN_ALL

        def claim() -> Coupon:
            return claim_coupon(
                template_id=self.template.pk, owner_id=owner, now=self.now
            )

        coupon = self.unless_refused(claim, fits=fits)
        if coupon is not None:
            good_until = self.now + timedelta(days=DAYS)
            self.tickets[coupon.pk] = Ticket(owner=owner, good_until=good_until)

    @rule(pieces=PIECES, buyer=BUYERS)
    def place(self, pieces: list[int], buyer: Buyer) -> None:
        owner, wish = self.someone(buyer.who), self.wish(buyer)
        wanted = {
            variant: count
            for variant, count in zip(self.on_hand, pieces, strict=True)
            if count
        }
        there = all(self.free(variant) >= n for variant, n in wanted.items())

        def buy() -> Order:
            cart = cart_for(owner_id=owner, token=None)
            from_shelf(cart, wanted, self.now)
            checkout = make_checkout(cart, now=self.now, wish=wish)
            return place_order(checkout=checkout, now=self.now).order

        order = self.unless_refused(buy, fits=there and self.may_order(owner))
        if order is not None:
            goods = sum(self.prices[pk] * count for pk, count in wanted.items())
            self.believe(order, owner=owner, wish=wish, goods=goods)
            if buyer.pays:
                self.pay_for(order.pk)

    # --- helpers ----------------------------------------------------------------------

    def unless_refused(self, act: Callable[[], T], *, fits: bool) -> T | None:
        try:
            with transaction.atomic():
                done = act()
        except DomainError:
            assert not fits
            return None
        assert fits
        return done

    def status(self, pk: int) -> str:
        return self.orders[pk].status

    def may_order(self, owner: int) -> bool:
        mine = [pk for pk, held in self.held.items() if held.owner == owner]
        return sum(self.status(pk) == S.PENDING_PAYMENT for pk in mine) < UNPAID

    def wish(self, buyer: Buyer) -> Wish:
        """Any coupon there is, also one that is used or somebody else's, or none."""
        choices = [*self.tickets, None]
        pk = choices[buyer.ticket % len(choices)]
        return Wish(coupon_id=pk, is_best=False, points=buyer.points)

    def believe(self, order: Order, *, owner: int, wish: Wish, goods: int) -> None:
        self.orders[order.pk] = one = belief_of(order)
        held = Held(owner=owner, number=order.number)
        held.ticket = self.ticket_for(owner, wish.coupon_id, goods)
        off, held.points = off_for(
            goods,
            coupon=OFF if held.ticket else 0,
            points=min(wish.points, self.points[owner]),
        )
        assert one.total == goods - off - held.points + FREIGHT
        self.held[order.pk] = held
        self.points[owner] -= held.points
        if held.ticket:
            self.tickets[held.ticket].hold(order.pk)

    def ticket_for(self, owner: int, wished: int | None, goods: int) -> int | None:
        """The one that is wished for; else the next of one's own to end."""
        usable = {
            pk: (ticket.good_until, pk)
            for pk, ticket in self.tickets.items()
            if ticket.owner == owner and ticket.is_open(self.now) and goods >= FROM
        }
        if wished is None or wished in usable:
            return wished
        return min(usable, key=usable.__getitem__, default=None)

    # --- what must agree --------------------------------------------------------------

    @invariant()
    def coupons_agree(self) -> None:
        rows = Coupon.objects.values_list("pk", "status", "order_number")
        assert {pk: (state, number) for pk, state, number in rows} == {
            pk: (one.state, self.held[one.order].number if one.order else None)
            for pk, one in self.tickets.items()
        }

    @invariant()
    def points_agree(self) -> None:
        rows = dict(Member.objects.values_list("owner", "points"))
        assert {pk: rows.get(pk, 0) for pk in self.points} == self.points
