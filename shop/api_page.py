"""The API's document for people, in development: what there is, what goes in and out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """`tried` is an address to look at, where looking needs no token."""

    tag: str
    method: str
    path: str
    about: str
    is_private: bool
    shapes: list[tuple[str, str]]
    tried: str


class Browsable(DocsBase):
    def render_page(
        self, request: HttpRequest, api: NinjaAPI, **_asked: Any
    ) -> HttpResponse:
        document = api.get_openapi_schema()
        schemas = {
            name: _pretty(schema)
            for name, schema in document["components"]["schemas"].items()
        }
        page = {"title": api.title, "endpoints": [*_all(document)], "schemas": schemas}
        return render(request, "shop/api.html", page)


def _all(document: dict[str, Any]) -> Iterator[Endpoint]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            is_private = "security" in told
            opens = method == "get" and not is_private and "{" not in path
            yield Endpoint(
                tag=told["tags"][0],
                method=method.upper(),
                path=path,
                about=told.get("description", told["summary"]),
                is_private=is_private,
                shapes=[*_shapes(told)],
                tried=path if opens else "",
            )


def _shapes(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if told["parameters"]:
        yield "Parameters", _pretty(told["parameters"])
    if "requestBody" in told:
        yield "Body", _pretty(_schema(told["requestBody"]))
    for status, answer in told["responses"].items():
        yield f"Answer {status}", _pretty(_schema(answer))


def _schema(told: dict[str, Any]) -> Any:
    return told.get("content", {}).get("application/json", {}).get("schema", "nothing")


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
