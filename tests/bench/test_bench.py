"""`manage.py bench` counts honestly and leaves nothing behind.  No test asks how fast."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cart.models import Cart
from orders.models import Order
from shop.bench.browser import FormReader
from shop.bench.buyers import Tally, run_round
from shop.bench.walks import look_around, purchase
from tests.cart.factories import make_rate
from tests.catalog.factories import make_product, make_values, make_variant


@pytest.mark.django_db(transaction=True)
def test_a_crowd_is_counted() -> None:
    tally = Tally()

    run_round(tally, buyers=6, pieces=2, processes=2, threads=2)

    assert (tally.sold, tally.wanted, tally.over, tally.under) == (2, 2, 0, 0)
    assert tally.told == {"sold": 2, "OutOfStock": 4}
    assert (tally.errors, len(tally.waits)) == ({}, 6)


@pytest.mark.django_db(transaction=True)
@pytest.mark.breaks_laws
def test_overselling_would_show(monkeypatch) -> None:
    monkeypatch.setattr("orders.services.placing._reserve", lambda *args: None)
    tally = Tally()

    run_round(tally, buyers=4, pieces=1, processes=2, threads=1)

    assert tally.over >= 3


@pytest.mark.django_db(transaction=True)
def test_an_error_would_show(monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("shop.bench.buyers.place_order", fail)
    tally = Tally()

    run_round(tally, buyers=2, pieces=1, processes=1, threads=1)

    assert tally.errors == {"ZeroDivisionError": 2}
    assert (tally.sold, tally.under) == (0, 1)


def test_waits_are_told_by_rank() -> None:
    tally = Tally(waits=[number / 1000 for number in range(1, 101)])

    assert [round(tally.wait(p)) for p in (0, 50, 95, 100)] == [1, 51, 96, 100]


@pytest.fixture
def _shop(db) -> None:
    make_rate()
    product = make_product()
    for value in make_values(product, "Oat", "Moss"):
        make_variant(product=product, value_ids=[value])


@pytest.mark.usefixtures("_shop")
def test_a_purchase_ends_with_a_paid_order() -> None:
    steps = purchase()

    assert Order.objects.get().paid_at
    assert {step.status for step in steps} <= {200, 303}
    assert all(step.queries for step in steps)


@pytest.mark.usefixtures("_shop")
def test_every_page_is_looked_at() -> None:
    statuses = {step.name: step.status for step in look_around()}

    assert statuses["add to cart"] == 303
    assert {"home", "search", "product", "cart", "checkout"} <= set(statuses)
    assert set(statuses.values()) == {200, 303}


@pytest.mark.usefixtures("_shop")
@pytest.mark.parametrize("what", ["pages", "purchase"])
def test_the_shop_stays_as_it_was(what: str) -> None:
    out = StringIO()

    call_command("bench", what, "--rounds=1", stdout=out)

    assert "together" in out.getvalue()
    assert not Order.objects.exists()
    assert not Cart.objects.exists()


@pytest.mark.django_db
def test_an_empty_shop_says_so() -> None:
    with pytest.raises(CommandError, match="Nothing is for sale"):
        call_command("bench", "pages", stdout=StringIO())


@pytest.mark.parametrize("what", ["buyers", "sqlite", "purchase", "pages"])
def test_nothing_is_measured_in_production(settings, what: str) -> None:
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("bench", what)


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    reader = FormReader()

    reader.feed(
        """
        <form action="/one/"><input name="text" value="a"><input type="radio" name="r"
        value="1"><input type="radio" name="r" value="2" checked><input type="checkbox"
        name="c"><input type="submit" name="s"><select name="x"><option value="p">
        <option value="q" selected></select><select name="y"><option value="first">
        <option value="second"></select><textarea name="t"></textarea>
        <input name="off" disabled></form><form id="two" action="/two/"></form>
        <input form="two" name="far" value="away">
        """
    )

    one, two = reader.forms
    assert one.action == "/one/"
    assert one.fields == {
        "text": ["a"],
        "r": ["2"],
        "x": ["q"],
        "y": ["first"],
        "t": [""],
    }
    assert two.fields == {"far": ["away"]}
