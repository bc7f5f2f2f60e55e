"""The OpenAPI description, made from what the endpoints say about themselves and from their wire types.

drf-spectacular walks the addresses; msgspec describes the wire types. ``Described`` is what a method says; a type in
it is a ``Struct``, a tuple of them for "one of these", or ``ListOf`` either.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from drf_spectacular.drainage import GENERATOR_STATS, set_override
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REFERENCES = "#/components/schemas/{name}"
SECURITY = "token"


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
    summary: str = field(default="")


class StructExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Tells drf-spectacular how a ``msgspec.Struct`` looks; the types inside become components as well."""

    target_class = "msgspec.Struct"
    match_subclasses = True

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        """Return the name of the component."""
        set_override(self.target, "suppress_collision_warning", value=True)
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """Return the schema of the type, and register those of the types inside."""
        _, components = msgspec.json.schema_components([self.target], ref_template=REFERENCES)
        own: dict[str, Any] = components.pop(self.target.__name__)
        for name, schema in components.items():
            component = ResolvedComponent(
                name=name, type=ResolvedComponent.SCHEMA, object=StructExtension, schema=numbered(schema)
            )
            if component.key not in auto_schema.registry._components:  # noqa: SLF001 - it offers no other question
                auto_schema.registry.register_on_missing(component)
        return numbered(own)


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
        found: Described = self.view.described[self.method.lower()]
        return found

    def get_operation_id(self) -> str:
        """Return the endpoint's name with the method."""
        name = type(self.view).__name__
        return f"{name[0].lower()}{name[1:]}{self.method.capitalize()}"

    def get_summary(self) -> str:
        """Return the first line of the method's docstring."""
        return (self.described.summary or self._docstring().partition("\n")[0]).rstrip(".")

    def get_description(self) -> str:
        """Return the method's docstring and the privilege that it needs."""
        privilege = self.described.privilege
        return f"{self._docstring()}\n\nNeeds: {privilege}." if privilege else self._docstring()

    def get_tags(self) -> list[str]:
        """Return the noun: the module of the endpoint."""
        return [type(self.view).__module__.rpartition(".")[2]]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the one way to present a token, nothing for public endpoints."""
        if self.method in self.view.public:
            return []
        scheme = {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`TOKEN uuid:<bare token>` or `TOKEN json:<the JSON token>`",
        }
        component = ResolvedComponent(
            name=SECURITY, type=ResolvedComponent.SECURITY_SCHEMA, object=StructSchema, schema=scheme
        )
        self.registry.register_on_missing(component)
        return [{SECURITY: []}]

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Return the query parameters."""
        if self.described.query is None:
            return []
        _, components = msgspec.json.schema_components([self.described.query], ref_template=REFERENCES)
        properties = components[self.described.query.__name__]["properties"]
        return [
            OpenApiParameter(name=name, type=_without_null(schema), location=OpenApiParameter.QUERY)
            for name, schema in properties.items()
        ]

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
        component = ResolvedComponent(
            name="Problem", type=ResolvedComponent.SCHEMA, object=StructSchema, schema=self.PROBLEM
        )
        self.registry.register_on_missing(component)
        answers[("default", "application/json")] = OpenApiResponse(component.ref, description="Refused")
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

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False


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
        document = SchemaGenerator(patterns=list(patterns)).get_schema(request=None, public=True)
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
