"""What may stand in the table: five kinds of rule for an address with a parameter."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Model

from tests.owners.people import Person

Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Somebody's object, and how a request names it.

    `names` stands in the address, `asks` in the query, `sends` in the form; `fixed`
    is what else the address needs.
    """

    row: Model
    names: Values = field(default_factory=dict)
    fixed: Values = field(default_factory=dict)
    asks: Values = field(default_factory=dict)
    sends: Values = field(default_factory=dict)

    @property
    def values(self) -> Values:
        return self.fixed | self.names

    def absent(self) -> "Thing":
        """The same question about what is not there."""
        return replace(
            self,
            names={key: _absent(value) for key, value in self.names.items()},
            asks={key: _absent(value) for key, value in self.asks.items()},
            sends={key: _absent(value) for key, value in self.sends.items()},
        )


def _absent(value: Any) -> Any:
    return 2**31 - 1 if isinstance(value, int) else "Z" * len(value)


Maker = Callable[[Person], Thing]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`guard` is the ownership filter, and what stands there when it is gone."""

    make: Maker
    guard: tuple[str, Callable[..., Any]]
    body: Values | None
    writes: frozenset[str]
    is_account_only: bool
    refusals: frozenset[int]


def guarded_by(path: str, gone: Callable[..., Any]) -> Callable[[Maker], Maker]:
    """Names the filter that keeps strangers from what a maker makes."""

    def mark(make: Maker) -> Maker:
        make.guard = (path, gone)  # type: ignore[attr-defined]
        return make

    return mark


def owner(
    make: Maker,
    *,
    body: Values | None = None,
    writes: str = "",
    account_only: bool = False,
    refusals: tuple[int, ...] = (404, 405),
) -> Rule:
    """One person's.  `body` is a form that its owner could send (None: takes none),
    `writes` the columns of the row that this form may change."""
    return Rule(
        make=make,
        guard=make.guard,  # type: ignore[attr-defined]
        body=body,
        writes=frozenset(writes.split()),
        is_account_only=account_only,
        refusals=frozenset(refusals),
    )


@dataclass(frozen=True, kw_only=True)
class Public:
    """For everybody, to look at only."""

    make: Callable[[], Values]


def public(make: Callable[[], Values]) -> Public:
    return Public(make=make)


@dataclass(frozen=True, kw_only=True)
class Secret:
    """Whoever has the address may; `token` is the part that nobody can guess."""

    make: Callable[[], Values]
    token: str
    body: Values


def secret(
    make: Callable[[], Values], *, token: str, body: Values | None = None
) -> Secret:
    return Secret(make=make, token=token, body=body or {})


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """A signature decides, not a person."""

    make: Callable[[], tuple[Values, bytes]]


def gateway(make: Callable[[], tuple[Values, bytes]]) -> Gateway:
    return Gateway(make=make)


@dataclass(frozen=True, kw_only=True)
class Staff:
    """In the admin.  Without any of `permissions`: 403.  None named: all of the staff.

    `values` fills an address that is not about a row of the model in its route.
    """

    permissions: frozenset[str]
    body: Values
    values: Values | None


def staff(
    *permissions: str, body: Values | None = None, values: Values | None = None
) -> Staff:
    return Staff(permissions=frozenset(permissions), body=body or {}, values=values)
