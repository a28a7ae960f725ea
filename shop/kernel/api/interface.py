"""The JSON API itself: how endpoints are declared, how errors become refusals, and the
document that tells of them.

    router = endpoints("Cart")

    @router.get("/cart", response=CartOut)                    # private: needs a token
    @router.get("/banners", response=list[Banner], auth=PUBLIC)
    @router.post("/cart", response={200: Line, 201: Line})    # return Status(201, line)

An endpoint returns shapes and raises the DomainErrors of the services.
"""

import json
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import ConfigError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer

from shop.kernel.api.reading import StrictParser
from shop.kernel.api.refusals import CODES, JSON, refusal, refusal_of
from shop.kernel.clock import now
from shop.kernel.errors import DomainError

PUBLIC = None  # `auth=PUBLIC`: everybody; `request.user` may still be somebody

REFUSAL: dict[str, Any] = {
    "type": "object",
    "required": ["message", "code"],
    "properties": {
        "message": {"type": "string", "minLength": 1},
        "code": {"type": "string", "pattern": "^[A-Z_]+$"},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
REFUSED = {
    "description": "Refused: every answer of 400 and above",
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}
    },
}


class Bearer(HttpBearer):
    """Whoever the token named (`accounts.middleware`); nobody is 401."""

    def __call__(self, request: HttpRequest) -> Any:
        return request.user if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError


class Renderer(JSONRenderer):
    """UTF-8 as it is, and no NaN."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(
            data, cls=NinjaJSONEncoder, ensure_ascii=False, allow_nan=False
        )


class Document(OpenAPISchema):
    """Two shapes of one name would be told as one, and the document not be true."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        for name, shape in definitions.items():
            if self.schemas.get(name, shape) != shape:
                raise ConfigError(f"There are two shapes called {name}.")
        super().add_schema_definitions(definitions)


class JsonApi(NinjaAPI):
    """Private unless an endpoint says `auth=PUBLIC`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            version="1",
            urls_namespace="api",
            auth=Bearer(),
            parser=StrictParser(),
            renderer=Renderer(),
            **settings,
        )

    def set_default_exception_handlers(self) -> None:
        answers: dict[type[Exception], Any] = {
            DomainError: _domain_error,
            ValidationError: _validation_error,
            HttpError: _http_error,
            Http404: _missing,
        }
        for error, answer in answers.items():
            self.add_exception_handler(error, answer)

    def get_content_type(self) -> str:
        return JSON

    @cached_property
    def document(self) -> dict[str, Any]:
        """What `/api/openapi.json` says.  Each operation may also refuse."""
        document = Document(self, self.get_root_path({}))
        document["components"]["schemas"]["Refusal"] = REFUSAL
        for methods in document["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = REFUSED
        return document

    def get_openapi_schema(self, **_asked: Any) -> Any:
        return self.document


def endpoints(tag: str) -> Router:
    """A router for an app's `api.py`."""
    return Router(tags=[tag], by_alias=True)


def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return refusal_of(error, now=now())


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refusal(CODES[error.status_code])


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal("NOT_FOUND")


def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for fault in error.errors:
        missing = fault["type"] == "missing"
        why = _("This field is required.") if missing else _("Enter a valid value.")
        fields.setdefault(_field(fault["loc"]), [why])
    return refusal("INVALID_PARAMS", fields=fields)


def _field(place: tuple[str | int, ...]) -> str:
    """`items.0.id`: without the kind of parameter, and the body's name in Python."""
    return ".".join(map(str, place[2 if place[0] == "body" else 1 :])) or "body"
