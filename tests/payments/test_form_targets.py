"""The form that chooses a way of payment may lead to gateways; no other form may."""

import pytest

from tests.catalog.factories import make_variant
from tests.orders.factories import make_order
from tests.walks import at_noon, guest_of  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("in_production", "base", "targets"),
    [
        (False, "https://api.stripe.test", "'self' https: http:"),
        (True, "https://api.stripe.test", "'self' https:"),
        (True, "http://127.0.0.1:9", "'self' https: http://127.0.0.1:9"),
    ],
)
def test_the_form_may_lead_to_gateways_and_only_it(
    settings, in_production: bool, base: str, targets: str
) -> None:
    order = make_order(make_variant())
    settings.IN_PRODUCTION, settings.STRIPE_API_BASE = in_production, base
    client = guest_of(order)

    def form_action(path: str) -> str:
        policy = client.get(path)["Content-Security-Policy"]
        return policy.partition("form-action ")[2].partition(";")[0]

    assert form_action(f"/orders/{order.number}/pay/") == targets
    assert form_action(f"/orders/{order.number}/") == "'self'"
