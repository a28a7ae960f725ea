"""`manage.py bench` counts honestly and leaves nothing behind.  No test asks how fast."""

from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import OutboxMessage
from cart.models import Cart
from catalog.models import Product
from orders.models import Order
from shop.bench.bare import bare_page
from shop.bench.browser import Step
from shop.bench.buyers import Tally, run_round
from shop.bench.forms import FormReader
from shop.bench.meter import Spent, metered, sees_the_database
from shop.bench.report import report
from shop.bench.walks import look_around, purchase
from tests.cart.factories import make_rate
from tests.catalog.factories import make_product, make_values, make_variant

COUNT_TO_A_MILLION = """
with recursive up(n) as (select 1 union all select n + 1 from up where n < 1000000)
select count(*) from up
"""


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
    monkeypatch.setattr(
        "orders.services.placing.reserve_stock", lambda *args, **kwargs: None
    )
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
def _shop(transactional_db) -> None:
    make_rate()
    product = make_product()
    for value in make_values(product, "Oat", "Moss"):
        make_variant(product=product, value_ids=[value])


@pytest.mark.usefixtures("_shop")
def test_a_purchase_ends_with_a_paid_order() -> None:
    steps = purchase()

    assert Order.objects.get().paid_at
    assert {step.status for step in steps} == {0, 200, 302, 303}
    assert {"place the order", "callback", "settle", "come back", "paid"} <= _names(
        steps
    )
    assert not OutboxMessage.objects.filter(done_at=None).exists()


@pytest.mark.usefixtures("_shop")
def test_a_phone_with_scripts_asks_who_is_here() -> None:
    steps = look_around()

    home, who = steps[:2]
    assert (home.name, who.name, who.status) == ("home", "who is here", 200)


@pytest.mark.usefixtures("_shop")
def test_every_page_is_looked_at() -> None:
    steps = look_around()

    assert {"home", "search", "product", "cart", "checkout"} <= _names(steps)
    assert {step.status for step in steps} == {200}


@pytest.mark.usefixtures("_shop")
def test_looking_around_leaves_the_shop_as_it_was() -> None:
    out = StringIO()

    call_command("bench", "pages", "--rounds=1", stdout=out)

    assert "together" in out.getvalue()
    assert not Cart.objects.exists()


@pytest.mark.usefixtures("_shop")
def test_the_mini_programs_calls_are_told_beside_the_home_page() -> None:
    out = StringIO()

    call_command("bench", "api", "--rounds=1", stdout=out)

    told = [line[:15].strip() for line in out.getvalue().splitlines()]
    names = ["home", "together", "banners", "categories", "products/hot", "together"]
    assert [name for name in told if name in names] == names


@pytest.mark.usefixtures("_shop")
def test_a_purchase_is_told_step_by_step() -> None:
    out = StringIO()

    call_command("bench", "purchase", "--here", "--rounds=1", stdout=out)

    told = [line[:15].strip() for line in out.getvalue().splitlines()]
    assert {"home", "place the order", "paid", "mails", "together"} <= set(told)


@pytest.mark.usefixtures("_shop")
def test_a_bare_django_page_is_asked_for_beside_it() -> None:
    product = Product.objects.get()
    others = [make_product() for _ in range(13)]
    for other in others:
        make_variant(product=other)

    page = bare_page(product.pk)

    assert (page.status, page.spent.queries) == (200, 4)


@pytest.mark.django_db
def test_figures_are_told_in_bare_django_pages() -> None:
    def step(name: str, server: float) -> Step:
        spent = Spent(server=server, database=1, queries=2)
        return Step(name=name, status=200, kilobytes=3, spent=spent)

    walks = [[step("home", 9), step("cart", 19)]] * 3
    lines = list(report(walks, [step("bare", 3)] * 3))

    assert [line.split()[-1] for line in lines[1:5]] == ["2.50", "5.00", "7.50", "1.00"]
    assert lines[3].split()[0] == "together"


def test_a_purchase_is_made_in_a_shop_of_its_own(monkeypatch) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr("shop.bench.throwaway.throwaway_database", nullcontext)
    monkeypatch.setattr(
        "shop.management.commands.bench.subprocess.run",
        lambda command, *, env, **_: ran.append((command[2:], env)),
    )

    call_command("bench", "purchase", "--rounds=7")

    (fill, shop), (buy, same) = ran
    assert fill == ["demo"]
    assert buy == ["bench", "purchase", "--here", "--rounds=7"]
    assert shop == same
    assert Path(shop["SHOP_VAR"]) not in (settings.SHOP_VAR, settings.BASE_DIR)
    assert (shop["REDIS_URL"], shop["EMAIL_URL"]) == ("", "filemail://")


@pytest.mark.usefixtures("_shop")
def test_a_step_that_fails_would_show(monkeypatch) -> None:
    monkeypatch.setattr("shop.bench.walks.quote", lambda _: "x&page=99")

    with pytest.raises(RuntimeError, match="search: 404"):
        look_around()


@pytest.mark.django_db
def test_what_the_database_works_is_counted_apart() -> None:
    if connection.vendor != "sqlite" and not sees_the_database():
        pytest.skip("NOT RUN: PostgreSQL works on another machine")

    with metered() as spent, connection.cursor() as cursor:
        cursor.execute(COUNT_TO_A_MILLION)

    assert spent.queries == 1
    assert (spent.database > spent.server) == (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_an_empty_shop_says_so() -> None:
    with pytest.raises(CommandError, match="Nothing is for sale"):
        call_command("bench", "pages", stdout=StringIO())


@pytest.mark.parametrize("what", ["buyers", "sqlite", "purchase", "pages", "api"])
def test_nothing_is_measured_in_production(settings, what: str) -> None:
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("bench", what)


def _names(steps: list[Step]) -> set[str]:
    return {step.name for step in steps}


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    reader = FormReader()

    reader.feed(
        """
        <form action="/one/"><input name="text" value="a"><input type="radio" name="r"
        value="1"><input type="radio" name="r" value="2" checked><input type="checkbox"
        name="c"><input type="submit" name="s"><select name="x"><option value="p">
        <option value="q" selected></select><select name="y"><option value="first">
        <option value="second"></select><textarea name="t"></textarea>
        <textarea name="u">\none &amp; two\n</textarea>
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
        "u": ["one & two\n"],
    }
    assert two.fields == {"far": ["away"]}
