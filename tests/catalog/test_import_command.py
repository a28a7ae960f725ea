"""`manage.py import_products` reports each row and fails when one failed."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from catalog.models import Product, Variant

pytestmark = pytest.mark.django_db
REAL = Path(settings.BASE_DIR).parent / "shared" / "data" / "shopify"


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_products", str(path), *options, stdout=out, no_color=True)
    return out.getvalue()


def test_says_what_happened_to_each_row(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("Handle,Title,Variant Price\ncup,Cup,20\n")

    said = run(file)

    assert said.splitlines() == [
        "2\tcup\tvariant created",
        "1 created, 0 updated, 0 unchanged, 0 failed",
    ]


def test_a_dry_run_says_that_nothing_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("Handle,Title,Variant Price\ncup,Cup,20\n")

    assert "dry run: nothing was changed" in run(file, "--dry-run")
    assert not Product.objects.exists()


def test_fails_when_a_row_failed(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("Handle,Title,Variant Price\ncup,Cup,x\n")

    with pytest.raises(CommandError, match="1 products were left as they were"):
        run(file)


def test_fails_where_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")


@pytest.mark.skipif(not REAL.is_dir(), reason=f"NOT RUN: there is no {REAL}")
@pytest.mark.parametrize(
    ("name", "products", "variants"),
    [("apparel.csv", 20, 22), ("product_template_2024.csv", 3, 16)],
)
def test_real_files_come_in_whole_and_only_once(
    name: str, products: int, variants: int
) -> None:
    run(REAL / name)
    said = run(REAL / name)

    assert (Product.objects.count(), Variant.objects.count()) == (products, variants)
    assert f"0 created, 0 updated, {products} unchanged, 0 failed" in said
