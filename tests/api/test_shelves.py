"""Banners, categories and products, as the client's home page wants them."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from catalog.models import Category, Product, ProductImage, Variant
from promotions.flash_sales.running import open_session
from shop.content.models import Banner
from shop.content.selectors import running_slides
from shop.kernel.clock import now
from tests.api.calling import call
from tests.catalog.factories import (
    make_category,
    make_product,
    make_values,
    make_variant,
)
from tests.promotions.factories import make_sale
from tests.promotions.flash_sales.factories import make_item

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WISH = "?w=750&h=750&q=80&f=webp"


def stored(name: str) -> str:
    content = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(content, "webp")
    return default_storage.save(name, ContentFile(content.getvalue()))


def make_banner(**columns) -> Banner:
    return Banner.objects.create(
        **{"title": "Tea", "image": "banners/tea.webp"} | columns
    )


def show(product: Product, file: str, **columns) -> ProductImage:
    return ProductImage.objects.create(
        product=product, file=file, width=9, height=6, **columns
    )


def test_an_empty_list_is_a_list_and_a_token_that_is_over_none() -> None:
    for path in ("/banners", "/categories", "/products/hot"):
        for token in (None, "gone", "a b", ""):
            answer = call("GET", path, token=token)
            assert (answer.status, answer.body) == (200, [])


def test_banners_that_run_in_their_order() -> None:
    cup, draft = make_variant().product, make_product(status="draft")
    shelf = make_category()
    make_banner(position=3, title="Last", category=shelf, product=cup)
    make_banner(position=1, title="First", product=cup)
    make_banner(position=2, title="Second", product=draft)
    make_banner(is_active=False)
    make_banner(starts_at=now() + HOUR)
    make_banner(ends_at=now() - HOUR)

    banners = call("GET", "/banners").body

    assert [(one["title"], one["link"]) for one in banners] == [
        ("First", f"/pages/product/detail?id={cup.pk}"),
        ("Second", None),
        ("Last", f"/pages/product/detail?id={cup.pk}"),
    ]
    assert [slide.url for slide in running_slides(now())] == [
        f"/products/{cup.slug}/",
        "",
        f"/categories/{shelf.slug}/",
    ]
    assert set(banners[0]) == {"id", "title", "image", "link"}
    assert banners[0]["image"] == "http://testserver/media/banners/tea.webp"


def test_banners_in_the_callers_language() -> None:
    make_banner(translations={"zh-hans": {"title": "茶"}})

    chinese = call("GET", "/banners", Accept_Language="zh-CN").body
    assert chinese[0]["title"] == "茶"
    assert call("GET", "/banners").body[0]["title"] == "Tea"


def test_categories_are_a_tree_in_its_order() -> None:
    late = make_category(position=2, name="Late", image="categories/late.webp")
    make_category(position=1, name="Early")
    below = make_category(parent=late, name="Below")
    make_category(parent=below, name="Deep")
    make_category(name="Hidden", is_visible=False)

    tree = call("GET", "/categories").body

    assert [(one["name"], one["image"], one["parentId"]) for one in tree] == [
        ("Early", None, None),
        ("Late", "http://testserver/media/categories/late.webp", None),
    ]
    assert tree[0]["children"] == []
    (child,) = tree[1]["children"]
    assert (child["name"], child["parentId"]) == ("Below", late.pk)
    assert [one["name"] for one in child["children"]] == ["Deep"]
    assert {key for one in tree for key in one} == {
        "id",
        "name",
        "image",
        "parentId",
        "children",
    }


def test_a_card_tells_what_a_piece_costs_and_what_is_left() -> None:
    cup = make_variant(price="19.90", compare_at="25.00", on_hand=7)
    Variant.objects.filter(pk=cup.pk).update(reserved=3)

    (card,) = call("GET", "/products/hot").body

    assert card == {
        "id": cup.product_id,
        "name": cup.product.name,
        "price": 19.9,
        "originalPrice": 25,
        "image": "http://testserver/static/img/no-picture.png",
        "stock": 4,
    }


def test_hot_are_bestsellers_on_sale_that_cost_something() -> None:
    best, good = make_variant(), make_variant()
    Product.objects.filter(pk=best.product_id).update(sold_count=9)
    make_variant(price="0")
    make_variant(product=make_product(status="draft"))
    make_variant(product=make_product(status="archived"))
    make_product()
    make_variant(product=make_product(published_at=now() + HOUR))

    hot = call("GET", "/products/hot").body

    assert [one["id"] for one in hot] == [best.product_id, good.product_id]
    assert len(call("GET", "/products/hot?limit=1").body) == 1


def test_a_limit_is_from_one_to_fifty() -> None:
    for limit in ("0", "51", "-1", "x", "1.5", "", "9" * 400):
        answer = call("GET", f"/products/hot?limit={limit}")
        assert answer.refused == (400, "INVALID_PARAMS"), limit


def test_a_running_sale_counts_and_a_campaign_with_its_own_button_does_not() -> None:
    cup, pot = make_variant(price="20.00"), make_variant(price="30.00")
    moment = now()
    make_sale(cup, "15.00", starts_at=moment, ends_at=moment + HOUR, now=moment)
    flash = make_item(pot, starts_at=moment - HOUR, ends_at=moment + HOUR)
    open_session(session_id=flash.session_id, now=moment)

    prices = {one["id"]: one["price"] for one in call("GET", "/products/hot").body}

    assert prices == {cup.product_id: 15, pot.product_id: 30}
    detail = call("GET", f"/products/{cup.product_id}").body
    assert (detail["price"], detail["variants"][0]["price"]) == (15, 15)


def test_a_product_tells_all_of_its_variants() -> None:
    product = make_product(description="Thrown.\n<b>Glazed</b>.")
    red, blue = make_values(product, "红", "蓝", option="颜色")
    dear = make_variant(product=product, value_ids=[red], price="30.00", on_hand=2)
    cheap = make_variant(product=product, value_ids=[blue], price="20.50", on_hand=0)
    hidden = make_variant(product=product, price="1.00")
    hidden.is_active = False
    hidden.save()
    show(product, "products/a.webp")
    show(product, "products/红.webp", value_id=red)

    found = call("GET", f"/products/{product.pk}").body

    media = "http://testserver/media/products"
    red_one = f"{media}/%E7%BA%A2.webp"
    assert found["description"] == "Thrown.\n<b>Glazed</b>."
    assert found["images"] == [f"{media}/a.webp", red_one]
    assert found["image"] == f"{media}/a.webp"
    assert found["stock"] == 2
    assert found["variants"] == [
        {
            "id": dear.pk,
            "sku": dear.sku,
            "options": {"颜色": "红"},
            "price": 30,
            "stock": 2,
            "image": red_one,
        },
        {
            "id": cheap.pk,
            "sku": cheap.sku,
            "options": {"颜色": "蓝"},
            "price": 20.5,
            "stock": 0,
            "image": f"{media}/a.webp",
        },
    ]


def test_what_is_not_on_sale_is_not_there() -> None:
    draft = make_variant(product=make_product(status="draft")).product_id
    empty = make_product().pk

    for name in (draft, empty, draft + 99, "0", "-1", "x", "1.5", "9" * 30, "1%20"):
        answer = call("GET", f"/products/{name}")
        assert answer.refused == (404, "NOT_FOUND"), name


@pytest.mark.parametrize("has_picture", [True, False])
def test_a_picture_with_the_clients_wishes_is_a_picture(has_picture: bool) -> None:
    cup = make_variant()
    if has_picture:
        show(cup.product, stored("products/cup.webp"))
    client = Client(HTTP_HOST="127.0.0.1:8123")

    (card,) = call("GET", "/products/hot", client=client).body

    url = card["image"]
    assert url.startswith("http://127.0.0.1:8123/")
    assert not {"?", "#"} & set(url)
    if has_picture:
        answer = client.get(url.removeprefix("http://127.0.0.1:8123") + WISH)
        assert answer["Content-Type"] == "image/webp"
        content = BytesIO(b"".join(answer.streaming_content))
        assert Image.open(content).size[0] <= 960
    else:
        assert url.endswith(".png")


def test_however_much_there_is_the_database_is_asked_as_often(
    django_assert_num_queries,
) -> None:
    for number in range(5):
        cup = make_variant(price="20.00")
        show(cup.product, "products/a.webp")
        make_banner(product=cup.product)
        Category.objects.create(slug=f"s{number}", name="S")
        product = cup.product
    values = make_values(product, "A", "B", "C")
    for value in values:
        make_variant(product=product, value_ids=[value], price=Decimal(7))

    for path, queries in (
        ("/banners", 1),
        ("/categories", 1),
        ("/products/hot", 3),
        (f"/products/{product.pk}", 3),
    ):
        call("GET", path)  # whatever is kept is kept then
        with django_assert_num_queries(queries):
            call("GET", path)
