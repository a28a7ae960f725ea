"""An address that was worked out before is what Django says, in each language."""

from django.urls import reverse
from django.utils.translation import override

from shop.kernel.addresses import address


def test_is_what_django_says_in_each_language() -> None:
    for _ in range(2):
        for language in ("en", "zh-hans"):
            with override(language):
                for slug in ("oat-bowl", "茶壶"):
                    wanted = reverse("catalog:product", args=[slug])

                    assert address("catalog:product", slug) == wanted
