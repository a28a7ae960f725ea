"""A picture that staff upload becomes one of ours, or is refused at its field."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.models import Product
from tests.admin.factories import client_of, errors_of, filled, make_owner, make_picture
from tests.catalog.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    return client_of(make_owner())


def change_url(product: Product) -> str:
    return reverse("admin:catalog_product_change", args=[product.pk])


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (
            SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "no picture we can read",
        ),
        (SimpleUploadedFile("a.png", b"hello"), "no picture we can read"),
        (SimpleUploadedFile("a.png", b""), "empty"),
        (make_picture(size=(8, 8)), "too small"),
        (make_picture(size=(9000, 6000)), "million pixels"),
    ],
)
def test_refuses_what_is_no_picture_at_its_field(owner, upload, message):
    product = make_product()
    url = change_url(product)
    upload.seek(0)
    data = filled(owner.get(url)) | {
        "images-TOTAL_FORMS": "1",
        "images-0-file": upload,
        "images-0-position": "0",
    }

    response = owner.post(url, data)

    assert message in errors_of(response)
    assert not product.images.exists()


def test_strips_a_picture_of_where_it_was_taken_and_turns_it_upright(owner):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Spy Camera"
    product = make_product()
    url = change_url(product)
    data = filled(owner.get(url)) | {
        "images-TOTAL_FORMS": "1",
        "images-0-file": make_picture("p.jpg", format="JPEG", exif=exif),
        "images-0-position": "0",
    }

    owner.post(url, data)

    stored = product.images.get()
    content = default_storage.open(stored.file.name).read()
    assert b"Spy Camera" not in content
    assert Image.open(io.BytesIO(content)).format == "WEBP"
    assert (stored.width, stored.height) == (48, 64)
