"""A Shopify CSV becomes products, whole or not at all, and says so row by row."""

from decimal import Decimal

import pytest

from catalog.importing.report import Report
from catalog.importing.service import import_products
from catalog.models import Category, Product, StockMove, Variant
from catalog.stock import reserve_stock
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

OLD = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty"
SHIRT = f"""{OLD}
shirt,Shirt,Colour,Green,S-1,25,3
shirt,,,Blue,S-2,26.50,0
"""


def imported(text: str, *, dry_run: bool = False) -> Report:
    return import_products(content=text.encode(), now=NOON, dry_run=dry_run)


def complaints(report: Report) -> list[str]:
    return [f"{line.row} {line.text}" for line in report.lines if line.is_failure]


def one(header: str, *cells: str) -> str:
    return f"Handle,Title,Variant Price,{header}\ncup,Cup,20,{','.join(cells)}\n"


def test_rows_of_one_handle_are_one_product() -> None:
    report = imported(SHIRT)

    shirt = Product.objects.get(slug="shirt")
    variants = shirt.variants.order_by("position")
    assert (report.created, report.failed) == (1, 0)
    assert [(v.sku, v.price, v.on_hand) for v in variants] == [
        ("S-1", Decimal(25), 3),
        ("S-2", Decimal("26.50"), 0),
    ]
    assert [v.values.get().name for v in variants] == ["Green", "Blue"]
    assert (shirt.status, shirt.price_from) == ("active", Decimal(25))


def test_stock_comes_through_the_ledger_and_prices_through_the_log() -> None:
    imported(SHIRT)

    variant = Variant.objects.get(sku="S-1")
    move = variant.moves.get()
    assert (move.kind, move.on_hand_delta) == (StockMove.Kind.RECEIVE, 3)
    assert variant.price_log.get().price == Decimal(25)


def test_a_second_run_finds_nothing_to_do() -> None:
    imported(SHIRT)

    report = imported(SHIRT)

    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert (Product.objects.count(), Variant.objects.count()) == (1, 2)
    assert StockMove.objects.count() == 1


def test_a_changed_file_updates() -> None:
    imported(SHIRT)

    report = imported(SHIRT.replace("Shirt", "Blouse").replace("25,3", "24,5"))

    variant = Variant.objects.get(sku="S-1")
    assert report.updated == 1
    assert Product.objects.get().name == "Blouse"
    assert (variant.price, variant.on_hand) == (Decimal(24), 5)
    assert variant.price_log.count() == 2


def test_a_dry_run_tells_the_same_and_changes_nothing() -> None:
    wet_lines = [str(line) for line in imported(SHIRT, dry_run=True).lines]

    assert not Product.objects.exists()
    assert not Variant.objects.exists()
    assert not StockMove.objects.exists()
    assert wet_lines == [str(line) for line in imported(SHIRT).lines]


def test_the_new_template_says_the_same() -> None:
    report = imported(
        "Title,URL handle,Description,Published on online store,SKU,Option1 name,"
        "Option1 value,Price,Compare-at price,Inventory quantity,Weight value (grams)\n"
        "Shirt,shirt,<p>Warm.</p>,TRUE,S-1,Title,Default Title,25,30,3,226.796185\n"
    )

    variant = Variant.objects.get()
    assert report.is_clean
    assert (variant.key, variant.weight_g) == ("", 227)
    assert (variant.price, variant.compare_at) == (Decimal(25), Decimal(30))
    assert variant.product.description == "Warm."


def test_absent_columns_stay_and_blank_cells_clear() -> None:
    imported(one("Vendor,Tags,Variant Barcode", "Ondwell", '"tea, gift"', "123"))

    imported("Handle,Title,Vendor,Variant Barcode\ncup,Cup,,\n")

    cup = Product.objects.get()
    assert (cup.brand, cup.tags) == ("", ["tea", "gift"])
    assert (cup.variants.get().barcode, cup.variants.get().price) == ("", Decimal(20))


def test_a_price_list_needs_no_options() -> None:
    imported(SHIRT)

    report = imported("Handle,Variant SKU,Variant Price\nshirt,S-2,30\n")

    assert report.updated == 1
    assert Variant.objects.get(sku="S-2").price == Decimal(30)


def test_a_missing_sku_is_made_from_the_handle() -> None:
    imported(SHIRT.replace("S-1", "").replace("S-2", ""))
    imported(SHIRT.replace("S-1", "").replace("S-2", ""))

    skus = set(Variant.objects.values_list("sku", flat=True))
    assert skus == {"SHIRT-GREEN", "SHIRT-BLUE"}


def test_a_category_path_is_made_once() -> None:
    imported(one("Product Category", "Kitchen > Tea"))
    imported(one("Product Category,Type", "Kitchen > Tea", "Cups"))

    tea = Category.objects.get(name="Tea")
    assert tea.parent.name == "Kitchen"
    assert Category.objects.count() == 2
    assert list(Product.objects.get().categories.all()) == [tea]


