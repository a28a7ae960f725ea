"""A carrier is stored under one name and shown in the reader's language."""

from django.utils.translation import override

from orders.carriers import carrier_name
from orders.reasons import words_of


def test_a_known_carrier_speaks_the_readers_language() -> None:
    with override("zh-hans"):
        assert carrier_name("SF Express") == "顺丰速运"


def test_an_unknown_carrier_keeps_its_name() -> None:
    with override("zh-hans"):
        assert carrier_name("Bike & Bell") == "Bike & Bell"


def test_the_history_names_the_carrier_of_a_parcel() -> None:
    with override("zh-hans"):
        assert words_of("SF Express SF123") == "顺丰速运 SF123"


def test_words_of_the_staff_stay_as_they_are() -> None:
    with override("zh-hans"):
        assert words_of("Called the buyer") == "Called the buyer"
