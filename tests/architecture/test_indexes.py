"""What every write has to keep up is worth a question that is asked."""

from django.apps import apps
from django.db import models

from tests.architecture.source import FLOORS


def _leading(model: type[models.Model]) -> set[str]:
    """The columns that an index of the whole table begins with."""
    meta = model._meta
    whole = [one for one in meta.indexes if not one.condition]
    unique = [
        one
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint) and not one.condition
    ]
    return {one.fields[0].removeprefix("-") for one in (*whole, *unique) if one.fields}


def test_no_index_is_the_beginning_of_another() -> None:
    twice = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.local_fields
        if field.db_index and not field.unique and field.name in _leading(model)
    ]

    assert twice == []
