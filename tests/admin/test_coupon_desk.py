"""The merchant writes coupons, changes their limits, gives them and counts them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from promotions.coupons.codes import ALPHABET, code_of, digest
from promotions.coupons.errors import NoSuchCode
from promotions.coupons.models import Coupon, CouponCode, CouponTemplate
from promotions.coupons.services import make_single_codes, redeem_code
from tests.accounts.factories import make_user
from tests.admin.factories import client_of, filled, make_clerk, make_owner
from tests.catalog.factories import make_category, make_variant
from tests.conftest import NOON
from tests.payments.factories import make_paid_order
from tests.promotions.coupons.factories import BEST, make_coupon, make_template
from tests.walks import at_noon, text_of  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ADD = "/admin/promotions/coupontemplate/add/"
UNTIL_DECEMBER = {"valid_until_0": "2026-12-01", "valid_until_1": "12:00"}
LAST_WEEK = {
    "valid_from_0": "2026-11-10",
    "valid_from_1": "12:00",
    "valid_until_0": "2026-11-17",
    "valid_until_1": "12:00",
}


@pytest.fixture
def owner() -> Client:
    return client_of(make_owner())


def url_of(template: CouponTemplate, handle: str = "change") -> str:
    name = f"admin:promotions_coupontemplate_{handle}"
    return reverse(name, args=[template.pk])


def new(client: Client, **changes: Any) -> Any:
    """Ten off from a hundred, a thousand of them."""
    fields = {
        "name": "Ten off",
        "kind": "amount",
        "amount": "10",
        "threshold": "100",
        "total": "1000",
        "per_shopper": "2",
        "valid_days": "7",
        "in_centre": "on",
    }
    return client.post(ADD, filled(client.get(ADD)) | fields | changes)


def wrong_fields(answer: Any) -> set[str]:
    return set(answer.context["adminform"].form.errors)


def change(client: Client, template: CouponTemplate, **changes: Any) -> Any:
    return client.post(url_of(template), filled(client.get(url_of(template))) | changes)


def test_a_coupon_is_written_and_claimed(owner: Client) -> None:
    shelf = make_category()

    new(owner, categories=[shelf.pk])

    template = CouponTemplate.objects.get()
    assert (template.amount, template.threshold) == (10, 100)
    assert (template.scope, template.claim_from) == ({"categories": [shelf.pk]}, NOON)
    assert make_coupon(make_user(), template).valid_until == NOON + timedelta(days=7)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("amount", {"amount": ""}),
        ("amount", {"amount": "0"}),
        ("amount", {"amount": "150"}),
        ("percent", {"kind": "percent", "percent": ""}),
        ("percent", {"kind": "percent", "percent": "100"}),
        ("percent", {"kind": "percent", "percent": "0"}),
        ("cap", {"kind": "percent", "percent": "10", "cap": "0"}),
        ("threshold", {"threshold": "-1"}),
        ("valid_days", {"valid_days": "0"}),
        ("valid_from", {"valid_days": ""} | UNTIL_DECEMBER),
        ("valid_until", {"valid_days": ""} | LAST_WEEK),
        ("total", {"total": "0"}),
        ("per_shopper", {"per_shopper": "0"}),
        ("per_shopper", {"total": "1"}),
        ("valid_days", {"valid_days": ""}),
        ("valid_until", UNTIL_DECEMBER),
        (
            "claim_until",
            {"claim_until_0": "2026-11-01", "claim_until_1": "12:00"},
        ),
        (
            "valid_until",
            {
                "valid_days": "",
                "valid_from_0": "2026-12-02",
                "valid_from_1": "12:00",
                "valid_until_0": "2026-12-01",
                "valid_until_1": "12:00",
            },
        ),
    ],
)
def test_what_can_not_be_is_told_at_its_field(
    owner: Client, field: str, fields: dict[str, str]
) -> None:
    answer = new(owner, **fields)

    assert wrong_fields(answer) == {field}
    assert not CouponTemplate.objects.exists()


def test_limits_change_while_it_runs_and_nothing_else_does(owner: Client) -> None:
    template = make_template(total=10, per_shopper=2)
    coupon = make_coupon(make_user(), template)

    change(owner, template, total="5", per_shopper="1", amount="99", kind="freight")
    template.refresh_from_db()
    fewer = change(owner, template, total="0")

    assert (template.total, template.per_shopper, template.amount) == (5, 1, 5)
    assert template.kind == "amount"
    assert wrong_fields(fewer) == {"total"}
    assert Coupon.objects.get() == coupon


def test_its_history_is_told_in_the_readers_language(owner: Client) -> None:
    names = ("change", "history")
    template = make_template(total=5)
    page, history = [f"/zh-hans{url_of(template, name)}" for name in names]

    owner.post(page, filled(owner.get(page)) | {"total": 9})

    assert "已修改总数量" in owner.get(history).content.decode()


def test_pauses_and_goes_on_and_is_copied(owner: Client) -> None:
    template = make_template(total=3)
    make_coupon(make_user(), template)

    owner.post(url_of(template, "pause"))
    assert not CouponTemplate.objects.given_out(NOON).exists()
    owner.post(url_of(template, "resume"))
    copied = owner.post(url_of(template, "copy"))

    copy = CouponTemplate.objects.latest("pk")
    assert (copy.name, copy.claimed, copy.paused_at) == ("Five off (copy)", 0, NOON)
    assert CouponTemplate.objects.given_out(NOON).get() == template
    assert copied.status_code == 302


def test_gives_to_a_list_once(owner: Client) -> None:
    template = make_template(in_centre=False, per_shopper=5)
    people = [make_user(phone="+8613800138000", email=None), make_user()]
    page = owner.get(url_of(template, "grant"))
    body = {
        "people": f"138 0013 8000\n{people[1].email}\nnobody@example.com".replace(
            " ", ""
        ),
        "token": page.context["form"].initial["token"],
    }

    for _ in range(2):
        answer = owner.post(url_of(template, "grant"), body, follow=True)

    assert [coupon.owner for coupon in Coupon.objects.order_by("pk")] == people
    assert "nobody@example.com: There is no account" in text_of(answer)
    assert f"{people[1].email}: Has this coupon already" in text_of(answer)


def test_many_codes_are_told_once_and_bring_one_each(owner: Client) -> None:
    template = make_template(by_code=True, in_centre=False)

    answer = owner.post(url_of(template, "many_codes"), {"many": "50", "token": "one"})

    title, *codes = answer.content.decode().split()
    assert (title, len(set(codes))) == ("code", 50)
    assert answer["Content-Type"].startswith("text/csv")
    assert not CouponCode.objects.exclude(text="").exists()
    mei = make_user()
    redeem_code(code=codes[7].lower(), owner_id=mei.pk, address="", now=NOON)
    assert CouponCode.objects.get(uses=1).digest == digest(codes[7])
    assert "50 codes made." in LogEntry.objects.latest("pk").change_message


def test_a_shared_code_that_is_there_is_refused_at_its_field(owner: Client) -> None:
    template = make_template(by_code=True)

    answers = [
        owner.post(url_of(template, "shared_code"), {"text": text, "most_uses": ""})
        for text in ("WELCOME-26", "welcome 26", "abc")
    ]

    assert [answer.status_code for answer in answers] == [302, 422, 422]
    assert CouponCode.objects.get().text == "WELCOME-26"


def test_a_file_that_was_lost_is_had_again_and_pressing_twice_makes_no_more(
    owner: Client,
) -> None:
    template = make_template(by_code=True, in_centre=False)
    url = url_of(template, "many_codes")
    page = owner.get(url).content.decode()
    [token] = re.findall(r'name="token" value="(\w{32})"', page)
    said = {"many": "5", "token": token}

    first, second = (owner.post(url, said).content for _press in range(2))
    redeem_code(
        code=first.decode().split()[1], owner_id=make_user().pk, address="", now=NOON
    )
    third = owner.post(url, said).content

    assert first == second == third
    assert CouponCode.objects.count() == 5
    assert CouponCode.objects.filter(uses=1).count() == 1
    other = owner.post(url, {"many": "5", "token": "other"}).content
    assert not {*other.split()[1:]} & {*first.split()[1:]}
    assert CouponCode.objects.count() == 10


def test_codes_are_of_all_signs_and_of_the_batch() -> None:
    codes = [code_of("batch", number) for number in range(200)]

    assert {*"".join(codes)} == {*ALPHABET, "-"}
    assert len({*codes, code_of("other", 0)}) == 201
    assert all(len(code) == 14 for code in codes)


def test_withdraws_a_code_that_is_not_used_up(owner: Client) -> None:
    template, mei = make_template(by_code=True, in_centre=False), make_user()
    codes = make_single_codes(template_id=template.pk, many=3, batch="b", now=NOON)
    redeem_code(code=codes[0], owner_id=mei.pk, address="", now=NOON)

    def withdraw(code: str) -> str:
        row = CouponCode.objects.get(digest=digest(code))
        url = reverse("admin:promotions_couponcode_withdraw", args=[row.pk])
        assert owner.post(url, {"reason": ""}).status_code == 422
        return text_of(owner.post(url, {"reason": "Leaked"}, follow=True))

    assert "Withdrawn: Leaked" in withdraw(codes[1])
    for code in codes[:2]:
        assert "used up or withdrawn already" in withdraw(code)
    with pytest.raises(NoSuchCode):
        redeem_code(code=codes[1], owner_id=make_user().pk, address="", now=NOON)
    redeem_code(code=codes[2], owner_id=make_user().pk, address="", now=NOON)
    assert Coupon.objects.count() == 2
    assert "Leaked" in LogEntry.objects.latest("pk").change_message
    withdrawn = CouponCode.objects.get(withdrawn_at__isnull=False)
    assert (withdrawn.digest, withdrawn.withdrawn_why, withdrawn.uses) == (
        digest(codes[1]),
        "Leaked",
        0,
    )


def test_counts_what_came_of_it(owner: Client) -> None:
    template, mei = make_template(), make_user()
    make_coupon(mei, template)
    make_coupon(make_user(), template)
    make_paid_order(make_variant(), owner=mei, wish=BEST)

    page = text_of(owner.get(url_of(template)))

    assert "Claimed: <b>2</b>" in page
    assert "Used: <b>1 / 2 (50 %)</b>" in page
    assert "Revenue: <b>¥27.00</b>" in page
    assert "Taken off: <b>¥5.00</b>" in page


def test_only_those_who_keep_promotions_see_them() -> None:
    template = make_template()

    codes = [
        client_of(make_clerk(role)).get(url_of(template)).status_code
        for role in ("operations", "warehouse")
    ]

    assert codes == [200, 403]
