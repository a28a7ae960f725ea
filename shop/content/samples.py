"""Made-up facts for the component gallery; nothing here touches the database."""

import re
from decimal import Decimal
from types import SimpleNamespace as Facts
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator

from catalog.selectors import ProductCard
from shop.content.selectors import Slide

COLOURS = [
    ("Oat", "#f1e1c5"),
    ("Sage", "#b8c3a4"),
    ("Clay", "#c4704f"),
    ("Ink", "#2b3442"),
]
SIZES = ["S", "M", "L"]
CATEGORIES = ["Desk & Play", "Glass", "Lighting", "Soft Goods", "Tableware", "Vases"]
LONG_NAME = "Pleat Table Lamp with a rather long name that runs on to a second line"


class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="Recipient", help_text="As on the letter box.")
    phone = forms.CharField(label="Phone", required=False)
    country = forms.ChoiceField(
        label="Country", choices=[("CN", "China"), ("DE", "Germany")]
    )
    delivery = forms.ChoiceField(
        label="Delivery",
        widget=forms.RadioSelect,
        choices=[("std", "Standard"), ("fast", "Express")],
    )
    note = forms.CharField(
        label="Message", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agree = forms.BooleanField(label="Make it my default address", required=False)


def pictures(folder: str, most: int) -> list[str]:
    """Some of the shop's own pictures, placeholders where it has none."""
    try:
        folders, files = default_storage.listdir(folder)
    except OSError:
        return [""] * most
    found = [f"{folder}/{name}" for name in sorted(files)]
    for name in sorted(folders):
        found += pictures(f"{folder}/{name}", 1)
    return (found + [""] * most)[:most]


def icons() -> list[str]:
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    return re.findall(r'symbol id="(\w+)"', sprite)


def card(number: int, name: str, image: str, price: str, **changes: Any) -> ProductCard:
    facts: dict[str, Any] = {
        "id": number,
        "url": "#",
        "name": name,
        "image": image,
        "alt": "",
        "price": Decimal(price),
        "is_from": number == 0,
        "was": None,
        "sold": number * 128,
        "is_sold_out": False,
        "badge": "",
        "highest": Decimal(price),
    }
    return ProductCard(**(facts | changes))


def goods() -> dict[str, Any]:
    lamp, teapot, vase = pictures("products", 3)
    return {
        "icons": icons(),
        "tags": ["plain", "ok", "warn", "bad", "info"],
        "banners": [
            Slide(
                title="A table worth lingering at",
                text="Stoneware, thrown and glazed for every day.",
                image=image,
                url="#",
                tone="dark" if "evening" in image else "light",
            )
            for image in pictures("banners", 3)
        ],
        "categories": [
            {"name": name, "url": "#", "image": image}
            for name, image in zip(CATEGORIES, pictures("categories", 6), strict=True)
        ],
        "cards": [
            card(0, "Brook Teapot", lamp, "468.00"),
            card(1, LONG_NAME, teapot, "890.00", was=Decimal("1090.00"), badge="New"),
            card(2, "Harbour Throw", vase, "520.00", is_sold_out=True),
            card(3, "A thing without a picture", "", "36.00"),
        ],
        "sorts": [
            {"label": "Featured", "url": "#x", "is_current": True},
            {"label": "Newest", "url": "#x", "is_current": False},
        ],
        "chips": [
            {"label": "Stoneware", "url": "#x"},
            {"label": "In stock", "url": "#x"},
        ],
        "page": Paginator(range(400), 20).page(8),
        "crumbs": [
            {"name": "Home", "url": "#"},
            {"name": "Tableware", "url": "#"},
            {"name": "Pebble Mug", "url": ""},
        ],
    }


def choice() -> dict[str, Any]:
    """Ink has no S, L is sold out, clay is scarce, sage is reduced."""
    return {
        "images": [
            {"file": file, "alt": "Pebble Mug", "key": f"p{number}"}
            for number, file in enumerate(pictures("products", 4))
        ],
        "options": [
            option(1, "Colour", 0, COLOURS),
            option(2, "Size", 10, [(name, "") for name in SIZES]),
        ],
        "matrix": [
            {
                "variant": colour * 10 + size,
                "sku": f"MUG-{colour}{size}",
                "values": [colour, size],
                "price": f"¥{58 + size}.00",
                "was": "¥99.00" if colour == 1 else "",
                "left": 0 if size == 12 else 3 if colour == 2 else 40,
                "image": f"p{colour}",
            }
            for colour in range(4)
            for size in (10, 11, 12)
            if (colour, size) != (3, 10)
        ],
        "price": Decimal("69.00"),
        "was": Decimal("99.00"),
    }


def option(number: int, name: str, first: int, values: list[tuple[str, str]]) -> Facts:
    return Facts(
        id=number,
        name=name,
        kind="swatch" if values[0][1] else "choice",
        values=[
            Facts(
                id=first + position,
                name=word,
                swatch=swatch,
                is_selected=position == number - 1,
                is_sold_out=word == "L",
            )
            for position, (word, swatch) in enumerate(values)
        ],
    )


def forms_() -> dict[str, Any]:
    wrong = SampleForm({"name": "", "phone": "x", "country": "CN"}, prefix="wrong")
    return {"form": SampleForm(), "wrong": wrong}
