"""The visible categories, read at once, as a tree in the active language."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from catalog.models import Category
from shop.kernel.prepared import prepared
from shop.kernel.translations import tr

MOST_LINKS = 7


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
class Tree:
    """What is hidden hides everything below it."""

    roots: list[Shelf]
    by_slug: dict[str, Shelf]
    by_id: dict[int, Shelf]

    def links(self, current: Shelf | None = None) -> list[dict[str, Any]]:
        """The first shelves, for the header of a wide screen."""
        here = self.way_to(current)[0].id if current else None
        return [
            {"name": shelf.name, "url": shelf.url, "is_current": shelf.id == here}
            for shelf in self.roots[:MOST_LINKS]
        ]

    def way_to(self, shelf: Shelf) -> list[Shelf]:
        """From the root down to the shelf itself."""
        above = self.by_id.get(shelf.parent_id or 0)
        return [*(self.way_to(above) if above else []), shelf]


def category_tree() -> Tree:
    """One query."""
    shelves: dict[int, Shelf] = {}
    rows = sorted(
        _visible(),
        key=lambda row: (row.path.count("/"), row.position, row.name),
    )
    roots: list[Shelf] = []
    for row in rows:
        if row.parent_id is not None and row.parent_id not in shelves:
            continue
        shelf = _shelf(row)
        shelves[row.pk] = shelf
        (shelves[row.parent_id].children if row.parent_id else roots).append(shelf)
    by_slug = {shelf.slug: shelf for shelf in shelves.values()}
    return Tree(roots=roots, by_slug=by_slug, by_id=shelves)


@prepared
def _visible() -> QuerySet[Category]:
    return Category.objects.visible()


def _shelf(row: Category) -> Shelf:
    return Shelf(
        id=row.pk,
        slug=row.slug,
        path=row.path,
        name=tr(row, "name"),
        description=tr(row, "description"),
        image=row.image.name or "",
        url=reverse("catalog:category", args=[row.slug]),
        parent_id=row.parent_id,
    )
