"""What was found sold out a moment ago: whoever wants it hears so, and nothing is asked.

Each process notes for itself what it has read.  A note only ever says no – who gets a
piece is for the database to say – and dies by itself, so that a piece that comes back
is sold again within a second.
"""

from time import monotonic

LIVES_SECONDS = 1.0

Key = tuple[str, int]  # a campaign's kind, and its number
_dies_at: dict[Key, float] = {}


def note(kind: str, number: int) -> None:
    """It has no piece left, says the database.  Not for a transaction that took some
    itself, as that may be rolled back."""
    _dies_at[kind, number] = monotonic() + LIVES_SECONDS


def noted() -> frozenset[Key]:
    moment = monotonic()
    for key, dies_at in list(_dies_at.items()):  # other threads note meanwhile
        if dies_at <= moment:
            _dies_at.pop(key, None)
    return frozenset(_dies_at)


def forget() -> None:
    """As in a new process."""
    _dies_at.clear()
