"""Whatever goes back in whichever parts, together it is what was paid (domain §11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from orders.errors import NotThatMany
from orders.models import OrderLine
from orders.refunding import LinePart
from orders.states import OrderStatus
from payments.errors import NothingToRefund
from payments.services.giving_back import Wish, parts_of
from shop.kernel.money import ZERO, from_minor, split

S = OrderStatus
STATUSES = [S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPED, S.SHIPPED, S.COMPLETED]


@dataclass
class Books:
    """An order's lines in memory, written as `give_up_pieces` writes them."""

    lines: list[OrderLine]
    status: str
    back: Decimal = ZERO

    @property
    def order(self) -> Any:
        """As much of an order as the arithmetic reads."""
        rows = SimpleNamespace(order_by=lambda _: list(self.lines))
        return SimpleNamespace(lines=rows, status=self.status)

    def give_back(self, wish: Wish) -> list[LinePart]:
        """The parts, counted; none where the wish is refused."""
        try:
            parts = parts_of(self.order, wish=wish)
        except (NothingToRefund, NotThatMany):
            return []
        by_id = {line.pk: line for line in self.lines}
        for part in parts:
            self._count(by_id[part.line_id], part)
        self.back += sum((part.total for part in parts), ZERO)
        return parts

    def _count(self, line: OrderLine, part: LinePart) -> None:
        assert min(part.quantity, part.amount, part.shipping) >= 0
        line.refunded_quantity += part.quantity
        line.refunded_amount += part.amount
        line.refunded_shipping += part.shipping
        assert line.refunded_quantity <= line.quantity
        assert line.refunded_amount <= line.net
        assert line.refunded_shipping <= line.shipping_share


@st.composite
def an_order(draw: st.DrawFn) -> Books:
    """Up to four lines, a discount and a freight spread over them as everywhere."""
    rows = st.tuples(st.integers(0, 9_999), st.integers(1, 7))
    pairs = draw(st.lists(rows, min_size=1, max_size=4))
    goods = [from_minor(price * quantity) for price, quantity in pairs]
    off = from_minor(draw(st.integers(0, int(sum(goods) * 100))))
    discounts = split(off, goods)
    nets = [amount - less for amount, less in zip(goods, discounts, strict=True)]
    freight = split(from_minor(draw(st.integers(0, 2_500))), nets)
    lines = [
        OrderLine(
            pk=number,
            unit_price=from_minor(price),
            quantity=quantity,
            discount_amount=less,
            shipping_share=share,
            total=from_minor(price * quantity) - less + share,
        )
        for number, ((price, quantity), less, share) in enumerate(
            zip(pairs, discounts, freight, strict=True), 1
        )
    ]
    return Books(lines=lines, status=draw(st.sampled_from(STATUSES)))


def paid(books: Books) -> Decimal:
    return sum((line.total for line in books.lines), ZERO)


def fresh(books: Books) -> Books:
    """The same order before anything went back."""
    names = ("pk", "unit_price", "quantity", "discount_amount", "shipping_share")
    lines = [
        OrderLine(total=line.total, **{name: getattr(line, name) for name in names})
        for line in books.lines
    ]
    return Books(lines=lines, status=books.status)


pieces = st.dictionaries(st.integers(1, 4), st.integers(0, 7), min_size=1, max_size=4)
of_pieces = st.builds(Wish, pieces=pieces, with_shipping=st.booleans())
of_a_sum = st.builds(
    Wish,
    amount=st.integers(1, 30_000).map(from_minor),
    with_shipping=st.booleans(),
)


@given(an_order(), st.lists(st.one_of(of_pieces, of_a_sum), max_size=8))
def test_all_parts_are_the_whole(books: Books, wishes: list[Wish]) -> None:
    for wish in wishes:
        books.give_back(wish)
    books.give_back(Wish())

    assert books.back == paid(books)
    assert all(line.refunded_amount == line.net for line in books.lines)
    assert all(line.refunded_shipping == line.shipping_share for line in books.lines)


@given(an_order(), st.lists(of_a_sum, min_size=1, max_size=6))
def test_a_sum_goes_back_to_the_cent_or_not_at_all(
    books: Books, wishes: list[Wish]
) -> None:
    for wish in wishes:
        before = books.back
        parts = books.give_back(wish)

        assert books.back - before == (wish.amount if parts else 0)
        assert books.back <= paid(books)


def has_worth(books: Books) -> bool:
    """No piece is refused because it rounds down to nothing."""
    nets = [(line.net, from_minor(line.quantity)) for line in books.lines]
    has_cost = any(net for net, _ in nets)
    return has_cost and all(net == 0 or net >= least for net, least in nets)


def every_piece(books: Books) -> list[int]:
    return [line.pk for line in books.lines for _ in range(line.quantity)]


def one_by_one(books: Books, order: Sequence[int], **wish: bool) -> Decimal:
    for pk in order:
        books.give_back(Wish(pieces={pk: 1}, **wish))
    return books.back


@given(an_order(), st.booleans(), st.data())
def test_the_order_of_pieces_does_not_matter(
    books: Books, with_shipping: bool, data: st.DataObject
) -> None:
    assume(has_worth(books))
    pieces = data.draw(st.permutations(every_piece(books)))
    some = pieces[: data.draw(st.integers(0, len(pieces)))]
    other = data.draw(st.permutations(some))

    one = one_by_one(fresh(books), some, with_shipping=with_shipping)

    assert one == one_by_one(fresh(books), other, with_shipping=with_shipping)


@given(an_order())
def test_piece_by_piece_is_all_at_once(books: Books) -> None:
    assume(has_worth(books))
    at_once = fresh(books)

    at_once.give_back(Wish(pieces={line.pk: line.quantity for line in books.lines}))

    assert one_by_one(books, every_piece(books)) == at_once.back


@given(an_order())
def test_no_piece_is_worth_more_than_the_last(books: Books) -> None:
    """Each takes its share rounded down; the last one takes the remaining cents."""
    for line in books.lines:
        worth = []
        for _ in range(line.quantity):
            before = line.refunded_amount
            books.give_back(Wish(pieces={line.pk: 1}))
            worth.append(line.refunded_amount - before)
        if books.back < paid(books):
            assert len(set(worth[:-1])) <= 1
            assert worth[-1] >= max(worth)
            assert worth[-1] - min(worth) < from_minor(line.quantity)
