"""A file that can't be read is refused as a whole, with the reason."""

import pytest

from catalog.importing.report import FileRefused
from catalog.importing.service import import_products
from catalog.models import Product
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The first row must name the columns"),
        (b"Handle,Title\n", "holds no products"),
        (b"a,b\n1,2\n", "The first row must name the columns"),
        ("Handle,Title\ncup,Café\n".encode("latin-1"), "not UTF-8 (line 2)"),
        ("Handle,Title\ncup,Cup\n".encode("utf-16"), "not UTF-8"),
        (b'Handle,Title\ncup,"Cup\n', "is no proper CSV"),
        (b"Handle,Title,Title\ncup,Cup,Cup\n", "Two columns mean the same"),
        (b"Handle,Title,Vendor\n,,Ondwell\n", "neither a handle nor a title"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=r".*") as refusal:
        import_products(content=content, now=NOON)

    assert reason in str(refusal.value)
    assert not Product.objects.exists()


def test_excels_mark_and_semicolons_are_understood() -> None:
    text = "\ufeffHandle;Title;Variant Price\ncup;Cup;20\n"

    report = import_products(content=text.encode(), now=NOON)

    assert (report.created, report.failed) == (1, 0)
