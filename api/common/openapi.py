"""The OpenAPI description, made from what the endpoints say about themselves and from their wire types.

drf-spectacular walks the addresses; msgspec describes the wire types. A server that is only asked never loads this.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from drf_spectacular.drainage import GENERATOR_STATS, set_override
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api.common.answers import OPTIONAL, PROBLEM, REFUSALS, completed, refused
from api.common.described import Described, ListOf, PartOf, Together
from api.common.wire import MAX_DECIMALS, MAX_INTEGER_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.common.endpoint import Endpoint

REFERENCES = "#/components/schemas/{name}"
SHOWN: Final[list[dict[str, Any]]] = [{"type": "number"}]
"""How a decimal is written in what clients read."""
SENT: Final[list[dict[str, Any]]] = [
    {"type": "number", "exclusiveMinimum": -(10**MAX_INTEGER_DIGITS), "exclusiveMaximum": 10**MAX_INTEGER_DIGITS},
    {"type": "string", "pattern": f"^-?[0-9]{{1,{MAX_INTEGER_DIGITS}}}(\\.[0-9]{{1,{MAX_DECIMALS}}})?$"},
]
"""How a decimal may be written in what clients send."""
FILE: Final[dict[str, Any]] = {"type": "string", "format": "binary"}
"""How the content of a file is written: as it is."""
SECURITY = "token"

DRY_RUN = OpenApiParameter(
    name="dryRun",
    type={"type": "boolean"},
    location=OpenApiParameter.QUERY,
    description="`true` answers what would be stored and posted, and stores nothing.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type={"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"\S"},
    location=OpenApiParameter.HEADER,
    description="Sent again with the same key, the write is not done again: its first answer is replayed.",
)
IF_MATCH = OpenApiParameter(
    name="If-Match",
    type={"type": "string"},
    location=OpenApiParameter.HEADER,
    description="The ETag of what was read; 412 when it has changed since.",
)
IF_NONE_MATCH = OpenApiParameter(
    name="If-None-Match",
    type={"type": "string"},
    location=OpenApiParameter.HEADER,
    description="The ETag of what one has; 304 when it is still that.",
)


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
        described = {name: on_the_wire(name, schema, components) for name, schema in components.items()}
        own = described.pop(self.target.__name__)
        for name, inner in described.items():
            auto_schema.registry.register_on_missing(component(name, inner))
        return own


class StructSchema(AutoSchema):
    """Describes an ``Endpoint`` by its ``described``."""

    @property
    def described(self) -> Described:
        """What the method says about itself."""
        return self.endpoint.described[self.method.lower()]

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that is described."""
        return cast("Endpoint", self.view)

    def get_operation(self, *about: Any) -> dict[str, Any] | None:
        """Return the operation; that its body may be left out, ``completed`` reads off it."""
        operation: dict[str, Any] | None = super().get_operation(*about)
        if operation and self.described.optional:
            operation["requestBody"][OPTIONAL] = True
        return operation

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
        """Return the query parameters, and what every read or every write understands."""
        return [*self._of_query(), *(self._of_reads() if self.method == "GET" else self._of_writes())]

    def _of_query(self) -> list[OpenApiParameter]:
        if self.described.query is None:
            return []
        _, components = msgspec.json.schema_components([self.described.query], ref_template=REFERENCES)
        properties = components.pop(self.described.query.__name__)["properties"]
        for name, inner in components.items():
            self.registry.register_on_missing(component(name, on_the_wire(name, inner, components)))
        return [
            OpenApiParameter(name=name, type=_parameter(schema), location=OpenApiParameter.QUERY)
            for name, schema in properties.items()
        ]

    def _of_reads(self) -> list[OpenApiParameter]:
        """Return the parameter that saves reading what one has."""
        return [IF_NONE_MATCH] if 200 in self.described.answers else []

    def _of_writes(self) -> list[OpenApiParameter]:
        """Return the parameters that make a write safe to repeat, to try, and to meet others."""
        if self.method in self.endpoint.public:
            return []
        told = [DRY_RUN, IDEMPOTENCY_KEY]
        return [*told, IF_MATCH] if self.method != "POST" and self.described.tagged else told

    def get_request_serializer(self) -> Any:
        """Return the body by content type."""
        if self.described.form is not None:
            types = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
            return dict.fromkeys(types, self._schema(self.described.form))
        if self.described.body is None:
            return None
        sent = self._schema(self.described.body)
        rooted = {"allOf": [sent], "xml": {"name": self.described.element}} if self.described.element else sent
        return {"application/json": sent, "application/xml": rooted, **self._uploaded()}

    def _uploaded(self) -> dict[str, Any]:
        """Return the form that may bring a file instead, by its content type."""
        if self.described.upload is None:
            return {}
        told = self.resolve_serializer(self.described.upload, "request").schema or {}  # of a form with nothing else
        properties = {"file": dict(FILE), **told.get("properties", {})}
        form = {"type": "object", "required": ["file", *told.get("required", ())], "properties": properties}
        return {"multipart/form-data": form}

    def get_response_serializers(self) -> Any:
        """Return the answers by status, and what a refusal looks like."""
        answers: dict[Any, Any] = {}
        types = ("application/json", "application/xml") if self.described.xml else ("application/json",)
        for status, kind in self.described.answers.items():
            if self.described.download:
                answers[str(status), "*/*"] = OpenApiResponse(dict(FILE), description="The file")
            elif kind is None:
                answers[str(status)] = OpenApiResponse(description="Done")
            else:
                answers[(str(status), *types)] = OpenApiResponse(self._schema(kind), description="Done")
                if self.described.csv:
                    answers[str(status), "text/csv"] = OpenApiResponse({"type": "string"}, description="Done")
                if self.described.text:
                    answers[str(status), "text/plain"] = OpenApiResponse({"type": "string"}, description="Done")
        if self.method == "GET" and 200 in self.described.answers:
            answers["304"] = OpenApiResponse(description="It is still what If-None-Match or If-Modified-Since names")
        problem = component("Problem", PROBLEM)
        self.registry.register_on_missing(problem)
        for status in self._refused():
            answers[str(status), "application/json"] = OpenApiResponse(problem.ref, description=REFUSALS[status])
        return answers

    def _refused(self) -> Iterator[int]:
        sent = self.described.body is not None or self.described.form is not None
        public = self.method in self.endpoint.public
        return refused(self.method, public=public, addressed="{" in self.path or (sent and not public), sent=sent)

    def _schema(self, kind: Any) -> dict[str, Any]:
        if isinstance(kind, tuple):
            return {"anyOf": [self._schema(each) for each in kind]}
        if isinstance(kind, ListOf):
            return {"type": "array", "items": self._schema(kind.kind), "xml": {"wrapped": True}}
        if isinstance(kind, Together):
            return {"allOf": [self._schema(each) for each in kind.kinds]}
        if isinstance(kind, PartOf):
            return self._part(kind.kind)
        reference: dict[str, Any] = self.resolve_serializer(kind, "response").ref
        return reference

    def _part(self, kind: Any) -> dict[str, Any]:
        """Return the reference to a wire type without its demands: a component of its own."""
        if isinstance(kind, tuple):
            return {"anyOf": [self._part(each) for each in kind]}
        whole = self.resolve_serializer(kind, "response")
        if not whole.schema.get("required"):
            return dict(whole.ref)
        name = f"{kind.__name__.removesuffix('In')}Change"
        part = component(name, {key: value for key, value in whole.schema.items() if key != "required"})
        self.registry.register_on_missing(part)
        return dict(part.ref)

    def _docstring(self) -> str:
        return inspect.getdoc(getattr(self.view, self.method.lower())) or ""

    def _is_list_view(self, serializer: Any = None) -> bool:  # noqa: ARG002 - the given signature
        return False


