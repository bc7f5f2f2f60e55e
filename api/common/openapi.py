"""The OpenAPI description, made from what the endpoints say about themselves and from their wire types.

drf-spectacular walks the addresses; msgspec describes the wire types. ``Described`` is what a method says; a type in
it is a ``Struct``, a tuple of them for "one of these", or ``ListOf`` either.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

import msgspec
from drf_spectacular.drainage import GENERATOR_STATS, set_override
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.common.endpoint import Endpoint

REFERENCES = "#/components/schemas/{name}"
SECURITY = "token"

DRY_RUN = OpenApiParameter(
    name="dryRun",
    type={"type": "boolean"},
    location=OpenApiParameter.QUERY,
    description="`true` answers what would be stored and posted, and stores nothing.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type={"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    location=OpenApiParameter.HEADER,
    description="Sent again with the same key, the write is not done again: its first answer is replayed.",
)
IF_MATCH = OpenApiParameter(
    name="If-Match",
    type={"type": "string"},
    location=OpenApiParameter.HEADER,
    description="The ETag of what was read; 412 when it has changed since.",
)


@dataclass(frozen=True, slots=True)
class ListOf:
    """Marks a list of a wire type, or of one of several."""

    kind: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a method takes and gives, and what one must be allowed to do: for the schema and for the coverage page.

    ``answers`` maps a status to a type (None: no body); ``form`` is a body that may come as a form too.
    """

    answers: Mapping[int, Any]
    body: Any = None
    form: Any = None
    query: Any = None
    privilege: str = ""
    xml: bool = True


class StructExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Tells drf-spectacular how a ``msgspec.Struct`` looks; the types inside become components as well."""

    target_class = "msgspec.Struct"
    match_subclasses = True

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:  # noqa: ARG002 - the given signature
        """Return the name of the component."""
        set_override(self.target, "suppress_collision_warning", value=True)
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:  # noqa: ARG002
        """Return the schema of the type, and register those of the types inside."""
        _, components = msgspec.json.schema_components([self.target], ref_template=REFERENCES)
        own = components.pop(self.target.__name__)
        for name, inner in components.items():
            auto_schema.registry.register_on_missing(component(name, numbered(inner)))
        schema: dict[str, Any] = numbered(own)
        return schema


class StructSchema(AutoSchema):
    """Describes an ``Endpoint`` by its ``described``."""

    PROBLEM: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["message", "errors"],
        "properties": {
            "message": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"field": {"type": ["string", "null"]}, "message": {"type": "string"}},
                },
            },
            "conflicting": {"type": "integer", "description": "Of 409: the id of what is in the way."},
        },
    }

    @property
    def described(self) -> Described:
        """What the method says about itself."""
        return self.endpoint.described[self.method.lower()]

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that is described."""
        return cast("Endpoint", self.view)

    def get_operation_id(self) -> str:
        """Return the endpoint's name with the method."""
        name = type(self.view).__name__
        return f"{name[0].lower()}{name[1:]}{self.method.capitalize()}"

    def get_summary(self) -> str:
        """Return the first line of the method's docstring."""
        return self._docstring().partition("\n")[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        """Return the method's docstring and the privilege that it needs."""
        privilege = self.described.privilege
        return f"{self._docstring()}\n\nNeeds: {privilege}." if privilege else self._docstring()

    def get_tags(self) -> list[str]:
        """Return the noun: the module of the endpoint."""
        return [type(self.view).__module__.rpartition(".")[2]]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the one way to present a token, nothing for public endpoints."""
        if self.method in self.endpoint.public:
            return []
        scheme = {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`TOKEN uuid:<bare token>` or `TOKEN json:<the JSON token>`",
        }
        self.registry.register_on_missing(component(SECURITY, scheme, kind=ResolvedComponent.SECURITY_SCHEMA))
        return [{SECURITY: []}]

    def get_override_parameters(self) -> list[Any]:
        """Return the query parameters, and what every write understands."""
        if self.described.query is None:
            return self._of_writes()
        _, components = msgspec.json.schema_components([self.described.query], ref_template=REFERENCES)
        properties = components[self.described.query.__name__]["properties"]
        return [
            OpenApiParameter(name=name, type=_without_null(schema), location=OpenApiParameter.QUERY)
            for name, schema in properties.items()
        ]

    def _of_writes(self) -> list[OpenApiParameter]:
        """Return the parameters that make a write safe to repeat, to try, and to meet others."""
        if self.method == "GET" or self.method in self.endpoint.public:
            return []
        told = [DRY_RUN, IDEMPOTENCY_KEY]
        return told if self.method == "POST" else [*told, IF_MATCH]

    def get_request_serializer(self) -> Any:
        """Return the body by content type."""
        if self.described.form is not None:
            types = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
            return dict.fromkeys(types, self._schema(self.described.form))
        if self.described.body is None:
            return None
        return dict.fromkeys(["application/json", "application/xml"], self._schema(self.described.body))

    def get_response_serializers(self) -> Any:
        """Return the answers by status, and what a refusal looks like."""
        answers: dict[Any, Any] = {}
        types = ("application/json", "application/xml") if self.described.xml else ("application/json",)
        for status, kind in self.described.answers.items():
            if kind is None:
                answers[str(status)] = OpenApiResponse(description="Done")
            else:
                answers[(str(status), *types)] = OpenApiResponse(self._schema(kind), description="Done")
        problem = component("Problem", self.PROBLEM)
        self.registry.register_on_missing(problem)
        answers["default", "application/json"] = OpenApiResponse(problem.ref, description="Refused")
        return answers

    def _schema(self, kind: Any) -> dict[str, Any]:
        if isinstance(kind, tuple):
            return {"oneOf": [self._schema(each) for each in kind]}
        if isinstance(kind, ListOf):
            return {"type": "array", "items": self._schema(kind.kind)}
        if kind is str:
            return {"type": "string"}
        reference: dict[str, Any] = self.resolve_serializer(kind, "response").ref
        return reference

    def _docstring(self) -> str:
        return inspect.getdoc(getattr(self.view, self.method.lower())) or ""

    def _is_list_view(self, serializer: Any = None) -> bool:  # noqa: ARG002 - the given signature
        return False


def component(name: str, schema: dict[str, Any], *, kind: str = ResolvedComponent.SCHEMA) -> ResolvedComponent:
    """Return a named part of the document; parts of one name are taken to be the same."""
    return ResolvedComponent(name=name, type=kind, object=StructSchema, schema=schema)  # type: ignore[no-untyped-call]


def numbered(schema: Any) -> Any:
    """Return a schema in which decimals are numbers, which is how they are encoded."""
    if isinstance(schema, list):
        return [numbered(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {"type": "number"}
    return {key: numbered(value) for key, value in schema.items() if key != "title"}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: it is left out rather than null."""
    options = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    if options:
        return options[0] if len(options) == 1 else {"anyOf": options}
    return {key: value for key, value in schema.items() if key != "default" or value is not None}


def description(patterns: Sequence[Any], *, title: str) -> tuple[dict[str, Any], list[str]]:
    """Return the OpenAPI document of url patterns, and what drf-spectacular had to complain about."""
    with _complaints() as complaints:
        generator = SchemaGenerator(patterns=list(patterns))  # type: ignore[no-untyped-call]
        document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    document["info"]["title"] = title
    return document, complaints


@contextlib.contextmanager
def _complaints() -> Iterator[list[str]]:
    said = io.StringIO()
    complaints: list[str] = []
    with contextlib.redirect_stderr(said):
        yield complaints
    if GENERATOR_STATS:
        complaints += said.getvalue().splitlines() or ["drf-spectacular complained"]
