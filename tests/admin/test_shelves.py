"""Categories, attributes, delivery and banners; told where something is wrong."""

import pytest

from cart.models import ShippingRate
from catalog.admin.categories import tree_order
from catalog.models import Attribute, AttributeValue, Category, Product
from catalog.services import refresh_product
from shop.content.models import Banner
from tests.admin.factories import (
    client_of,
    errors_of,
    filled,
    make_owner,
    make_picture,
)
from tests.catalog.factories import make_product

pytestmark = pytest.mark.django_db
CATEGORIES, BANNERS = "/admin/catalog/category/", "/admin/content/banner/"


@pytest.fixture
def owner(client):
    return client_of(make_owner())


def make_shelf(name: str, parent: Category | None = None, position: int = 0):
    return Category.objects.create(
        name=name, slug=name.lower(), parent=parent, position=position
    )


def test_lists_the_tree_as_one_reads_it():
    last = make_shelf("Lamps", position=2)
    first = make_shelf("Bowls", position=1)
    below = make_shelf("Deep", parent=first)
    second = make_shelf("Flat", parent=first, position=1)

    assert tree_order() == [first.pk, below.pk, second.pk, last.pk]


def test_changes_positions_in_the_list(owner):
    first, second = make_shelf("Bowls"), make_shelf("Lamps", position=1)
    formset = owner.get(CATEGORIES).context["cl"].formset
    data = {
        f"form-{key}": value
        for key, value in (("TOTAL_FORMS", 2), ("INITIAL_FORMS", 2))
    }
    for index, form in enumerate(formset.forms):
        data |= {
            f"form-{index}-id": form.instance.pk,
            f"form-{index}-position": 1 - index,
        }

    owner.post(CATEGORIES, data | {"_save": "Save"})

    assert tree_order() == [second.pk, first.pk]


def test_never_puts_a_category_into_itself(owner):
    top = make_shelf("Bowls")
    below = make_shelf("Deep", parent=top)
    url = f"{CATEGORIES}{top.pk}/change/"
    data = filled(owner.get(url))

    response = owner.post(url, data | {"parent": below.pk})

    assert "lie within itself" in errors_of(response)


def test_moves_a_category_with_what_is_below_and_finds_its_goods_by_the_new_name(owner):
    lamps, bowls = make_shelf("Lamps"), make_shelf("Bowls")
    deep = make_shelf("Deep", parent=bowls)
    product = make_product()
    product.categories.add(deep)
    refresh_product(product.pk)
    url = f"{CATEGORIES}{bowls.pk}/change/"
    data = filled(owner.get(url))

    owner.post(url, data | {"parent": lamps.pk, "name": "Vessels"})

    deep.refresh_from_db()
    text = Product.objects.get().search_text
    assert deep.path.startswith(Category.objects.get(name="Lamps").path)
    assert ("vessels" in text, "lamps" in text, "bowls" in text) == (True, True, False)


def test_finds_goods_by_a_changed_attribute(owner):
    material = Attribute.objects.create(name="Material", slug="material")
    clay = AttributeValue.objects.create(attribute=material, value="Clay", slug="clay")
    product = make_product()
    product.attribute_values.add(clay)
    url = f"/admin/catalog/attribute/{material.pk}/change/"
    data = filled(owner.get(url))

    owner.post(url, data | {"values-0-value": "Stoneware"})

    assert "stoneware" in Product.objects.get().search_text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"days_least": "5", "days_most": "2"}, "Not fewer days"),
        ({"fee": "-1"}, "greater than or equal to 0"),
        ({"free_from": "1.234"}, "no more than 2 decimal"),
    ],
)
def test_refuses_a_rate_that_makes_no_sense(owner, change, message):
    rate = ShippingRate.objects.create(code="slow", name="Slow", fee=5)
    url = f"/admin/cart/shippingrate/{rate.pk}/change/"

    response = owner.post(url, filled(owner.get(url)) | change)

    assert message in errors_of(response)


def test_takes_a_banner_with_its_other_language(owner):
    data = filled(owner.get(f"{BANNERS}add/")) | {
        "title": "Tea time",
        "title__zh_hans": "茶歇",
        "image": make_picture(),
        "tone": "light",
    }

    response = owner.post(f"{BANNERS}add/", data)

    assert response.status_code == 302, errors_of(response)
    banner = Banner.objects.get()
    assert banner.translations == {"zh-hans": {"title": "茶歇"}}
    assert banner.image.name.startswith("banners/bowl-")


def test_keeps_a_banner_from_ending_before_it_starts(owner):
    data = filled(owner.get(f"{BANNERS}add/")) | {
        "title": "Tea time",
        "image": make_picture(),
        "tone": "light",
        "starts_at_0": "2026-11-20",
        "starts_at_1": "12:00:00",
        "ends_at_0": "2026-11-20",
        "ends_at_1": "11:00:00",
    }

    response = owner.post(f"{BANNERS}add/", data)

    assert "After the start" in errors_of(response)
    assert not Banner.objects.exists()


def test_forgets_a_translation_that_is_emptied(owner):
    shelf = make_shelf("Bowls")
    shelf.translations = {
        "zh-hans": {"name": "碗", "description": "深"},
        "fr": {"name": "Bols"},
    }
    shelf.save()
    url = f"{CATEGORIES}{shelf.pk}/change/"
    data = filled(owner.get(url))

    owner.post(url, data | {"name__zh_hans": ""})

    shelf.refresh_from_db()
    assert shelf.translations == {
        "zh-hans": {"description": "深"},
        "fr": {"name": "Bols"},
    }