def component(name: str, schema: dict[str, Any], *, kind: str = ResolvedComponent.SCHEMA) -> ResolvedComponent:
    """Return a named part of the document; parts of one name are taken to be the same."""
    return ResolvedComponent(name=name, type=kind, object=StructSchema, schema=schema)  # type: ignore[no-untyped-call]


def on_the_wire(name: str, schema: dict[str, Any], components: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a wire type as clients meet it: how decimals are written, and where XML has what.

    Decimals are encoded as numbers; what is sent (``…In``) may have them as text too. In XML, scalars are attributes
    and lists have an element of their own.
    """
    plain: dict[str, Any] = _numbered(schema, SENT if name.endswith("In") else SHOWN)
    for each in plain.get("properties", {}).values():
        kinds = {_kind(option, components) for option in each.get("anyOf", [each])} - {"null"}
        if kinds == {"array"}:
            each["xml"] = {"wrapped": True}
        elif "object" not in kinds:
            each["xml"] = {"attribute": True}
    return plain


def _kind(option: dict[str, Any], components: Mapping[str, dict[str, Any]]) -> str:
    if reference := option.get("$ref"):
        return _kind(components[reference.rpartition("/")[2]], components)
    return str(option.get("type", "string"))


def _numbered(schema: Any, decimals: list[dict[str, Any]]) -> Any:
    """Return a schema without titles, in which a decimal is one of the given schemas."""
    if isinstance(schema, list):
        options = [_numbered(each, decimals) for each in schema]
        return [each for option in options for each in (option["anyOf"] if _is_choice(option) else [option])]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return dict(decimals[0]) if len(decimals) == 1 else {"anyOf": [dict(each) for each in decimals]}
    return {key: _numbered(value, decimals) for key, value in schema.items() if key != "title"}


def _is_choice(option: Any) -> bool:
    return isinstance(option, dict) and set(option) == {"anyOf"}


def _parameter(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a query parameter: nothing is its default; ``null`` counts as nothing, except for text."""
    return {key: value for key, value in schema.items() if key != "default" or value is not None}


def description(patterns: Sequence[Any], *, title: str) -> tuple[dict[str, Any], list[str]]:
    """Return the OpenAPI document of url patterns, and what drf-spectacular had to complain about."""
    with _complaints() as complaints:
        generator = SchemaGenerator(patterns=list(patterns))  # type: ignore[no-untyped-call]
        document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    document["info"]["title"] = title
    completed(document)
    return document, complaints


@contextlib.contextmanager
def _complaints() -> Iterator[list[str]]:
    said = io.StringIO()
    complaints: list[str] = []
    with contextlib.redirect_stderr(said):
        yield complaints
    if GENERATOR_STATS:
        complaints += said.getvalue().splitlines() or ["drf-spectacular complained"]
