"""The component gallery: every component in every state, for whoever builds pages."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from shop.kernel import clock

Facts = SimpleNamespace


class SampleForm(forms.Form):
    """A field of each kind, most of them wrong."""

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


def sample_pictures(folder: str, most: int) -> list[str]:
    """Some of the shop's own pictures, if it has any; else placeholders are shown."""
    try:
        folders, files = default_storage.listdir(folder)
    except OSError:
        return []
    found = [f"{folder}/{name}" for name in sorted(files)]
    for name in sorted(folders):
        found += sample_pictures(f"{folder}/{name}", 1)
    return found[:most]


def cards(pictures: list[str]) -> list[Facts]:
    names = [
        ("Brook Teapot", "468.00", None, False, ""),
        (
            "Pleat Table Lamp with a rather long name that runs on to a second line",
            "890.00",
            "1090.00",
            False,
            _("New"),
        ),
        ("Harbour Throw", "520.00", None, True, ""),
        ("A thing without a picture", "36.00", None, False, ""),
    ]
    return [
        Facts(
            id=number,
            url="#",
            name=name,
            image=pictures[number] if number < len(pictures[:3]) else "",
            alt="",
            price=Decimal(price),
            is_from=number == 0,
            was=was and Decimal(was),
            sold=number * 128,
            is_sold_out=gone,
            badge=badge,
        )
        for number, (name, price, was, gone, badge) in enumerate(names)
    ]


def options() -> list[Facts]:
    colours = [
        ("Oat", "#f1e1c5"),
        ("Sage", "#b8c3a4"),
        ("Clay", "#c4704f"),
        ("Ink", "#2b3442"),
    ]
    sizes = ["S", "M", "L"]
    return [
        Facts(
            id=1,
            name=_("Colour"),
            kind="swatch",
            values=[
                Facts(
                    id=number,
                    name=name,
                    swatch=swatch,
                    is_selected=number == 0,
                    is_sold_out=False,
                )
                for number, (name, swatch) in enumerate(colours)
            ],
        ),
        Facts(
            id=2,
            name=_("Size"),
            kind="choice",
            values=[
                Facts(
                    id=10 + number,
                    name=name,
                    swatch="",
                    is_selected=number == 1,
                    is_sold_out=name == "L",
                )
                for number, name in enumerate(sizes)
            ],
        ),
    ]


def matrix() -> list[dict[str, Any]]:
    """Three sizes of four colours: ink has no S, L is sold out, M in clay is scarce."""
    return [
        {
            "variant": colour * 10 + size,
            "sku": f"MUG-{colour}{size}",
            "values": [colour, size],
            "price": f"¥{68 + size}.00",
            "was": "¥99.00" if colour == 1 else "",
            "left": {12: 0}.get(size, 3 if colour == 2 else 40),
            "image": f"p{colour}",
        }
        for colour in range(4)
        for size in (10, 11, 12)
        if (colour, size) != (3, 10)
    ]


def samples() -> dict[str, Any]:
    now = clock.now()
    pictures = sample_pictures("products", 8)
    address = Facts(
        name="林小满",
        phone="+86 138 0013 8000",
        country="CN",
        province="上海市",
        city="上海市",
        district="徐汇区",
        detail="武康路 100 弄 3 号 201",
        postal_code="200031",
        is_default=True,
    )
    wrong = SampleForm({"name": "", "phone": "x", "country": "CN"})
    wrong.is_valid()
    return {
        "now": now,
        "end": now + timedelta(minutes=29, seconds=41),
        "cards": cards(pictures),
        "banners": [
            {
                "title": "A table worth lingering at",
                "text": "Stoneware, thrown and glazed for every day.",
                "image": image,
                "url": "#",
                "tone": "dark" if "evening" in image else "light",
            }
            for image in sample_pictures("banners", 3) or [""]
        ],
        "categories": [
            {"name": name, "url": "#", "image": image}
            for name, image in zip(
                [
                    "Desk & Play",
                    "Glass & Drinkware",
                    "Lighting",
                    "Soft Goods",
                    "Tableware",
                    "Vases & Planters",
                ],
                sample_pictures("categories", 6) or [""] * 6,
                strict=False,
            )
        ],
        "images": [
            {"file": file, "alt": "", "key": f"p{number}"}
            for number, file in enumerate(pictures[:4])
        ],
        "options": options(),
        "matrix": matrix(),
        "form": SampleForm(),
        "wrong": wrong,
        "page": Paginator(range(400), 20).page(8),
        "address": address,
        "rows": [
            {"label": _("Goods"), "amount": Decimal("1358.00"), "kind": ""},
            {"label": _("Discount"), "amount": Decimal("-30.00"), "kind": "discount"},
            {"label": _("Shipping"), "amount": Decimal("0.00"), "kind": ""},
        ],
        "total": Decimal("1328.00"),
        "steps": [
            {
                "label": label,
                "state": state,
                "at": now - timedelta(days=days) if days else None,
            }
            for label, state, days in [
                (_("Paid"), "done", 3),
                (_("Shipped"), "done", 1),
                (_("On its way"), "current", 0),
                (_("Received"), "todo", 0),
            ]
        ],
        "failed": [
            {"label": _("Paid"), "state": "done", "at": now},
            {"label": _("Cancelled"), "state": "failed", "at": now},
        ],
        "events": [
            {"title": title, "text": text, "at": now - timedelta(hours=hours)}
            for title, text, hours in [
                ("Out for delivery", "Courier 李师傅", 1),
                ("Arrived in Shanghai", "", 9),
                ("Handed to the carrier", "SF Express SF1234567890", 30),
            ]
        ],
        "line": Facts(
            name="Pebble Mug",
            url="#",
            image=pictures[0] if pictures else "",
            options={"Colour": "Oat", "Size": "M"},
            quantity=2,
            amount=Decimal("136.00"),
        ),
        "order": Facts(
            number="20261120-00042",
            url="#",
            status=_("On its way"),
            kind="info",
            images=pictures[:3] or [""],
            more=2,
            count=6,
            total=Decimal("1328.00"),
        ),
        "crumbs": [
            {"name": _("Home"), "url": "#"},
            {"name": _("Tableware"), "url": "#"},
            {"name": "Pebble Mug", "url": ""},
        ],
        "tags": ["plain", "ok", "warn", "bad", "info"],
        "icons": ["home", "grid", "search", "mic", "cart", "user", "heart", "share", "back", "close", "check", "plus", "minus", "chevron", "filter", "sort", "truck", "shield", "chat", "help", "box", "card", "wallet", "clock", "alert", "info", "trash", "edit", "pin", "phone", "mail", "globe", "sun", "moon", "print", "copy", "star", "gift", "logout", "eye"],
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Not in production.  Raises Http404 there."""
    if settings.IN_PRODUCTION:
        raise Http404
    return render(request, "content/gallery.html", samples())


urlpatterns = [path("", gallery, name="gallery")]
