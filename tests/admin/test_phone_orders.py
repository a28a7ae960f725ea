"""Staff write an order down on the phone and send the buyer the link to pay."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import OutboxMessage
from cart.selectors import cart_page
from catalog.models import Variant
from orders.mails import link_of
from orders.models import DraftLine, Order, OrderDraft
from orders.services import drafting
from tests.accounts.factories import SHANGHAI
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_clerk,
    make_owner,
    told,
)
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant

pytestmark = pytest.mark.django_db
ADD = "/admin/orders/orderdraft/add/"
CALLER = SHANGHAI | {"name": "Mei", "language": "en", "shipping_code": "standard"}


def url_of(draft: OrderDraft, action: str = "change") -> str:
    return reverse(f"admin:orders_orderdraft_{action}", args=[draft.pk])


def make_draft(variant: Variant | None = None, **facts: Any) -> OrderDraft:
    make_rate()
    address = CALLER | {"email": "mei@example.com"} | facts
    draft = OrderDraft.objects.create(**address)
    variant = variant or make_variant(price="50.00")
    DraftLine.objects.create(draft=draft, variant=variant, quantity=2)
    return draft


def place(client: Any, draft: OrderDraft, total: str = "112.00") -> Any:
    return client.post(url_of(draft, "place_order"), {"seen_total": total}, follow=True)


def lines(*rows: tuple[Variant, str]) -> dict[str, Any]:
    said: dict[str, Any] = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0}
    for index, (variant, quantity) in enumerate(rows):
        said |= {
            f"lines-{index}-variant": variant.pk,
            f"lines-{index}-quantity": quantity,
        }
    return said


def test_writes_a_draft_down_and_says_what_it_comes_to():
    make_rate()
    clerk, variant = make_clerk("support"), make_variant(price="50.00")

    response = client_of(clerk).post(ADD, CALLER | lines((variant, "2")), follow=True)

    draft = OrderDraft.objects.get()
    page = response.context["page"]
    assert (draft.actor, draft.city) == (clerk, SHANGHAI["city"])
    assert (page.quote.goods, page.quote.total) == (Decimal(100), Decimal(112))
    assert response.redirect_chain[-1][0] == url_of(draft)
    assert not Order.objects.exists()


@pytest.mark.parametrize("sent", ["abc", "1,000", "9" * 20, "-1", "²"])
def test_takes_what_is_no_id_for_no_article(sent):
    said = CALLER | lines((make_variant(), "1")) | {"lines-0-variant": sent}

    response = client_of(make_owner()).post(ADD, said)

    assert response.status_code == 200
    assert "variant" in response.context["inline_admin_formsets"][0].forms[0].errors
    assert not OrderDraft.objects.exists()


def test_keeps_what_is_known_so_far_and_says_what_is_missing():
    said = {"name": "Mei", "country": "CN", "language": "en"} | lines()

    response = client_of(make_owner()).post(ADD, said, follow=True)

    assert OrderDraft.objects.get().name == "Mei"
    assert response.context["page"].missing == [
        "a phone number or an e-mail",
        "an address",
        "an article",
        "a delivery that goes there",
    ]
    assert response.context["actions_detail"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phone": "12"}, "Enter a mobile number"),
        ({"email": "nobody"}, "valid email"),
        ({"province": "Atlantis"}, "Choose a province"),
        ({"shipping_code": "balloon"}, "balloon"),
        ({"country": "US"}, "does not go there"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_says_at_the_field_what_is_odd(change, words):
    make_rate()

    response = client_of(make_owner()).post(ADD, CALLER | lines() | change)

    assert words in errors_of(response)
    assert not OrderDraft.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "1000", "x"])
def test_says_at_the_line_that_nobody_buys_so_many(quantity):
    make_rate()
    said = CALLER | lines((make_variant(), quantity))

    response = client_of(make_owner()).post(ADD, said)

    assert response.context["inline_admin_formsets"][0].formset.errors[0]["quantity"]
    assert not OrderDraft.objects.exists()


def test_takes_an_article_once():
    make_rate()
    variant = make_variant()
    said = CALLER | lines((variant, "1"), (variant, "2"))

    response = client_of(make_owner()).post(ADD, said)

    assert "variant" in errors_of(response)
    assert not OrderDraft.objects.exists()


def test_places_the_order_and_sends_the_link():
    clerk, draft = make_clerk("support"), make_draft()

    response = place(client_of(clerk), draft)

    order = Order.objects.get()
    mail = OutboxMessage.objects.get(recipient="mei@example.com")
    page = response.content.decode()
    assert (order.kind, order.total) == ("phone", Decimal(112))
    assert order.events.get().actor_user == clerk
    assert link_of(order) in mail.body
    assert link_of(order) in page
    assert order.number in page


def test_places_it_once():
    owner, draft = client_of(make_owner()), make_draft()
    place(owner, draft)

    response = place(owner, draft)

    assert Order.objects.count() == 1
    assert Order.objects.get().number in told(response)


def test_charges_nobody_another_total_than_was_read_out():
    owner, draft = client_of(make_owner()), make_draft()

    response = place(owner, draft, total="100.00")

    assert "total has changed" in told(response)
    assert not Order.objects.exists()


def test_leaves_out_nothing_that_is_sold_out_that_very_moment(monkeypatch):
    owner, draft, last = client_of(make_owner()), make_draft(), make_variant()
    DraftLine.objects.create(draft=draft, variant=last, quantity=1)

    def somebody_was_quicker(*args, **kwargs):
        Variant.objects.filter(pk=last.pk).update(reserved=F("on_hand"))
        return cart_page(*args, **kwargs)

    monkeypatch.setattr(drafting, "cart_page", somebody_was_quicker)
    response = place(owner, draft, total=str(112 + last.price))

    assert "total has changed" in told(response)
    assert not Order.objects.exists()


def test_says_that_the_goods_are_gone():
    owner, variant = client_of(make_owner()), make_variant(price="50.00", on_hand=1)
    draft = make_draft(variant)

    page = owner.get(url_of(draft))
    response = place(owner, draft)

    assert "Only 1 left" in page.content.decode()
    assert page.context["actions_detail"] == []
    assert "Only 1 is left" in told(response)
    assert not Order.objects.exists()


def test_changes_nothing_in_a_draft_that_is_placed():
    owner, draft = client_of(make_owner()), make_draft()
    said = filled(owner.get(url_of(draft)))
    place(owner, draft)

    page = owner.get(url_of(draft)).content.decode()
    saved = owner.post(url_of(draft), said | {"name": "Somebody else"})
    deleted = owner.post(url_of(draft, "delete"), {"post": "yes"})

    draft.refresh_from_db()
    assert 'name="lines-' not in page.replace('type="hidden" name="lines-', "")
    assert (saved.status_code, deleted.status_code) == (403, 403)
    assert draft.name == "Mei"


def test_says_in_words_what_was_placed():
    owner, draft = client_of(make_owner()), make_draft(language="zh-hans")
    place(owner, draft)

    words = strip_tags(owner.get(url_of(draft)).content.decode()).split()

    assert {"简体中文", "Shanghai"} <= set(words)
    assert not {"zh-hans", "standard"} & set(words)


def test_names_the_goods_in_the_buyers_language():
    variant = make_variant(price="50.00")
    product = variant.product
    product.translations = {"zh-hans": {"name": "茶壶"}}
    product.save()

    place(client_of(make_owner()), make_draft(variant, language="zh-hans"))

    assert Order.objects.get().lines.get().name == "茶壶"


def test_shows_the_link_on_the_order_until_it_is_paid():
    owner = client_of(make_owner())
    place(owner, make_draft())
    order = Order.objects.get()

    page = owner.get(reverse("admin:orders_order_change", args=[order.pk]))

    assert link_of(order) in page.content.decode()


def test_finds_an_article_by_its_name_and_tells_its_price():
    make_variant(sku="TP-1", price="50.00")
    query = {
        "app_label": "orders",
        "model_name": "draftline",
        "field_name": "variant",
        "term": "tp-1",
    }

    answer = client_of(make_clerk("support")).get("/admin/autocomplete/", query)

    (found,) = answer.json()["results"]
    assert found["text"].startswith("TP-1 · ")
    assert found["text"].endswith("¥50.00")


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_is_not_for_everybody(role):
    clerk, draft = client_of(make_clerk(role)), make_draft()

    assert clerk.get(ADD).status_code == 403
    assert place(clerk, draft).status_code == 403
    assert not Order.objects.exists()
