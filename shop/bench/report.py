"""What several walks along the same way came to, a line for each step."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shop.bench.browser import Step
from shop.bench.meter import Spent, sees_the_database

HEAD = f"{'':<20} {'server':>7} {'database':>9} {'both':>6} {'queries':>8} {'KB':>6}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """The median of one step over all walks; steps of one name are added up."""

    name: str
    times: int
    status: int
    server: float
    database: float
    queries: int
    kilobytes: float

    @property
    def both(self) -> float:
        return self.server + self.database

    def __str__(self) -> str:
        name = f"{self.name} × {self.times}" if self.times > 1 else self.name
        return (
            f"{name:<20} {self.server:7.1f} {self.database:9.1f} {self.both:6.1f} "
            f"{self.queries:8d} {self.kilobytes:6.1f}  {self.status or 'worker'}"
        )


def report(walks: Sequence[list[Step]]) -> Iterator[str]:
    lines = [_line(name, walks) for name in dict.fromkeys(s.name for s in walks[0])]
    yield HEAD
    yield from map(str, lines)
    server, database = (
        sum(getattr(line, clock) for line in lines) for clock in ("server", "database")
    )
    queries = sum(line.queries for line in lines)
    yield (
        f"{'together':<20} {server:7.1f} {database:9.1f} {server + database:6.1f} "
        f"{queries:8d}"
    )
    yield f"Milliseconds of the processor, median of {len(walks)} walks, none cached."
    if not sees_the_database():
        yield "The database works on another machine: its part is not counted."


def _line(name: str, walks: Sequence[list[Step]]) -> Line:
    same = [[step for step in walk if step.name == name] for walk in walks]

    def middle(of: Callable[[Spent], float]) -> float:
        return statistics.median(sum(of(s.spent) for s in steps) for steps in same)

    return Line(
        name=name,
        times=len(same[0]),
        status=same[0][0].status,
        server=middle(lambda spent: spent.server),
        database=middle(lambda spent: spent.database),
        queries=sum(step.spent.queries for step in same[0]),
        kilobytes=sum(step.kilobytes for step in same[0]),
    )