def test_the_type_is_the_category_where_no_path_is_given() -> None:
    imported(one("Type", "Cups"))

    assert Product.objects.get().categories.get().name == "Cups"


@pytest.mark.parametrize(
    ("header", "cells", "status"),
    [
        ("Status", ("archived",), "archived"),
        ("Status", ("",), "active"),
        ("Published", ("false",), "draft"),
        ("Status,Published", ("active", "FALSE"), "draft"),
        ("Status,Published", ("draft", "TRUE"), "draft"),
    ],
)
def test_status_and_published_together(
    header: str, cells: tuple[str, ...], status: str
) -> None:
    imported(one(header, *cells))

    assert Product.objects.get().status == status


def test_html_becomes_plain_paragraphs() -> None:
    html = (
        "<p>One<br>two &amp; three</p><script>alert(1)</script>"
        "<ul><li onclick='x()'>Four</li></ul><img src=x onerror=alert(1)>"
    )

    imported(one("Body (HTML)", f'"{html}"'))

    assert Product.objects.get().description == "One\ntwo & three\n\n• Four"


def test_a_guarded_formula_is_only_text() -> None:
    imported(one("Vendor", "'=1+1"))

    assert Product.objects.get().brand == "=1+1"


def test_pictures_are_remembered_as_not_fetched() -> None:
    report = imported(one("Image Src", "https://example.com/cup.jpg"))

    assert "picture not fetched" in [line.text for line in report.lines]


@pytest.mark.parametrize(
    ("header", "cell", "complaint"),
    [
        ("Variant Compare At Price", "cheap", "is no amount"),
        ("Variant Compare At Price", "-5", "is no amount"),
        ("Variant Compare At Price", "NaN", "is no amount"),
        ("Variant Compare At Price", "30.999", "has more decimals than the currency"),
        ("Variant Inventory Qty", "-3", "is no number of zero or more"),
        ("Variant Inventory Qty", "many", "is no number of zero or more"),
        ("Variant Inventory Qty", "9999999999", "is no number of zero or more"),
        ("Variant Grams", "-1", "is no weight in grams"),
        ("Status", "sleeping", "is none of active, draft and archived"),
        ("Published", "perhaps", "is neither TRUE nor FALSE"),
        ("Vendor", "v" * 81, "is longer than 80 characters"),
        ("Vendor", "a\0b", "holds a character that is no text"),
        ("Type", "c" * 81, "is too long for a category"),
        ("Option1 Value", "Red", "is missing"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_kept(
    header: str, cell: str, complaint: str
) -> None:
    report = imported(one(header, cell))

    (said,) = complaints(report)
    assert complaint in said
    assert said.startswith("2 ")
    assert not Product.objects.exists()
    assert not Category.objects.exists()


def test_one_bad_product_does_not_stop_the_others() -> None:
    report = imported(f"{OLD}\nshirt,Shirt,,,,x,1\ncup,Cup,,,,20,1\n")

    assert (report.created, report.failed) == (1, 1)
    assert Product.objects.get().slug == "cup"


def test_a_bad_later_row_takes_the_whole_product_back() -> None:
    imported(SHIRT)

    report = imported(SHIRT.replace("25,3", "24,9").replace("26.50", "free"))

    assert complaints(report) == [
        "3 Variant Price: “free” is no amount such as 25 or 25.90."
    ]
    assert Variant.objects.get(sku="S-1").price == Decimal(25)
    assert Variant.objects.get(sku="S-1").on_hand == 3


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("cup,,,,,20,1", "2 Title: is missing."),
        ("cup,Cup,,,,,1", "2 Variant Price: is missing."),
        (
            "cup,Cup,Colour,Red,A,1,1\ncup,,,Red,B,1,1",
            "3 Option1 Value: is the same variant as in row 2.",
        ),
        (
            "cup,Cup,Colour,Red,A,1,1\ncup,Mug,,Blue,B,1,1",
            "3 Title: differs from row 2 of the same product.",
        ),
        (
            "cup,Cup,,,A,1,1\nmug,Mug,,,A,1,1",
            "3 Variant SKU: belongs to another product.",
        ),
        ("cup,Cup,,,A,1,1,extra", "2 row: more cells than the header has."),
    ],
)
def test_rows_that_contradict_each_other(rows: str, complaint: str) -> None:
    report = imported(f"{OLD}\n{rows}\n")

    assert complaints(report) == [complaint]


def test_stock_never_falls_below_what_is_reserved() -> None:
    imported(SHIRT)
    reserve_stock({Variant.objects.get(sku="S-1").pk: 2}, reference="A1", now=NOON)

    report = imported(SHIRT.replace("25,3", "25,1"))

    assert report.failed == 1
    assert "2 Variant Inventory Qty: " in complaints(report)[0]
    assert Variant.objects.get(sku="S-1").on_hand == 3


def test_a_former_price_that_never_was_is_refused() -> None:
    imported(one("Variant Compare At Price", ""))

    report = imported(one("Variant Compare At Price", "99"))

    assert "Variant Compare At Price: " in complaints(report)[0]
    assert Variant.objects.get().compare_at is None
