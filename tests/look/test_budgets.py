"""What a first visit has to fetch stays small (brotli, ux.md §4)."""

import brotli
from django.contrib.staticfiles import finders
from django.urls import reverse

from shop.bundles import bundle

KB = 1000


def packed(text: str) -> int:
    return len(brotli.compress(text.encode()))


def read(name: str) -> str:
    with open(str(finders.find(name))) as file:
        return file.read()


def test_the_stylesheet() -> None:
    assert packed(bundle("css/shop.css")) <= 14 * KB


def test_every_script_before_the_first_touch() -> None:
    scripts = bundle("js/shop.js"), read("django_htmx/htmx-4.min.js")

    assert sum(packed(script) for script in scripts) <= 16 * KB


def test_comments_stay_with_us() -> None:
    assert "/*" not in bundle("css/shop.css")
    assert "\n//" not in bundle("js/shop.js")


def test_the_icons() -> None:
    assert packed(read("img/icons.svg")) <= 3 * KB


def test_a_page_links_one_stylesheet_and_two_scripts(client) -> None:
    html = client.get(reverse("content:gallery")).content.decode()

    assert html.count('rel="stylesheet"') == 1
    assert html.count("<script src=") == 2
    assert html.count(" defer></script>") == 2
