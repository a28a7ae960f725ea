"""What `/api/openapi.json` says is so: everything it allows is taken, everything it
forbids is refused, and no input is answered with a crash."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from accounts.models import User
from shop.wsgi import application
from tests.api.calling import token_of

EXAMPLES = 12  # for each operation

pytestmark = pytest.mark.django_db
TAKEN = {"expected-statuses": ["2xx", 401, 404, 409, 429]}
AND_RULES = {"expected-statuses": ["2xx", 400, 404, 409]}
config = SchemathesisConfig.from_dict(
    {
        "generation": {"max-examples": EXAMPLES, "deterministic": True},
        "checks": {"positive_data_acceptance": TAKEN},
        "operations": [
            {  # a way to pay that is switched on, each line once: no schema says that
                "include-name": "POST /api/orders",
                "checks": {"positive_data_acceptance": AND_RULES},
            }
        ],
    }
)
document = schemathesis.openapi.from_wsgi(
    "/api/openapi.json", application, config=config
)


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """The end of a request would close what the test still needs."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@document.hook
def map_body(_context: Any, body: Any) -> Any:
    """As JavaScript writes it: 3 and not 3.0.  No U+0000, which the contract forbids
    and a schema can't."""
    if isinstance(body, dict):
        return {map_body(_context, k): map_body(_context, v) for k, v in body.items()}
    if isinstance(body, list):
        return [map_body(_context, one) for one in body]
    if isinstance(body, str):
        return body.replace("\0", "0")
    is_whole = isinstance(body, float) and body.is_integer() and abs(body) < 2**53
    return int(body) if is_whole else body


@document.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_document_is_true(case: schemathesis.Case) -> None:
    user, _ = User.objects.get_or_create(email="mei@example.com")
    case.call_and_validate(headers={"Authorization": f"Bearer {token_of(user)}"})
