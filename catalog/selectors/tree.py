"""The visible categories, read at once, as a tree in the active language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from catalog.models import Category
from catalog.selectors.texts import text
from shop.kernel.addresses import address
from shop.kernel.prepared import prepared

MOST_LINKS = 7
COLUMNS = (
    "pk",
    "parent_id",
    "slug",
    "path",
    "position",
    "name",
    "description",
    "translations",
    "image",
)


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A category as pages show it."""

    id: int
    slug: str
    path: str
    name: str
    description: str
    image: str
    url: str
    parent_id: int | None
    children: list["Shelf"] = field(default_factory=list, compare=False)


@dataclass(frozen=True, kw_only=True)
class Link:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What is hidden hides everything below it."""

    roots: list[Shelf]
    by_slug: dict[str, Shelf]
    by_id: dict[int, Shelf]

    def links(self, current: Shelf | None = None) -> tuple[Link, ...]:
        """The first shelves, for the header of a wide screen."""
        here = self.way_to(current)[0].id if current else None
        return tuple(
            Link(name=shelf.name, url=shelf.url, is_current=shelf.id == here)
            for shelf in self.roots[:MOST_LINKS]
        )

    def way_to(self, shelf: Shelf) -> list[Shelf]:
        """From the root down to the shelf itself."""
        above = self.by_id.get(shelf.parent_id or 0)
        return [*(self.way_to(above) if above else []), shelf]


def category_tree() -> Tree:
    """One query."""
    return tree_of(_visible())


def tree_of(rows: Iterable[Mapping[str, Any]]) -> Tree:
    """Of the answer to `tree_question`."""
    shelves: dict[int, Shelf] = {}
    rows = sorted(
        rows,
        key=lambda row: (row["path"].count("/"), row["position"], row["name"]),
    )
    roots: list[Shelf] = []
    for row in rows:
        parent_id = row["parent_id"]
        if parent_id is not None and parent_id not in shelves:
            continue
        shelf = shelves[row["pk"]] = _shelf(row)
        (shelves[parent_id].children if parent_id else roots).append(shelf)
    by_slug = {shelf.slug: shelf for shelf in shelves.values()}
    return Tree(roots=roots, by_slug=by_slug, by_id=shelves)


def tree_question() -> QuerySet[Category, dict[str, Any]]:
    return Category.objects.visible().order_by().values(*COLUMNS)


_visible = prepared(tree_question)


def _shelf(row: Mapping[str, Any]) -> Shelf:
    return Shelf(
        id=row["pk"],
        slug=row["slug"],
        path=row["path"],
        name=text(row, "name"),
        description=text(row, "description"),
        image=row["image"] or "",
        url=address("catalog:category", row["slug"]),
        parent_id=row["parent_id"],
    )
