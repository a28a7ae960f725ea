"""Every kind of promotion, each by its lines here.  The tuples are in their order:
unit prices, then the steps of domain §4, then what an order holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from promotions.coupons.promise import CouponPromise
from promotions.coupons.steps import coupon_step as coupons
from promotions.flash_sales.errors import FlashSoldOut
from promotions.flash_sales.promise import FlashPromise
from promotions.flash_sales.selectors import flash_terms
from promotions.group_buys.promise import GroupPromise
from promotions.group_buys.terms import group_terms
from promotions.lines import Outcome, PricedLine
from promotions.offers.selectors import running_question
from promotions.offers.selectors import step_of as offers
from promotions.offers.verdicts import verdicts as offer_verdicts
from promotions.points.pricing import member_prices, points_step
from promotions.points.promise import PointsPromise
from promotions.promises import Bill, Promise, Receipt
from promotions.sales.selectors import line_questions as sale_questions
from promotions.sales.selectors import unit_prices as sales
from promotions.sales.verdicts import verdicts as sale_verdicts
from promotions.shelves import shelf_questions
from promotions.sold_out import noted
from promotions.terms import (
    DealDesk,
    DealTerms,
    Pricer,
    StepMaker,
    Terms,
    UnitPrice,
    priced,
)
from promotions.verdicts import Explainer, Verdict
from promotions.wishes import Deal, Shopper, Wanted, Wish
from shop.kernel.errors import DomainError
from shop.kernel.together import Answers, Questions, together

PRICERS: tuple[Pricer, ...] = (sales, member_prices)
DEALS: dict[str, DealDesk] = {"flash": flash_terms, "group": group_terms}
STEPS: tuple[StepMaker, ...] = (offers, coupons, points_step)
PROMISES: tuple[Promise, ...] = (
    CouponPromise(),
    FlashPromise(),
    GroupPromise(),
    PointsPromise(),
)
EXPLAINERS: tuple[Explainer, ...] = (offer_verdicts, sale_verdicts)
ALONE: frozenset[str] = frozenset({"group"})  # deals whose line is an order by itself
SOLD_OUT: dict[str, type[DomainError]] = {"flash": FlashSoldOut}


def term_questions(variant_ids: set[int], now: datetime) -> Questions:
    """What is in force for these variants, whoever buys them."""
    return {
        **sale_questions(variant_ids, now),
        "offers": running_question(now),
        **shelf_questions(variant_ids),
    }


_asked = together(term_questions)
_asked_of_prices = together(sale_questions)


def terms_of(
    wanted: Sequence[Wanted],
    *,
    shopper: Shopper,
    wish: Wish,
    now: datetime,
    desks: Mapping[str, DealDesk] = DEALS,
    asked: Answers | None = None,
) -> Terms:
    """Everything that decides what these lines cost this shopper now, but freight.

    A fixed number of queries; none where there is nothing to price.  Who has `asked`
    the questions of these lines together with others' says so.
    """
    if not wanted:
        return Terms(lines=(), steps=(), deals={})
    if asked is None:
        asked = _asked(variant_ids={one.variant_id for one in wanted}, now=now)
    offers = [pricer(wanted, shopper, now, asked) for pricer in PRICERS]
    deals = _deals(desks, wanted, shopper, now)
    lines = tuple(
        priced(one, offers=_of(offers, one.key), deal=deals.get(one.key))
        for one in wanted
    )
    steps = [maker(lines, shopper, wish, now, asked) for maker in STEPS]
    return Terms(lines=lines, steps=tuple(filter(None, steps)), deals=deals)


def unit_price(wanted: Wanted, *, shopper: Shopper, now: datetime) -> Decimal:
    """What one costs this shopper now, bought without a deal."""
    asked = _asked_of_prices(variant_ids={wanted.variant_id}, now=now)
    offers = [pricer([wanted], shopper, now, asked) for pricer in PRICERS]
    return priced(wanted, offers=_of(offers, wanted.key), deal=None).unit_price


def _of(offers: Iterable[Mapping[int, UnitPrice]], key: int) -> list[UnitPrice]:
    return [found[key] for found in offers if key in found]


def _deals(
    desks: Mapping[str, DealDesk],
    wanted: Sequence[Wanted],
    shopper: Shopper,
    now: datetime,
) -> dict[int, DealTerms]:
    found: dict[int, DealTerms] = {}
    for kind, desk in desks.items():
        lines = [one for one in wanted if one.deal and one.deal.kind == kind]
        if lines:
            found |= desk(lines, shopper, now)
    return found


def turn_away(deals: Callable[[], Iterable[Deal]]) -> None:
    """Before anything is locked or priced: was one of these found sold out a moment
    ago?  Raises what its kind says of that.

    They are asked for after what was noted and only if anything was: so a basket that
    got the last piece is known to be empty by then.
    """
    found = noted()
    for deal in deals() if found else ():
        if (deal.kind, deal.id) in found:
            raise SOLD_OUT[deal.kind]


def explain(
    lines: Sequence[PricedLine],
    given: Outcome,
    *,
    shopper: Shopper,
    wish: Wish,
    now: datetime,
) -> list[Verdict]:
    """What came of each campaign for these lines, of whichever kind."""
    return [
        verdict
        for explainer in EXPLAINERS
        for verdict in explainer(lines, given, shopper, wish, now)
    ]


def promises_of(bill: Bill) -> str:
    """The kinds that an order is to hold something of, by name."""
    return " ".join(promise.name for promise in PROMISES if promise.is_wanted(bill))


def take_promises(bill: Bill, *, after_stock: bool, now: datetime) -> dict[int, int]:
    """What the order is to hold; returns the stock that came with it.  Raises
    DomainErrors; then nothing was taken."""
    stock: dict[int, int] = {}
    for promise in PROMISES:
        if promise.is_after_stock is after_stock and promise.is_wanted(bill):
            stock |= promise.take(bill, now=now)
    return stock


def keep_promises(names: str, number: str, *, now: datetime) -> bool:
    """True: the order has to wait for its team."""
    waits = [promise.keep(number, now=now) for promise in _named(names)]
    return any(waits)


def hold_promises(names: str, number: str) -> None:
    """Before the order's stock is released: the order of locks."""
    for promise in _named(names):
        promise.hold(number)


def give_promises_back(
    names: str, number: str, *, after_stock: bool, now: datetime
) -> None:
    """The order ended; first what is locked before its stock, then the rest."""
    for promise in _named(names):
        if promise.is_after_stock is after_stock:
            promise.give_back(number, now=now)


def free_promised(
    names: str, number: str, *, freed: Mapping[int, int], now: datetime
) -> None:
    """Pieces were given up and are everybody's again, whether the order ended or not."""
    for promise in _named(names) if freed else ():
        promise.free(number, freed=freed, now=now)


def take_promises_again(
    names: str, number: str, *, after_stock: bool, now: datetime
) -> dict[int, int]:
    """The stock that came with them.  Raises DomainErrors."""
    stock: dict[int, int] = {}
    for promise in _named(names):
        if promise.is_after_stock is after_stock:
            stock |= promise.take_again(number, now=now)
    return stock


def tell_completed(receipt: Receipt, *, now: datetime) -> None:
    for promise in PROMISES:
        promise.complete(receipt, now=now)


def tell_counted_back(receipt: Receipt, *, now: datetime) -> None:
    for promise in PROMISES:
        promise.count_back(receipt, now=now)


def _named(names: str) -> list[Promise]:
    held = names.split()
    return [promise for promise in PROMISES if promise.name in held]
