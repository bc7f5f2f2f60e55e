"""Services and selectors: who asks comes first, everything else by name, and the noun before the verb."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import Module, check, faults, modules, snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKERS = {"actor": "Actor", "caller": "Caller"}
CONNECTIONS = frozenset({"connection", "using", "alias"})
NOUN_VERB = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
VERBS = frozenset(  # those that are no nouns of ours as well
    {
        "accept", "add", "apply", "build", "convert", "create", "delete", "do", "ensure", "find", "get", "list", "load",
        "make", "open", "put", "read", "remove", "render", "restore", "save", "send", "take", "update", "verify",
        "write",
    }
)  # fmt: skip
EXEMPT = {
    "businesses/services/tokens.py:password_check": "sign-in: nobody is known yet",
    "businesses/services/tokens.py:token_create": "sign-in: nobody is known yet",
    "businesses/services/tokens.py:token_caller": "makes the Caller",
    "businesses/services/tokens.py:json_token_caller": "makes the Caller",
    "businesses/services/users.py:user_create": "sign-up: nobody is known yet",
}
"""Services without a Caller, as ``module:function``, each with the reason."""


def entrances(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the public functions of a module that EXEMPT does not name."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            exempt = f"{module.path}:{node.name}" in EXEMPT
            if not exempt and not node.name.startswith("_"):
                yield node


def misnamed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a name is not ``<noun>_<verb>``."""
    return not NOUN_VERB.fullmatch(function.name) or function.name.split("_")[0] in VERBS


def unasked(function: ast.FunctionDef | ast.AsyncFunctionDef, first: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the parameters: the first is none of ``first``, or others are positional too."""
    positional = [*function.args.posonlyargs, *function.args.args]
    if not positional or positional[0].arg not in first:
        yield f"{function.lineno}: {function.name} does not take {' or '.join(sorted(first))} first"
        return
    if len(positional) > 1 or function.args.vararg:
        yield f"{function.lineno}: {function.name} takes more than its first argument by position"
    asker = positional[0]
    kind = ASKERS.get(asker.arg)
    if kind and (asker.annotation is None or kind not in ast.unparse(asker.annotation)):
        yield f"{function.lineno}: {function.name}: {asker.arg} is not annotated as {kind}"


def bad_service(module: Module) -> Iterator[str]:
    """Yield the services whose name or parameters are not as agreed."""
    for function in entrances(module):
        if misnamed(function):
            yield f"{function.lineno}: {function.name} is not called <noun>_<verb>"
        yield from unasked(function, frozenset(ASKERS))


def bad_selector(module: Module) -> Iterator[str]:
    """Yield the selectors that do not say first for whom, or on which connection, they read."""
    for function in entrances(module):
        yield from unasked(function, frozenset(ASKERS) | CONNECTIONS)


def layer(name: str) -> tuple[Module, ...]:
    """Return the modules of all rooms that are in a layer, public ones only."""
    return tuple(
        module for module in modules() if module.parts[1:2] == (name,) and not module.parts[-1].startswith("_")
    )


def test_services_take_the_actor_or_caller_first() -> None:
    check(faults(bad_service, layer("services")))


def test_selectors_take_the_actor_caller_or_connection_first() -> None:
    check(faults(bad_selector, layer("selectors")))


def test_every_exemption_is_still_needed() -> None:
    known = {
        f"{module.path}:{node.name}"
        for module in layer("services") + layer("selectors")
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert sorted(set(EXEMPT) - known) == []


@pytest.mark.parametrize(
    "text",
    [
        "def record_create(*, actor: Actor): ...",
        "def record_create(record, actor: Actor): ...",
        "def record_create(actor: Actor, record): ...",
        "def record_create(actor: Actor, *records): ...",
        "def record_create(actor): ...",
        "def record_create(actor: Caller): ...",
        "def create_record(actor: Actor): ...",
        "def create(actor: Actor): ...",
        "def recordCreate(actor: Actor): ...",
        "def record_create(connection: str): ...",
    ],
)
def test_a_bad_service_is_found(text: str) -> None:
    assert list(bad_service(snippet(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "def record_create(actor: Actor, *, record: Record) -> Row: ...",
        "def user_sign_out(caller: Caller) -> None: ...",
        "def _helper(anything): ...",
        "class Plan: ...",
    ],
)
def test_a_good_service_is_not_found(text: str) -> None:
    assert list(bad_service(snippet(text))) == []


def test_selectors_may_take_a_connection_and_need_no_verb() -> None:
    assert list(bad_selector(snippet("def rates(using: str, *, at: date) -> Rates: ..."))) == []
    assert list(bad_selector(snippet("def books(actor: Actor, *, at: date) -> Books: ..."))) == []
    assert list(bad_selector(snippet("def books(business: int) -> Books: ..."))) != []
