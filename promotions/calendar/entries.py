"""What a kind of campaign tells the calendar: when each of its campaigns runs."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise

from promotions.standing import Standing, standing


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A stretch of time.  Those of one `campaign` share a row; `variants` are the goods
    that it gives a price of their own, `rivals` what its kind warns of."""

    campaign: Hashable
    name: str
    url: str
    starts_at: datetime
    ends_at: datetime | None
    paused_at: datetime | None = None
    variants: frozenset[int] = frozenset()
    rivals: tuple[str, ...] = ()

    def standing(self, now: datetime) -> Standing:
        return standing(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            paused_at=self.paused_at,
            now=now,
        )

    def meets(self, other: "Entry") -> bool:
        """Is there a moment at which both are on?"""
        ends = ((self, other), (other, self))
        return all(
            one.ends_at is None or two.starts_at < one.ends_at for one, two in ends
        )


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A kind of campaign.  `entries` are those that run at some moment between two, in
    a fixed number of queries."""

    label: str | Promise
    model: type[Model]
    entries: Callable[[datetime, datetime], Iterable[Entry]]

    def may(self, user: Any, what: str) -> bool:
        meta = self.model._meta
        return bool(user.has_perm(f"{meta.app_label}.{what}_{meta.model_name}"))

    @property
    def add_url(self) -> str:
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_add")


def page_of(row: Model) -> str:
    """Its page in the admin."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
