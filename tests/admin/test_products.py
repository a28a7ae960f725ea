"""A merchant makes and changes products; nonsense is told at its field."""

from decimal import Decimal

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils.translation import override

from catalog.models import Option, OptionValue, PriceLog, Product, Variant
from catalog.stock import reserve_stock
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_owner,
    make_picture,
    told,
)
from tests.catalog.factories import make_category, make_product, make_variant
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
ADD = "/admin/catalog/product/add/"


@pytest.fixture
def owner(client):
    return client_of(make_owner())


def change_url(product: Product) -> str:
    return reverse("admin:catalog_product_change", args=[product.pk])


def make_options(product: Product) -> list[OptionValue]:
    """Two colours and two sizes."""
    values = []
    for name, words in (("Colour", ("Oat", "Sage")), ("Size", ("S", "L"))):
        option = Option.objects.create(product=product, name=name)
        values += [
            OptionValue.objects.create(option=option, name=word) for word in words
        ]
    return values


def new_product() -> dict:
    return {
        "name": "River bowl",
        "slug": "river-bowl",
        "status": "active",
        "name__zh_hans": "河碗",
        "tags": "new, gift，  new",
    }


def test_is_made_with_a_picture_options_and_their_values(owner):
    data = filled(owner.get(ADD)) | new_product()
    data |= {
        "images-TOTAL_FORMS": "1",
        "images-0-file": make_picture("My bowl.png"),
        "images-0-alt": "A bowl",
        "images-0-alt__zh_hans": "碗",
        "images-0-position": "0",
        "options-TOTAL_FORMS": "1",
        "options-0-name": "Colour",
        "options-0-name__zh_hans": "颜色",
        "options-0-kind": "swatch",
        "options-0-position": "0",
        "options-0-values-TOTAL_FORMS": "2",
        "options-0-values-INITIAL_FORMS": "0",
        "options-0-values-0-name": "Oat",
        "options-0-values-0-swatch": "#b8c3a4",
        "options-0-values-0-position": "0",
        "options-0-values-1-name": "Sage",
        "options-0-values-1-position": "1",
    }

    response = owner.post(ADD, data)

    assert response.status_code == 302, errors_of(response)
    product = Product.objects.get()
    assert product.translations == {"zh-hans": {"name": "河碗"}}
    assert product.tags == ["new", "gift"]
    assert product.published_at is not None
    assert "河碗" in product.search_text
    picture = product.images.get()
    assert picture.file.name.startswith("products/my-bowl-")
    assert (picture.width, picture.height) == (64, 48)
    assert picture.translations == {"zh-hans": {"alt": "碗"}}
    values = OptionValue.objects.values_list("option__name", "name", "swatch")
    assert list(values) == [("Colour", "Oat", "#b8c3a4"), ("Colour", "Sage", "")]


def test_without_options_has_its_one_variant_at_once(owner):
    data = filled(owner.get(ADD)) | new_product()
    data |= {
        "variants-TOTAL_FORMS": "1",
        "variants-0-sku": "BOWL",
        "variants-0-price": "68.00",
        "variants-0-compare_at": "98.00",
        "variants-0-weight_g": "420",
        "variants-0-is_active": "on",
    }

    owner.post(ADD, data)

    variant = Variant.objects.get()
    assert (variant.sku, variant.price, variant.compare_at, variant.weight_g) == (
        "BOWL",
        Decimal("68.00"),
        Decimal("98.00"),
        420,
    )
    assert (variant.on_hand, variant.key) == (0, "")
    assert PriceLog.objects.get().actor is not None
    assert variant.product.price_from == Decimal("68.00")


def test_gets_every_missing_combination_not_offered_and_without_stock(owner):
    product = make_product(slug="bowl")
    oat, sage, small, large = make_options(product)
    make_variant(product=product, value_ids=[oat.pk, small.pk], price="30.00")
    make_variant(product=product, value_ids=[oat.pk, large.pk], price="20.00")
    url = reverse("admin:catalog_product_make_variants", args=[product.pk])

    owner.post(url, {"price": ""})

    made = Variant.objects.filter(is_active=False)
    assert sorted(made.values_list("sku", "price", "on_hand")) == [
        ("BOWL-SAGE-L", Decimal("20.00"), 0),
        ("BOWL-SAGE-S", Decimal("20.00"), 0),
    ]
    assert {v.key for v in made} == {f"{sage.pk}-{small.pk}", f"{sage.pk}-{large.pk}"}

    owner.post(url, {"price": "5"})

    assert Variant.objects.count() == 4


