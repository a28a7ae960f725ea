"""What several tests of payments stand on."""

from tests.payments.demo_questions import asking  # noqa: F401
