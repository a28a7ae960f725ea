"""The merchant plans flash sessions, changes their limits while they run, copies and
pauses them; what can't be is said at the field."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from catalog.models import Variant
from promotions.flash_sales.errors import SessionHasBegun
from promotions.flash_sales.planning import call_off
from promotions.flash_sales.running import open_session
from promotions.models import FlashItem, FlashSale, FlashSession
from shop.kernel.admin_shown import moment
from shop.kernel.clock import now
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_clerk,
    wrong_fields,
)
from tests.catalog.factories import make_variant
from tests.promotions.factories import make_sale
from tests.promotions.flash_sales.factories import AN_HOUR, flash_order, make_item
from tests.promotions.group_buys.factories import make_offer as make_group

pytestmark = pytest.mark.django_db
ADD = reverse("admin:promotions_flashsession_add")
YEAR_ONE = {"starts_at_0": "0001-01-01", "starts_at_1": "0:00"}
DAY = timedelta(days=1)


@pytest.fixture
def desk() -> Client:
    return client_of(make_clerk())


@pytest.fixture
def pot() -> Variant:
    return make_variant(price="20.00", on_hand=50)


def at(field: str, moment: datetime) -> dict[str, str]:
    local = localtime(moment)
    return {f"{field}_0": f"{local:%Y-%m-%d}", f"{field}_1": f"{local:%H:%M:%S}"}


def page_of(item: FlashItem) -> str:
    return reverse("admin:promotions_flashsession_change", args=[item.session_id])


def plan(desk: Client, pot: Variant, url: str = ADD, **said: Any) -> Any:
    sale = FlashSale.objects.create(name="Tea time")
    row = {"variant": pot.pk, "price": "5", "allotment": 10, "most_each": 2}
    row |= {name: said.pop(name) for name in list(row) if name in said}
    said = {"sale": sale.pk, **at("starts_at", now() + AN_HOUR)} | said
    said = at("ends_at", now() + 3 * AN_HOUR) | said
    said |= {f"items-0-{name}": value for name, value in row.items()}
    return desk.post(url, filled(desk.get(url)) | said)


def run(variant: Variant, **item: Any) -> FlashItem:
    made = make_item(
        variant, starts_at=now() - AN_HOUR, ends_at=now() + AN_HOUR, **item
    )
    open_session(session_id=made.session_id, now=now())
    return made


def test_plans_a_session(desk: Client, pot: Variant) -> None:
    answer = plan(desk, pot)

    assert answer.status_code == 302
    item = FlashItem.objects.get()
    assert (item.variant, item.price, item.allotment, item.most_each) == (pot, 5, 10, 2)
    assert item.session.opened_at is None


@pytest.mark.parametrize(
    ("field", "said", "text"),
    [
        ("ends_at", at("ends_at", now() - AN_HOUR), "and not in the past"),
        ("ends_at", at("ends_at", now() + AN_HOUR / 2), "ends after it has started"),
        ("price", {"price": "20"}, "below the usual price"),
        ("price", {"price": "0"}, "More than nothing"),
        ("price", {"price": "-1"}, "greater than or equal to 0"),
        ("allotment", {"allotment": 0}, "greater than or equal to 1"),
        ("allotment", {"allotment": 51}, "There are only 50 pieces"),
        ("most_each", {"most_each": 0}, "greater than or equal to 1"),
        ("variant", {"variant": ""}, "This field is required"),
        ("starts_at", {"starts_at_0": ""}, "This field is required"),
        ("starts_at", {"starts_at_0": "31/31/2026"}, "Enter a valid date"),
        ("starts_at", YEAR_ONE, "Enter a valid date"),
    ],
)
def test_says_at_the_field_what_is_odd(
    desk: Client, pot: Variant, field: str, said: dict, text: str
) -> None:
    answer = plan(desk, pot, **said)

    assert text in errors_of(answer)
    assert wrong_fields(answer) == [field]
    assert not FlashSession.objects.exists()


def test_refuses_two_sessions_of_a_variant_at_once(desk: Client, pot: Variant) -> None:
    run(pot)

    answer = plan(desk, pot, **at("starts_at", now()))

    assert "in another flash session" in errors_of(answer)
    assert wrong_fields(answer) == ["variant"]
    assert FlashSession.objects.count() == 1


def test_refuses_two_sessions_of_a_sale_at_the_same_time(desk: Client) -> None:
    begins = at("starts_at", now() + 2 * AN_HOUR)
    plan(desk, make_variant(on_hand=50), **begins)
    first = FlashSession.objects.get()

    answer = plan(desk, make_variant(on_hand=50), **begins, sale=first.sale_id)

    (told,) = answer.context["adminform"].form.errors.values()
    assert told == ["There is a session of this sale at this time already."]
    plan(desk, make_variant(on_hand=50), sale=first.sale_id)
    page = page_of(FlashItem.objects.latest("pk"))
    answer = desk.post(page, filled(desk.get(page)) | begins)
    assert list(answer.context["adminform"].form.errors) == ["starts_at"]


def test_warns_of_other_campaigns_of_the_same_goods(desk: Client, pot: Variant) -> None:
    times = {"starts_at": now(), "ends_at": now() + 2 * AN_HOUR}
    make_group(pot, name="Together", **times)
    make_group(make_variant(), name="Elsewhere", **times)
    sale = make_sale(pot, **times, now=now())

    page = desk.get(plan(desk, pot).url).content.decode()

    assert f"have some of the goods: Together, {sale}." in page


def test_changes_limits_while_it_runs(desk: Client, pot: Variant) -> None:
    item = run(pot, allotment=10, most_each=3)
    flash_order(item, quantity=3, now=now())

    def give(allotment: int, **said: int) -> Any:
        filled_in = filled(desk.get(page_of(item)))
        said |= {"items-0-allotment": allotment}
        return desk.post(page_of(item), filled_in | said)

    def figures() -> tuple[int, int, int]:
        item.refresh_from_db()
        return item.set_aside, item.unclaimed, Variant.objects.get().reserved

    assert give(30).status_code == 302
    assert figures() == (30, 27, 30)
    assert give(3, **{"items-0-most_each": 1}).status_code == 302
    assert figures() == (3, 0, 3)
    assert "3 pieces are in orders already" in errors_of(give(2))
    assert "There are only 50 pieces" in errors_of(give(51))
    assert figures() == (3, 0, 3)
    assert (item.most_each, item.most_before) == (1, 3)


def test_goes_on_no_longer_than_until_the_next_one_of_its_goods(
    desk: Client, pot: Variant
) -> None:
    page = page_of(run(pot))
    make_item(pot, starts_at=now() + 2 * AN_HOUR, ends_at=now() + 3 * AN_HOUR)
    longer = at("ends_at", now() + 5 * AN_HOUR)

    answer = desk.post(page, filled(desk.get(page)) | longer)

    assert "in another flash session" in errors_of(answer)
    assert wrong_fields(answer)[0] == "ends_at"


def test_is_called_by_the_shops_own_time(desk: Client, pot: Variant) -> None:
    session = run(pot).session

    called = f"{session.sale} {localtime(session.starts_at):%Y-%m-%d %H:%M}"
    assert str(FlashSession.objects.get()) == called


def test_shows_what_was_sold(desk: Client, pot: Variant) -> None:
    item = run(pot, allotment=10)
    flash_order(item, quantity=2, now=now())

    page = desk.get(page_of(item)).content.decode()

    assert "0 sold, 2 in unpaid orders, 8 left; ¥0.00" in page


def test_copies_to_the_next_week(desk: Client, pot: Variant) -> None:
    item = run(pot)

    desk.post(_handle("flashsession", "copy", item.session_id))

    again = FlashSession.objects.latest("pk")
    assert again.starts_at == item.session.starts_at + 7 * DAY
    assert again.items.get().price == item.price


def test_copies_what_was_long_ago_to_the_week_that_comes(
    desk: Client, pot: Variant
) -> None:
    item = make_item(pot, starts_at=now() - 20 * DAY, ends_at=now() - 19 * DAY)
    copy = _handle("flashsession", "copy", item.session_id)

    told = desk.get(copy).content.decode()
    desk.post(copy)

    again = FlashSession.objects.latest("pk")
    assert again.starts_at == item.session.starts_at + 21 * DAY
    assert moment(again.starts_at) in told


def test_a_copy_begins_when_the_session_is_over(desk: Client, pot: Variant) -> None:
    item = make_item(pot, starts_at=now() + DAY, ends_at=now() + 9 * DAY)

    desk.post(_handle("flashsession", "copy", item.session_id))

    again = FlashSession.objects.latest("pk")
    assert again.starts_at == item.session.starts_at + 14 * DAY


def test_a_sale_leads_to_its_sessions_and_to_a_new_one(
    desk: Client, pot: Variant
) -> None:
    item = run(pot)
    sale = item.session.sale
    page = desk.get(reverse("admin:promotions_flashsale_change", args=[sale.pk]))

    answer = desk.get(_handle("flashsale", "plan", sale.pk), follow=True)

    assert page_of(item) in page.content.decode()
    assert answer.context["adminform"].form.initial["sale"] == str(sale.pk)


def test_repeats_until_a_day_that_comes(desk: Client) -> None:
    url = reverse("admin:promotions_flashsale_add")

    answer = desk.post(
        url, filled(desk.get(url)) | {"name": "Tea", "repeats_until": "2020-01-01"}
    )

    assert "Not in the past" in errors_of(answer)


def test_says_which_article_is_there_twice(desk: Client, pot: Variant) -> None:
    rows = {"items-1-variant": pot.pk, "items-1-price": 4, "items-1-allotment": 1}

    answer = plan(desk, pot, url=f"/zh-hans{ADD}", **rows)

    assert "请修改规格的重复数据" in errors_of(answer)
    assert not FlashSession.objects.exists()


def test_calls_off_what_has_not_begun(desk: Client, pot: Variant) -> None:
    begun = run(pot).session_id
    session = make_item(
        pot, starts_at=now() + 2 * AN_HOUR, ends_at=now() + 3 * AN_HOUR
    ).session
    later, sale = session.pk, session.sale_id

    answer = desk.post(_handle("flashsession", "call_off", later), follow=True)

    assert "is called off" in answer.content.decode()
    assert _handle("flashsession", "copy", later) not in answer.content.decode()
    assert list(FlashSession.objects.called_off()) == [
        FlashSession.objects.get(pk=later)
    ]
    of_sale = desk.get(reverse("admin:promotions_flashsale_change", args=[sale]))
    assert ">called off<" in of_sale.content.decode()
    call_off(session_id=later, now=now())  # once more: nothing
    with pytest.raises(SessionHasBegun):
        call_off(session_id=begun, now=now())


def test_pauses_and_goes_on(desk: Client, pot: Variant) -> None:
    session = run(pot).session
    sale = session.sale

    for model, pk in (("flashsale", sale.pk), ("flashsession", session.pk)):
        for name, is_paused in (("pause", True), ("resume", False)):
            desk.post(_handle(model, name, pk))
            sale.refresh_from_db()
            assert (sale.paused_at is not None) is is_paused


def _handle(model: str, name: str, pk: int) -> str:
    return reverse(f"admin:promotions_{model}_{name}", args=[pk])