def test_asks_for_a_price_where_there_is_none(owner):
    product = make_product()
    make_options(product)
    url = reverse("admin:catalog_product_make_variants", args=[product.pk])

    response = owner.post(url, {"price": ""})

    assert "no price yet" in str(response.context["form"].errors["price"])
    assert not Variant.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"price": "1.001"}, "no more than 2 decimal places"),
        ({"price": "NaN"}, "Enter a number"),
        ({"price": "9" * 30}, "no more than"),
        ({"price": ""}, "This field is required"),
        ({"compare_at": "20.00"}, "Higher than the price, or nothing."),
        ({"compare_at": "5"}, "Higher than the price, or nothing."),
        ({"compare_at": "99"}, "may be 20.00 at most"),
        ({"sku": ""}, "This field is required"),
        ({"weight_g": "-5"}, "greater than or equal to 0"),
    ],
)
def test_refuses_nonsense_at_its_field(owner, change, message):
    variant = make_variant(price="20.00")
    url = change_url(variant.product)
    data = filled(owner.get(url))
    (field, value) = next(iter(change.items()))

    response = owner.post(url, data | {f"variants-0-{field}": value})

    variants = response.context["inline_admin_formsets"][2].formset
    assert message in str(variants.errors[0][field])
    variant.refresh_from_db()
    assert (variant.price, variant.compare_at) == (Decimal("20.00"), None)
    assert PriceLog.objects.count() == 1


def test_writes_a_price_through_its_log_and_says_before_and_after(owner):
    variant = make_variant(price="20.00")
    url = change_url(variant.product)
    data = filled(owner.get(url))

    response = owner.post(url, data | {"variants-0-price": "18.50"})

    assert response.status_code == 302, errors_of(response)
    variant.refresh_from_db()
    assert variant.price == Decimal("18.50")
    log = PriceLog.objects.first()
    assert (log.price, log.actor.name) == (Decimal("18.50"), "Owner")
    assert variant.product.price_from == Decimal("18.50")
    history = owner.get(f"/admin/catalog/product/{variant.product.pk}/history/")
    assert "¥20.00 → ¥18.50" in history.content.decode()


def test_does_not_write_over_a_sale_that_came_while_the_form_was_open(owner):
    variant = make_variant(on_hand=5)
    url = change_url(variant.product)
    data = filled(owner.get(url))
    reserve_stock({variant.pk: 2}, reference="X", now=NOON)
    Product.objects.update(sold_count=7)

    owner.post(url, data | {"variants-0-barcode": "690", "brand": "Ondwell"})

    variant.refresh_from_db()
    product = Product.objects.get()
    assert (variant.barcode, variant.reserved) == ("690", 2)
    assert (product.brand, product.sold_count) == ("Ondwell", 7)


def test_lets_two_variants_swap_their_values_but_not_share_them(owner):
    product = make_product()
    oat, sage, *_ = make_options(product)
    Option.objects.filter(name="Size").delete()
    first = make_variant(product=product, value_ids=[oat.pk])
    second = make_variant(product=product, value_ids=[sage.pk])
    url, field = change_url(product), f"option_{oat.option_id}"
    data = filled(owner.get(url))

    shared = owner.post(url, data | {f"variants-0-{field}": sage.pk})
    swapped = owner.post(
        url, data | {f"variants-0-{field}": sage.pk, f"variants-1-{field}": oat.pk}
    )

    variants = shared.context["inline_admin_formsets"][2].formset
    assert "has this combination already" in str(variants.errors)
    assert swapped.status_code == 302, errors_of(swapped)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.key, second.key) == (str(sage.pk), str(oat.pk))
    assert list(first.values.all()) == [sage]


def test_keeps_an_option_value_that_variants_are_made_of(owner):
    product = make_product()
    oat, *_ = make_options(product)
    Option.objects.filter(name="Size").delete()
    make_variant(product=product, value_ids=[oat.pk])
    url = change_url(product)
    data = filled(owner.get(url))

    used = owner.post(url, data | {"options-0-values-0-DELETE": "on"})
    unused = owner.post(url, data | {"options-0-values-1-DELETE": "on"})

    assert used.status_code != 302
    assert "can&#x27;t be removed" in used.content.decode()
    assert unused.status_code == 302, errors_of(unused)
    assert list(OptionValue.objects.all()) == [oat]


def test_is_archived_rather_than_deleted(owner):
    variant = make_variant()
    product = variant.product

    refused = owner.post(
        f"/admin/catalog/product/{product.pk}/delete/", {"post": "yes"}
    )
    done = owner.post(
        reverse("admin:catalog_product_archive", args=[product.pk]), follow=True
    )

    assert refused.status_code == 403
    product.refresh_from_db()
    assert product.status == Product.Status.ARCHIVED
    assert "active → archived" in told(done)


def test_its_categories_are_listed_as_the_language_does():
    product = make_variant().product
    product.categories.add(*(make_category(name=name, slug=name) for name in "AB"))

    with override("zh-hans"):
        assert site.get_model_admin(Product).shelves(product) == "A、B"
