"""Filters by attribute: OR inside one, AND across, each counted without itself.

Three steps: read the values on offer, narrow the goods, count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from catalog.models import AttributeValue, Product
from catalog.selectors.texts import text
from catalog.wishes import FACET
from shop.kernel.prepared import prepared

Through = Product.attribute_values.through
Chosen = Mapping[int, list[int]]
COLUMNS = (
    "pk",
    "slug",
    "value",
    "translations",
    "attribute_id",
    "attribute__slug",
    "attribute__name",
    "attribute__translations",
)


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    id: int
    slug: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """`field` is the name of its parameter."""

    name: str
    field: str
    values: list[FacetValue]

    @property
    def chosen(self) -> list[FacetValue]:
        return [value for value in self.values if value.is_chosen]


class Facets:
    """The values on offer, of which some are wanted."""

    def __init__(
        self, values: list[dict[str, Any]], wanted: Mapping[str, list[str]]
    ) -> None:
        self.values = values
        self.chosen: dict[int, list[int]] = {}
        for row in self.values:
            if row["slug"] in wanted.get(row["attribute__slug"], ()):
                self.chosen.setdefault(row["attribute_id"], []).append(row["pk"])

    def shown(self, counts: Mapping[int, int]) -> list[Facet]:
        """Those with something on offer; `counts` answers `counts_of`."""
        facets: dict[int, Facet] = {}
        for row in self.values:
            is_chosen = row["pk"] in self.chosen.get(row["attribute_id"], ())
            if row["pk"] in counts or is_chosen:
                facet = facets.setdefault(row["attribute_id"], _facet(row))
                facet.values.append(_value(row, counts.get(row["pk"], 0), is_chosen))
        return list(facets.values())


def values_question() -> QuerySet[AttributeValue, dict[str, Any]]:
    values = AttributeValue.objects.filter(attribute__is_filter=True)
    in_order = values.order_by("attribute__position", "attribute_id", "value")
    return in_order.values(*COLUMNS)


read_values = prepared(values_question)


def narrowed(goods: QuerySet[Product], chosen: Chosen) -> QuerySet[Product]:
    for value_ids in chosen.values():
        having = Through.objects.filter(attributevalue__in=value_ids)
        goods = goods.filter(pk__in=having.values("product_id"))
    return goods


def counts_of(
    goods: QuerySet[Product], chosen: Chosen
) -> QuerySet[Any, tuple[int, int]]:
    """`(value id, products)`, each facet over the goods that all others leave."""
    wanted = Q(product__in=narrowed(goods, chosen).values("pk")) & ~Q(
        attributevalue__attribute__in=chosen
    )
    for attribute_id in chosen:
        others = {key: ids for key, ids in chosen.items() if key != attribute_id}
        wanted |= Q(
            product__in=narrowed(goods, others).values("pk"),
            attributevalue__attribute=attribute_id,
        )
    rows = Through.objects.filter(wanted, attributevalue__attribute__is_filter=True)
    return rows.values_list("attributevalue_id").annotate(Count("product_id"))


def _facet(row: dict[str, Any]) -> Facet:
    name = text(row, "name", "attribute__")
    return Facet(name=name, field=FACET + row["attribute__slug"], values=[])


def _value(row: dict[str, Any], count: int, is_chosen: bool) -> FacetValue:  # noqa: FBT001
    return FacetValue(
        id=row["pk"],
        slug=row["slug"],
        name=text(row, "value"),
        count=count,
        is_chosen=is_chosen,
    )
