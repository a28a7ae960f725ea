"""The merchant writes, tries, pauses and copies offers, and plans sale prices."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Product
from promotions.models import Offer, ScheduledPrice
from promotions.offers.rule import Kind
from shop.kernel.clock import now
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_clerk,
    wrong_fields,
)
from tests.catalog.factories import make_category, make_variant
from tests.orders.factories import make_order
from tests.payments.factories import make_paid_order
from tests.promotions.factories import DAY, make_offer, make_sale

pytestmark = pytest.mark.django_db
ADD = reverse("admin:promotions_offer_add")
SALE = reverse("admin:promotions_scheduledprice_add")


@pytest.fixture
def desk() -> Client:
    return client_of(make_clerk())


def at(field: str, moment: datetime) -> dict[str, str]:
    return {f"{field}_0": f"{moment:%Y-%m-%d}", f"{field}_1": f"{moment:%H:%M:%S}"}


def write(desk: Client, url: str = ADD, **said: Any) -> Any:
    return desk.post(url, filled(desk.get(url)) | said)


def tiers(*rows: tuple[int, int]) -> dict[str, Any]:
    said: dict[str, Any] = {"tiers-TOTAL_FORMS": len(rows)}
    for index, (spend, save) in enumerate(rows):
        said |= {f"tiers-{index}-spend": spend, f"tiers-{index}-save_amount": save}
    return said


CHEAPER = {"kind": "cheaper", "percent": 50, "pieces": 2, "cheaper_pieces": 1}
SET = {"kind": "set", "pieces": 3, "set_price": 50}
NO_GIFT = {"kind": "gift", "gift_quantity": 0}
YESTERDAY = at("ends_at", now() - DAY)
LONG_AGO = at("starts_at", now() - 9 * DAY) | YESTERDAY


def test_writes_tiers_for_some_categories(desk: Client) -> None:
    shelf = make_category()
    said = {"name": "Autumn", "name__zh_hans": "秋日", "categories": [shelf.pk]}

    answer = write(desk, kind="tiers", **said, **tiers((200, 30), (500, 90)))

    assert answer.status_code == 302
    offer = Offer.objects.get()
    assert offer.scope == {"categories": [shelf.pk]}
    assert offer.translations == {"zh-hans": {"name": "秋日"}}
    assert list(offer.tiers.values_list("spend", "save_amount")) == [
        (200, 30),
        (500, 90),
    ]


@pytest.mark.parametrize(
    ("fields", "said", "text"),
    [
        ([""], {"kind": "tiers"}, "at least once"),
        (["save_amount"], tiers((200, 200)), "Less than what is spent"),
        (["save_amount"], tiers((200, 0)), "More than nothing"),
        (["spend"], tiers((-1, 20)), "greater than or equal to 0"),
        (["spend"], tiers((200, 20), (200, 30)), "a tier of this amount already"),
        (["save_amount"], tiers((200, 30), (300, 20)), "More than the tier below"),
        (["percent"], {"kind": "percent", "percent": 0}, "From 1 to 99"),
        (["percent"], {"kind": "percent", "percent": 100}, "From 1 to 99"),
        (["percent"], CHEAPER | {"percent": 101}, "From 1 to 100"),
        (["pieces"], CHEAPER | {"pieces": 0}, "From 1 to 999"),
        (["cheaper_pieces"], CHEAPER | {"cheaper_pieces": 0}, "From 1 to 999"),
        (["pieces"], SET | {"pieces": 1}, "From 2 to 999"),
        (["set_price"], SET | {"set_price": 0}, "More than nothing"),
        (["set_price"], SET | {"set_price": 60}, "cost ¥60.00 at most"),
        (["threshold"], SET | {"threshold": -1}, "greater than or equal to 0"),
        (["gift_variant"], {"kind": "gift"}, "Choose what is given"),
        (["gift_variant", "gift_quantity"], NO_GIFT, "At least one"),
        (["ends_at"], {"kind": "freight", **YESTERDAY}, "After the start"),
        (["ends_at"], {"kind": "freight", **LONG_AGO}, "Not in the past"),
    ],
)
def test_says_at_the_field_what_is_odd(
    desk: Client, fields: list[str], said: dict, text: str
) -> None:
    make_variant(price="20.00")

    answer = write(desk, name="Odd", **said)

    assert text in errors_of(answer)
    assert wrong_fields(answer) == fields
    assert not Offer.objects.exists()
    assert "Constraint" not in errors_of(answer)


def test_refuses_a_gift_that_nobody_can_get(desk: Client) -> None:
    out, draft = make_variant(on_hand=0), make_variant()
    Product.objects.filter(pk=draft.product_id).update(status=Product.Status.DRAFT)

    for gift, text in ((out, "sold out"), (draft, "not offered")):
        answer = write(desk, name="Cup", kind="gift", gift_variant=gift.pk)
        assert text in errors_of(answer)


def test_warns_of_offers_at_the_same_time(desk: Client) -> None:
    make_offer(name="Summer", starts_at=now() - DAY)

    answer = write(desk, name="Autumn", kind="percent", percent=20)

    told = desk.get(answer["Location"]).content.decode()
    assert "Runs at the same time: Summer" in told


def test_shows_what_it_does_to_a_sample_basket(desk: Client) -> None:
    pot = make_variant(price="20.00")
    offer = make_offer(Kind.TIERS, (30, 5), scope={"products": [pot.product_id]})

    page = desk.get(reverse("admin:promotions_offer_change", args=[offer.pk]))

    assert "¥40.00 → <b>¥35.00</b>" in page.content.decode()


def test_says_what_came_of_it(desk: Client) -> None:
    offer = make_offer(percent=10)
    make_paid_order(make_variant(price="20.00"))
    make_order(make_variant(price="500.00"))  # nobody has paid for it

    page = desk.get(reverse("admin:promotions_offer_change", args=[offer.pk]))

    for told in ("1 of 2 placed", "¥30.00", "Taken off: <b>¥2.00</b>"):
        assert told in page.content.decode()


def test_pauses_resumes_and_copies(desk: Client) -> None:
    offer = make_offer(Kind.TIERS, (30, 5), name="Autumn", starts_at=now() - DAY)

    def press(name: str) -> str:
        url = reverse(f"admin:promotions_offer_{name}", args=[offer.pk])
        return desk.post(url)["Location"]

    press("pause")
    assert Offer.objects.get().paused_at
    press("resume")
    assert not Offer.objects.get().paused_at
    copied = press("copy")

    copy = Offer.objects.exclude(pk=offer.pk).get()
    assert copied.endswith(f"/{copy.pk}/change/")
    assert copy.paused_at
    assert copy.starts_at > now()
    assert copy.tiers.get().save_amount == 5


def test_what_ever_ran_stays(desk: Client) -> None:
    begun = make_offer(starts_at=now() - DAY)
    later = make_offer(starts_at=now() + DAY)

    def delete(offer: Offer) -> int:
        url = reverse("admin:promotions_offer_delete", args=[offer.pk])
        return desk.post(url, {"post": "yes"}).status_code

    assert (delete(begun), delete(later)) == (403, 302)
    assert Offer.objects.get() == begun


# --- sale prices ------------------------------------------------------------------------


def test_plans_and_ends_a_sale(desk: Client) -> None:
    pot = make_variant(price="20.00")

    write(desk, SALE, variant=pot.pk, price=15, **at("ends_at", now() + DAY))
    sale = ScheduledPrice.objects.get()
    desk.post(reverse("admin:promotions_scheduledprice_end", args=[sale.pk]))

    sale.refresh_from_db()
    assert (sale.price, sale.was) == (15, 20)
    assert sale.ends_at <= now()


@pytest.mark.parametrize(
    ("field", "said", "text"),
    [
        ("price", {"price": 20}, "Less than the usual price of ¥20.00"),
        ("price", {"price": 0}, "More than nothing"),
        ("ends_at", at("ends_at", now() - DAY), "After the start"),
        ("starts_at", at("starts_at", now() - DAY), "begin in the past"),
        ("starts_at", at("starts_at", now() + 2 * DAY), "another sale price"),
    ],
)
def test_says_at_the_field_why_it_is_no_sale(
    desk: Client, field: str, said: dict, text: str
) -> None:
    pot = make_variant(price="20.00")
    facts: dict[str, Any] = {"variant": pot.pk, "price": 15}
    soon = now() + timedelta(days=2)
    write(desk, SALE, **facts, **at("starts_at", soon), **at("ends_at", soon + DAY))

    facts |= at("ends_at", soon + 3 * DAY if "starts_at_0" in said else now() + DAY)
    answer = write(desk, SALE, **facts | said)

    assert text in errors_of(answer)
    assert wrong_fields(answer) == [field]
    assert ScheduledPrice.objects.count() == 1


def test_copies_a_sale_to_the_week_after_it(desk: Client) -> None:
    begun = now() - DAY
    sale = make_sale(
        make_variant(), "5.00", starts_at=begun, ends_at=begun + 9 * DAY, now=begun
    )

    answer = desk.post(
        reverse("admin:promotions_scheduledprice_copy", args=[sale.pk]), follow=True
    )

    again = ScheduledPrice.objects.latest("pk")
    assert (again.variant, again.price) == (sale.variant, sale.price)
    assert again.starts_at - sale.starts_at == timedelta(days=14)
    assert again.ends_at - again.starts_at == sale.ends_at - sale.starts_at
    assert f"“{again}” is planned" in answer.content.decode()
    assert str(again).endswith(sale.variant.sku)
