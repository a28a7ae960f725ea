"""`manage.py check_ledger` proves every law, and so does the clock every hour."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Max

from catalog.models import Variant
from orders.models import Order
from shop.laws.book import book, examine_all
from shop.laws.jobs import check_the_ledger
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.orders.factories import make_order
from tests.shop.law_world import broken, make_shop, unguarded

pytestmark = pytest.mark.django_db


def test_a_shop_with_something_of_everything_is_sound() -> None:
    make_shop()

    assert broken() == {}


def test_an_empty_shop_is_sound() -> None:
    assert broken() == {}


def test_the_command_names_the_first_rows_and_fails() -> None:
    make_shop()
    worst = Order.objects.aggregate(pk=Max("pk"))["pk"]
    out, err = StringIO(), StringIO()

    with unguarded():
        Order.objects.filter(pk=worst).update(total=1)
        with pytest.raises(SystemExit) as exit_code:
            call_command("check_ledger", stdout=out, stderr=err)

    assert exit_code.value.code == 1
    assert f"1 × order_total_adds_up: {worst}" in out.getvalue()
    assert "laws are broken." in err.getvalue()


def test_many_breaches_are_counted_and_the_first_five_named() -> None:
    variants = [make_variant().pk for _ in range(7)]
    out = StringIO()

    Variant.objects.update(price=1)
    with pytest.raises(SystemExit):
        call_command("check_ledger", stdout=out, stderr=StringIO())

    first = ", ".join(str(pk) for pk in variants[:5])
    assert f"7 × price_is_the_last_logged: {first}\n" in out.getvalue()


def test_the_command_says_that_all_is_well() -> None:
    out = StringIO()

    call_command("check_ledger", stdout=out)

    assert f"{len(book)} laws were read; none is broken." in out.getvalue()


def test_late_work_is_shown_and_a_breach_only_when_asked() -> None:
    make_order(make_variant(), now=NOON - timedelta(hours=2))
    out = StringIO()

    call_command("check_ledger", stdout=out)
    with pytest.raises(SystemExit):
        call_command("check_ledger", "--prompt", stdout=StringIO(), stderr=StringIO())

    assert "LATE" in out.getvalue()


def test_a_breach_is_an_error_in_the_log_every_hour(caplog) -> None:
    variant = make_variant()
    Variant.objects.update(price=1)

    with caplog.at_level(logging.ERROR, logger="shop.laws.jobs"):
        count = check_the_ledger(NOON)

    assert count == 2
    assert f"price_is_the_last_logged broken by 1, first: {variant.pk}" in caplog.text


def test_asks_a_fixed_number_of_questions(django_assert_num_queries) -> None:
    make_shop()

    with django_assert_num_queries(len(book)):
        examine_all(NOON)
