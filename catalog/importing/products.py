"""One product of an import, all of it or none of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.importing import cells
from catalog.importing.categories import category_at
from catalog.importing.html import paragraphs
from catalog.importing.options import choices_of
from catalog.importing.reading import Group, Row
from catalog.importing.report import Line
from catalog.importing.variants import Variants
from catalog.models import Product
from catalog.services import refresh_product

Status = Product.Status


@dataclass(frozen=True, kw_only=True)
class Imported:
    """`outcome` is `created`, `updated` or `unchanged`."""

    outcome: str
    lines: list[Line]


@transaction.atomic
def import_product(*, group: Group, now: datetime) -> Imported:
    """Create or update the product of one handle, with its variants and stock.

    Columns that the file lacks stay untouched; a blank cell clears.  Raises BadCell.
    """
    group.check()
    product, outcome = _product(group, now)
    choices = choices_of(group, product)
    variants = Variants(group, product, choices, now)
    lines, outcomes = [], {outcome}
    for row in group.variants:
        happened = variants.take(row)
        outcomes.add(happened)
        lines.append(_line(group, row, _words(happened)))
    lines += [
        _line(group, row, _("picture not fetched"))
        for row in group.rows
        if row.get("image")
    ]
    refresh_product(product.pk)
    if outcome == "unchanged" and outcomes != {"unchanged"}:
        outcome = "updated"
    return Imported(outcome=outcome, lines=sorted(lines, key=lambda line: line.row))


def _product(group: Group, now: datetime) -> tuple[Product, str]:
    row = group.first
    product = Product.objects.filter(slug=group.handle).first()
    wanted = _columns(row, product)
    if product is None:
        product, outcome = Product(slug=group.handle), "created"
    else:
        outcome = "unchanged"
    changed = [name for name in wanted if getattr(product, name) != wanted[name]]
    for name in changed:
        setattr(product, name, wanted[name])
    if product.status == Status.ACTIVE and product.published_at is None:
        product.published_at = now
        changed.append("published_at")
    if product.pk is None:
        product.save()
    elif changed:
        product.save(update_fields=changed)
        outcome = "updated"
    if _shelve(row, product) and outcome == "unchanged":
        outcome = "updated"
    return product, outcome


def _columns(row: Row, product: Product | None) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    title = cells.text(row, "title", 200)
    if not title and (product is None or row.has("title")):
        raise row.bad("title", _("is missing."))
    if title:
        columns["name"] = title
    if row.has("body"):
        columns["description"] = paragraphs(row.get("body"))
    if row.has("vendor"):
        columns["brand"] = cells.text(row, "vendor", 80)
    if row.has("tags"):
        columns["tags"] = cells.tags(row)
    if status := _status(row, product):
        columns["status"] = status
    return columns


def _status(row: Row, product: Product | None) -> Status | None:
    """Active goods that are not published online wait as drafts."""
    published = cells.yes_or_no(row, "published")
    word = row.get("status").lower()
    if word and word not in Status.values:
        raise row.bad("status", _("is none of active, draft and archived."))
    if not word and published is None:
        return None if product else Status.ACTIVE
    status = Status(word) if word else Status.ACTIVE
    if status == Status.ACTIVE and published is False:
        return Status.DRAFT
    return status


def _shelve(row: Row, product: Product) -> bool:
    """Put the product on the one shelf that the file names.  True if it moved."""
    if not (row.has("category") or row.has("type")):
        return False
    shelf = category_at(cells.path(row))
    wanted = [shelf] if shelf else []
    if list(product.categories.all()) == wanted:
        return False
    product.categories.set(wanted)
    return True


def _words(outcome: str) -> str:
    return {
        "created": _("variant created"),
        "updated": _("variant updated"),
        "unchanged": _("unchanged"),
    }[outcome]


def _line(group: Group, row: Row, text: str) -> Line:
    return Line(row=row.number, handle=group.handle, text=text)
