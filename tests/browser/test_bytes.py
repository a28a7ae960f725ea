"""A first visit with a phone stays small: bytes by kind, requests, one origin.

The test server packs pages as production does; what it serves unpacked (styles,
scripts, drawings) is packed here the way WhiteNoise packs it, with brotli.  Counted
is all that is fetched without a touch.  Pictures a screen ahead are in the bytes but
not in the number of requests, because browsers differ in how far they look ahead.
"""

from collections import Counter
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Response

from tests.browser.places import PLACES
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1000
MOST = {"stylesheet": 14 * KB, "script": 16 * KB}
MOST_HTML = {"home": 14 * KB, "category": 12 * KB, "product": 14 * KB}
MOST_BYTES, MOST_REQUESTS = 150 * KB, 15
MOST_OF_THE_HERO, MOST_OF_A_CARD = 60 * KB, 12 * KB
ON_SCREEN = """() => [...document.images]
  .filter((image) => {
    const box = image.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
  }).map((image) => image.currentSrc)"""


@pytest.mark.parametrize("name", MOST_HTML)
def test_of_the_first_view(visit, name: str) -> None:
    visitor = visit()

    answers = first_view(visitor, PLACES[name].path)

    sizes = Counter()
    for answer in answers:
        sizes[kind_of(answer)] += packed_size(answer)
    most = MOST | {"document": MOST_HTML[name]}
    assert {
        kind: sizes[kind] for kind, limit in most.items() if sizes[kind] > limit
    } == {}
    assert sizes.total() <= MOST_BYTES


@pytest.mark.parametrize("name", MOST_HTML)
def test_of_the_requests_it_takes(visit, name: str) -> None:
    visitor = visit()

    answers = first_view(visitor, PLACES[name].path)

    seen = set(visitor.page.evaluate(ON_SCREEN))
    needed = [
        answer.url
        for answer in answers
        if kind_of(answer) != "image" or answer.url in seen
    ]
    assert len(needed) <= MOST_REQUESTS, needed
    assert {urlsplit(answer.url).netloc for answer in answers} == {
        urlsplit(visitor.page.url).netloc
    }


def test_of_each_picture(visit) -> None:
    answers = [
        *first_view(visit(), PLACES["home"].path),
        *first_view(visit(), PLACES["category"].path),
    ]

    pictures = {a.url: len(a.body()) for a in answers if "/media/" in a.url}
    heroes = {url: size for url, size in pictures.items() if "/banners/" in url}
    cards = {url: size for url, size in pictures.items() if "/products/" in url}
    assert heroes
    assert max(heroes.values()) <= MOST_OF_THE_HERO
    assert cards
    assert max(cards.values()) <= MOST_OF_A_CARD


def first_view(visitor: Visitor, path: str) -> list[Response]:
    """All answers until nothing more is fetched."""
    answers: list[Response] = []
    visitor.page.on("response", lambda answer: answers.append(answer))
    visitor.page.goto(path, wait_until="networkidle")
    return answers


def kind_of(answer: Response) -> str:
    return answer.request.resource_type


def packed_size(answer: Response) -> int:
    """As production sends the body: packed, unless it is small or a photograph."""
    if kind_of(answer) == "document":
        assert answer.headers["content-encoding"] == "br"
        return answer.request.sizes()["responseBodySize"]
    body = answer.body()
    return len(body) if "/media/" in answer.url else len(brotli.compress(body))
