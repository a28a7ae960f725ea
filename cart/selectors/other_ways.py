"""What campaigns offer beside what one of them refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.showcase import Panel, Viewed, asked_for_panels, panels_of


@dataclass(frozen=True, kw_only=True)
class OtherWays:
    """`panels` have buttons named `deal` for the form around them; `has_usual`: there
    are enough pieces at the usual price, without any campaign."""

    panels: Sequence[Panel] = ()
    has_usual: bool = False

    def __bool__(self) -> bool:
        return bool(self.panels) or self.has_usual


def ways_to_buy(product_id: int, url: str, *, now: datetime) -> list[Panel]:
    """What campaigns offer in the form of the product's page, as it is by now."""
    viewed = Viewed(id=product_id, url=url, shelves=frozenset(), now=now)
    answers = asked_for_panels(product_id=product_id, now=now)
    return [panel for panel in panels_of(answers, viewed) if panel.slot == "buy"]
