"""The eyes of the architecture tests see what they should."""

from __future__ import annotations

import ast

from tests.architecture import tree

TEXT = '''
"""Not a string to look at."""
import datetime
import datetime as d
from datetime import datetime as dt
from django.utils import timezone

def now(self):
    """Nor this."""
    datetime.date.today()
    d.datetime.now()
    dt.now()
    return timezone.now, f"INSERT {self} INTO", "plain" "joined"
'''


def test_references_are_named_in_full_whatever_the_alias() -> None:
    found = {name for _, name in tree.references(ast.parse(TEXT))}
    assert {"datetime.date.today", "datetime.datetime.now", "django.utils.timezone.now"} <= found
    assert (12, "datetime.datetime.now") in set(tree.references(ast.parse(TEXT)))


def test_strings_leave_docstrings_out_and_join_what_belongs_together() -> None:
    assert {text for _, text in tree.strings(ast.parse(TEXT))} == {"INSERT x INTO", "plainjoined"}


def test_every_room_of_this_version_is_looked_at() -> None:
    seen = {module.parts[0] for module in tree.modules()}
    assert seen >= set(tree.ROOMS) - {"subscriptions"}
