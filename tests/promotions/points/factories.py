"""Members with points, and orders that use them."""

from decimal import Decimal
from typing import Any

from accounts.models import User
from catalog.models import Variant
from orders.models import Order
from promotions.models import Level, Member
from promotions.points.services import adjust_points, member_of
from promotions.wishes import Wish
from tests.accounts.factories import make_user
from tests.conftest import NOON
from tests.orders.factories import make_order


def make_member(points: int = 0, **account: Any) -> User:
    """An account that the shop gave some points."""
    user = make_user(**account)
    if points:
        adjust_points(
            member_id=member_of(owner_id=user.pk).pk,
            points=points,
            reason="welcome",
            actor_id=user.pk,
            now=NOON,
        )
    return user


def points_of(user: User) -> int:
    return Member.objects.get(owner=user).points


def make_level(from_spent: str = "0", percent_off: int = 10, **columns: Any) -> Level:
    return Level.objects.create(
        **{
            "name": "Gold",
            "from_spent": Decimal(from_spent),
            "percent_off": percent_off,
        }
        | columns
    )


def redeeming(user: User, *variants: Variant, points: int, **order: Any) -> Order:
    """An order that is partly paid with points."""
    wish = Wish(is_best=False, points=points)
    return make_order(*variants, owner=user, wish=wish, **order)
