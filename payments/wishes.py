"""What of an order is to go back: pieces, a sum, or everything.  Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`pieces` is `{order line id: quantity}`; `amount` is for no piece in
    particular.  With nothing of it, everything that is left goes back.

    `with_shipping` adds what is left of the freight of these lines; a sum may then
    be larger than what is left of the goods.
    """

    pieces: Mapping[int, int] = field(default_factory=dict)
    with_shipping: bool = False
    amount: Decimal | None = None

    @property
    def is_everything(self) -> bool:
        return not self.pieces and self.amount is None

    def as_json(self) -> dict[str, Any]:
        return {
            "pieces": {str(pk): number for pk, number in self.pieces.items()},
            "with_shipping": self.with_shipping,
            "amount": None if self.amount is None else str(self.amount),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Wish":
        return cls(
            pieces={int(pk): number for pk, number in said["pieces"].items()},
            with_shipping=said["with_shipping"],
            amount=None if said["amount"] is None else Decimal(said["amount"]),
        )
