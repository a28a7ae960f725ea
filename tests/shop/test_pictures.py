"""Pictures are made in a few fixed sizes, never larger than they are, whatever is asked."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from shop.kernel.pictures import FORMATS, QUALITIES, WIDTHS, Wish, sized, snapped


def save(name: str, width: int = 400, height: int = 300, **options) -> str:
    buffer = io.BytesIO()
    mode, colour = ("RGBA", "#08808080") if options.pop("glass", 0) else ("RGB", "teal")
    Image.new(mode, (width, height), colour).save(
        buffer, name.rpartition(".")[2].replace("jpg", "jpeg"), **options
    )
    return default_storage.save(name, ContentFile(buffer.getvalue()))


def opened(name: str) -> Image.Image:
    with default_storage.open(name) as file:
        picture = Image.open(io.BytesIO(file.read()))
        picture.load()
        return picture


@pytest.mark.parametrize(
    ("asked", "made"),
    [("1", 160), ("160", 160), ("161", 320), ("500", 640), ("9999", 1280), ("0", 160)],
)
def test_a_width_is_snapped_upwards(asked: str, made: int) -> None:
    assert snapped(asked, None, None).width == made


@pytest.mark.parametrize(
    "odd", ["", "-1", "1e9", "1.5", "٣", "99999999999", "abc", " 3", "\0", None]
)
def test_odd_wishes_are_no_error(odd: str | None) -> None:
    wish = snapped(odd, odd, odd)

    assert wish.width in WIDTHS
    assert wish.quality in QUALITIES
    assert wish.format in FORMATS


def test_so_many_files_and_no_more() -> None:
    wishes = {
        snapped(str(width), str(quality), form)
        for width in range(0, 3000, 7)
        for quality in range(0, 120, 3)
        for form in ("webp", "avif", "jpg", "jpeg", "gif", "../x", None)
    }

    assert len(wishes) <= len(WIDTHS) * len(QUALITIES) * len(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_a_smaller_picture_keeps_its_shape(form: str) -> None:
    name = save("wide.png", 800, 400)

    made = opened(sized(name, Wish(width=160, quality=75, format=form)))

    assert made.size == (160, 80)


def test_a_picture_is_never_enlarged() -> None:
    name = save("small.png", 100, 50)

    assert opened(sized(name, Wish(width=1280, quality=75, format="webp"))).size == (
        100,
        50,
    )


def test_it_is_made_once() -> None:
    name = save("once.png")
    wish = Wish(width=160, quality=75, format="webp")
    first = sized(name, wish)
    default_storage.delete(name)

    assert sized(name, wish) == first


def test_what_the_camera_wrote_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    exif[0x0112] = 6  # lying on its side
    name = save("camera.jpg", 400, 300, exif=exif)

    made = opened(sized(name, Wish(width=160, quality=75, format="jpg")))

    assert made.height > made.width
    assert not made.getexif()


def test_transparency_stays_where_the_format_has_it() -> None:
    name = save("glass.png", glass=True)

    assert (
        opened(sized(name, Wish(width=160, quality=75, format="webp"))).mode == "RGBA"
    )
    assert opened(sized(name, Wish(width=160, quality=75, format="jpg"))).mode == "RGB"


def test_a_picture_is_served_for_good(client: Client) -> None:
    name = save("served.png")

    answer = client.get(f"/media/{name}?w=160&f=webp")

    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        "missing.png",
        "missing.png?w=160",
        "../shop/settings.py",
        "%2e%2e/test.sqlite3",
        "..%2fsecret.png",
        "page.html",
        "picture.svg",
        "_sized/160/75/served.png.webp",
        "a/" * 50 + "x.png",
        "x" * 400 + ".png",
    ],
)
def test_nothing_else_is_served(client: Client, address: str) -> None:
    assert client.get(f"/media/{address}").status_code == 404


def test_a_broken_picture_is_not_found(client: Client) -> None:
    default_storage.save("broken.png", ContentFile(b"no picture"))

    assert client.get("/media/broken.png?w=160").status_code == 404


def test_a_bomb_is_not_opened(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    name = save("bomb.png", 400, 300)

    assert client.get(f"/media/{name}?w=160").status_code == 404
