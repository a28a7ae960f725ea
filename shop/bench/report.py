"""What several walks along the same way came to, a line for each step."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shop.bench.browser import Step
from shop.bench.meter import Spent, sees_the_database

HEAD = (
    f"{'':<20} {'server':>7} {'database':>9} {'both':>6} {'queries':>8} {'KB':>6} "
    f"{'pages':>6}"
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """The median of one step over all walks; steps of one name are added up."""

    name: str
    times: int
    server: float
    database: float
    queries: int
    kilobytes: float

    @property
    def both(self) -> float:
        return self.server + self.database

    def told_in(self, page: float) -> str:
        """`page` is what a bare Django page takes."""
        name = f"{self.name} × {self.times}" if self.times > 1 else self.name
        kilobytes = f"{self.kilobytes:6.1f}" if self.kilobytes else " " * 6
        return (
            f"{name:<20} {self.server:7.1f} {self.database:9.1f} {self.both:6.1f} "
            f"{self.queries:8d} {kilobytes} {self.both / page:6.2f}"
        )


def report(walks: Sequence[list[Step]], bare: Sequence[Step]) -> Iterator[str]:
    """`bare` is the same bare Django page, asked for once beside each walk."""
    lines = [_line(name, walks) for name in dict.fromkeys(s.name for s in walks[0])]
    page = _line(bare[0].name, [[step] for step in bare])
    yield HEAD
    yield from (line.told_in(page.both) for line in (*lines, _sum(lines), page))
    yield f"Milliseconds of the processor, median of {len(walks)} walks, none cached."
    yield "`pages`: how many bare Django pages take the same; only this compares machines."
    if not sees_the_database():
        yield "The database works on another machine: its part is not counted."


def _line(name: str, walks: Sequence[list[Step]]) -> Line:
    same = [[step for step in walk if step.name == name] for walk in walks]

    def middle(of: Callable[[Spent], float]) -> float:
        return statistics.median(sum(of(s.spent) for s in steps) for steps in same)

    return Line(
        name=name,
        times=len(same[0]),
        server=middle(lambda spent: spent.server),
        database=middle(lambda spent: spent.database),
        queries=sum(step.spent.queries for step in same[0]),
        kilobytes=sum(step.kilobytes for step in same[0]),
    )


def _sum(lines: Sequence[Line]) -> Line:
    return Line(
        name="together",
        times=1,
        server=sum(line.server for line in lines),
        database=sum(line.database for line in lines),
        queries=sum(line.queries for line in lines),
        kilobytes=0,
    )
