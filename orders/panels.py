"""What higher floors show on an order's page: filled in their `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orders.models import Order


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A fragment that is included with `facts`."""

    template: str
    facts: Any


panels: list[Callable[[Order], Panel | None]] = []


def panels_of(order: Order) -> list[Panel]:
    return [panel for make in panels if (panel := make(order))]
