"""`column__like="a%"`: what Django's `startswith` and `contains` ask, but with the whole
pattern as the value, so that a prepared query can hold its place."""

from typing import Any

from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class Like(Lookup):
    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, own = self.process_lhs(compiler, connection)
        pattern, given = self.process_rhs(compiler, connection)
        return rf"{column} LIKE {pattern} ESCAPE '\'", [*own, *given]


def starting_with(text: str) -> str:
    return f"{_escaped(text)}%"


def containing(text: str) -> str:
    return f"%{_escaped(text)}%"


def _escaped(text: str) -> str:
    for mark in r"\%_":
        text = text.replace(mark, f"\\{mark}")
    return text
