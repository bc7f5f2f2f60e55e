"""The generated descriptions fit, and what the wire says about addresses is true."""

from __future__ import annotations

import importlib
import json
import pkgutil
from io import StringIO
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from django.core.management import CommandError, call_command

from api.common import catalogue, openapi
from api.common.catalogue import dialect_tables
from api.dialects.kashoo import wire
from api.dialects.kashoo.urls import ROUTES
from api.dialects.kashoo.wire.base import href
from api.management.commands import coverage as coverage_command
from api.management.commands import openapi as openapi_command
from config.routing import DIALECTS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("command", ["openapi", "coverage"])
def test_the_generated_pages_fit_the_code(command: str) -> None:
    said = StringIO()
    call_command(command, "--check", stdout=said)
    assert "fits" in said.getvalue()


def test_a_page_that_does_not_fit_is_found_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi_command, "FOLDER", tmp_path / "schema")
    monkeypatch.setattr(coverage_command, "PAGE", tmp_path / "coverage.md")
    for command in ("openapi", "coverage"):
        with pytest.raises(CommandError, match="--write"):
            call_command(command, "--check")
        call_command(command, "--write", stdout=StringIO())
        call_command(command, "--check", stdout=StringIO())


def test_complaints_of_the_generator_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi_command, "description", lambda *_, **__: ({}, ["odd"]))
    with pytest.raises(CommandError, match="odd"):
        call_command("openapi", "--check")


def test_the_document_is_openapi_3_1_and_its_references_resolve() -> None:
    (table,) = dialect_tables()
    document, complaints = openapi.description(table.urlpatterns, title="x")
    assert complaints == []
    assert document["openapi"] == "3.1.0"
    text = json.dumps(document, default=str)
    for name in set(text.split('"#/components/schemas/')[1:]):
        assert name.split('"')[0] in document["components"]["schemas"]
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    invoice = document["components"]["schemas"]["LineItemIn"]["properties"]["rate"]
    assert {"type": "number", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18} in invoice["anyOf"]
    assert document["components"]["schemas"]["LineItemOut"]["properties"]["rate"]["anyOf"][0] == {"type": "number"}


def test_every_operation_says_what_it_needs() -> None:
    for route in ROUTES:
        methods = {method for method in ("get", "post", "put", "delete") if hasattr(route.view, method)}
        assert methods == set(route.operations) == set(route.view.described), route.path
        for described in route.view.described.values():
            assert described.answers


def test_links_lead_somewhere() -> None:
    for noun in ("businesses", "accounts", "contacts", "records"):
        assert DIALECTS.find(href(noun, 7)) is not None


def test_the_root_of_the_checkout_is_found() -> None:
    assert (catalogue.ROOT / "manage.py").is_file()


def test_no_two_wire_types_have_one_name() -> None:
    found: dict[str, set[str]] = {}
    for module in pkgutil.walk_packages(wire.__path__, f"{wire.__name__}."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                found.setdefault(kind.__name__, set()).add(kind.__module__)
    assert {name: where for name, where in found.items() if len(where) > 1} == {}
