"""Every page of the admin opens, whatever stands in its address."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.demo import fill_accounts
from accounts.models import OutboxMessage, User
from accounts.services.outbox import post_message
from cart.models import PriceTrial, ShippingRate, TrialLine
from catalog.models import Attribute, AttributeValue, Category, Option, OptionValue
from orders.models import DraftLine, OrderDraft
from orders.services import Recipient, issue_invoice
from payments.gateways.base import Message
from payments.models import RefundLimit
from payments.services import Wish, give_back, store_message
from promotions.coupons.services import add_shared_code
from promotions.offers.rule import Kind
from shop.content.models import Banner
from shop.models import JobRun
from tests.accounts.factories import make_user
from tests.admin.factories import client_of, make_clerk, make_owner
from tests.catalog.factories import make_product, make_variant
from tests.conftest import NOON
from tests.kept_rows import kept
from tests.orders.factories import make_order, ship
from tests.payments.factories import (
    fail,
    make_paid_order,
    pieces_back,
    whole_refund,
)
from tests.payments.reconciliation.rows import a_strange_row
from tests.promotions.coupons.factories import make_coupon, make_template
from tests.promotions.factories import make_offer, make_sale
from tests.promotions.flash_sales.factories import make_running
from tests.promotions.group_buys.factories import make_running as make_group
from tests.promotions.group_buys.factories import open_team
from tests.promotions.points.factories import make_level, make_member

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
HOSTILE = [
    "q=%25%27%22%5C",
    "q=" + "wide+" * 300,
    "q=%ed%a0%80",
    "p=abc",
    "p=99999999999999999999",
    "p=-1",
    "all=1",
    "o=99",
    "o=-1.x.2",
    "o=1.-2.3.-4",
    "e=1",
    "status__exact=zzz",
    "view=zzz",
    "stock=zzz",
    "id__exact=abc",
    "id__exact=99999999999999999999999",
    "is_active__exact=maybe",
    "categories__id__exact=abc",
    "categories__id__exact=99999999999999999999999",
    "actor__password__startswith=a",
    "owner__password__startswith=a",
    "placed_at__gte=never",
    "starts_at=never&position=x",
    "_facets=1",
    "_popup=1&_to_field=password",
    "%00=1",
    "a" * 4000 + "=1",
]


def fill() -> None:
    """One row of everything, made the way the shop makes it."""
    fill_accounts(NOON)
    shelf = Category.objects.create(name="Bowls", slug="bowls")
    Category.objects.create(name="Deep", slug="deep", parent=shelf)
    material = Attribute.objects.create(name="Material", slug="material")
    AttributeValue.objects.create(attribute=material, value="Clay", slug="clay")
    product = make_product(tags=["a"])
    product.categories.add(shelf)
    option = Option.objects.create(product=product, name="Colour")
    value = OptionValue.objects.create(option=option, name="Oat")
    variant = make_variant(product=product, value_ids=[value.pk])
    make_order(variant, note="Ring twice")
    order = ship(make_paid_order(variant))
    _moneys(variant)
    whole_refund(order, reason="Broken")
    _papers(variant)
    _campaigns(variant)
    message = Message(
        event_id="E1", kind="odd", out_trade_no="?", facts={"kind": "odd"}
    )
    store_message(gateway="demo", message=message, now=NOON)
    ShippingRate.objects.get_or_create(code="x", defaults={"name": "X", "fee": 5})
    Banner.objects.create(title="Tea", image="banners/none.webp")
    LogEntry.objects.create(user=User.objects.first(), action_flag=2, object_repr="x")
    JobRun.objects.create(name="heartbeat", ran_at=NOON)
    _wallets()
    post_message(
        key="hello",
        channel="mail",
        recipient="a@example.com",
        subject="Hello",
        body="Secret link",
        now=NOON,
    )


def _wallets() -> None:
    template = make_template(by_code=True)
    make_coupon(make_member(points=5), template)
    add_shared_code(template_id=template.pk, text="HELLO", most_uses=1, now=NOON)
    make_level()


def _moneys(variant: Any) -> None:
    """A refund that waits for a second person, money to decide, a difference, a limit."""
    order = make_paid_order(variant)
    give_back(
        order_id=order.pk,
        wish=Wish(),
        reason="Broken",
        staff=make_user(is_staff=True),
        now=NOON,
    )
    fail(pieces_back(make_paid_order(variant, quantity=2), 1))
    a_strange_row()
    RefundLimit.objects.get_or_create(role="support", defaults={"amount": 0})


def _papers(variant: Any) -> None:
    """An invoice, and an order that somebody dictates on the phone."""
    paid = make_paid_order(variant)
    issue_invoice(order_id=paid.pk, recipient=Recipient(title="Mei"), now=NOON)
    draft = OrderDraft.objects.create(name="Mei", phone="13800138000", city="Hangzhou")
    DraftLine.objects.create(draft=draft, variant=variant, quantity=1)


def _campaigns(variant: Any) -> None:
    """One of each that runs, a sale price, a trial of what they come to."""
    make_offer(Kind.GIFT, gift_variant=variant)
    make_running(variant)
    open_team(make_group(make_variant(on_hand=20, price="20.00")))
    make_sale(variant, "15.00")
    trial = PriceTrial.objects.create(name="Both")
    TrialLine.objects.create(trial=trial, variant=variant, quantity=1)


def name_of(model: Any, page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def refusals(client: Client, urls: list[str]) -> dict[str, int]:
    """Pages that are neither there nor politely refused."""
    statuses = {url: client.get(url).status_code for url in urls}
    return {url: code for url, code in statuses.items() if code not in (200, 302, 400)}


@pytest.fixture(scope="module", autouse=True)
def _one_of_everything(django_db_setup, django_db_blocker) -> Iterator[None]:
    with kept(django_db_blocker):
        fill()
        yield


@pytest.fixture
def owner():
    return client_of(make_owner())


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_opens(owner, language):
    urls = [
        reverse("admin:index"),
        reverse("admin:orders_order_ship_many"),
        reverse("admin:orders_order_slips"),
        "/admin/search/?s=o",
        "/admin/search/?s=o&extended=1",
    ]
    for model in MODELS:
        row = model._default_manager.first()
        urls += [
            reverse(name_of(model, "changelist")),
            reverse(name_of(model, "change"), args=[row.pk]),
            reverse(name_of(model, "history"), args=[row.pk]),
        ]

    codes = {url: owner.get(language + url).status_code for url in urls}

    assert {url for url, code in codes.items() if code != 200} == set()


def test_shows_a_form_for_what_staff_may_add(owner):
    codes = {
        model._meta.model_name: owner.get(reverse(name_of(model, "add"))).status_code
        for model in MODELS
    }

    assert {name for name, code in codes.items() if code == 200} == {
        "attribute",
        "attributevalue",
        "banner",
        "category",
        "coupontemplate",
        "flashsale",
        "flashsession",
        "groupcampaign",
        "level",
        "offer",
        "orderdraft",
        "pricetrial",
        "product",
        "scheduledprice",
        "shippingrate",
    }
    assert set(codes.values()) == {200, 403}


def test_survives_any_query(owner):
    pages = [reverse(name_of(model, "changelist")) for model in MODELS]
    pages += [reverse(name_of(model, "add")) for model in (Banner, Category)]
    urls = [f"{page}?{query}" for query in HOSTILE for page in ("/admin/", *pages)]

    assert refusals(owner, urls) == {}


def test_knows_no_row_that_is_not_there(owner):
    keys = ["0", "abc", "9" * 30, "_5F", "1/2", "%2e%2e"]
    urls = [
        f"{reverse(name_of(model, 'changelist'))}{key}/{page}/"
        for model in MODELS
        for key in keys
        for page in ("change", "history", "delete")
    ]

    codes = {url: owner.get(url).status_code for url in urls}

    assert {code for code in codes.values() if code not in (302, 403, 404)} == set()


@pytest.mark.parametrize("page", ["abc", "0", "99"])
def test_knows_no_page_of_the_search_that_is_not_there(owner, page):
    assert owner.get(f"/admin/search/?s=order&page={page}").status_code == 404


def test_is_no_place_for_shoppers():
    shopper, stranger = client_of(make_user()), Client()

    for model in MODELS:
        url = reverse(name_of(model, "changelist"))
        assert shopper.get(url).status_code in (302, 403, 404)
        assert stranger.get(url).headers["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("role", ["operations", "support", "warehouse", "finance"])
def test_shows_a_role_what_it_may_see(role):
    clerk = make_clerk(role)
    client = client_of(clerk)

    for model in MODELS:
        url = reverse(name_of(model, "changelist"))
        may = admin.site._registry[model].has_view_permission(_as(clerk))
        assert client.get(url).status_code == (200 if may else 403)
        row = model._default_manager.first()
        page = client.get(reverse(name_of(model, "change"), args=[row.pk]))
        assert page.status_code == (200 if may else 403)
    assert client.get("/admin/").status_code == 200


def _as(user: Any) -> Any:
    return type("Request", (), {"user": user})()


def test_keeps_the_text_of_messages_for_the_owner(owner):
    clerk, message = make_clerk(), OutboxMessage.objects.get(key="hello")
    clerk.user_permissions.add(Permission.objects.get(codename="view_outboxmessage"))
    message = f"/admin/accounts/outboxmessage/{message.pk}/change/"

    assert "Secret link" in owner.get(message).content.decode()
    assert "Secret link" not in client_of(clerk).get(message).content.decode()


def test_shows_no_key_or_password_of_anybody(owner):
    user = make_user(name="Mei")
    text = owner.get(f"/admin/accounts/user/{user.pk}/change/").content.decode()

    assert user.password not in text
    for model in (EmailAddress, Authenticator):
        assert not admin.site.is_registered(model)
