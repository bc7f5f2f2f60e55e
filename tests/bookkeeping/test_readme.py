"""The example in the package's README does what it says."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[2] / "bookkeeping" / "README.md"


def test_the_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    setup, _, last = code.strip().rpartition("\n")
    expression, _, expected = last.partition("  # ")
    names: dict[str, object] = {}
    exec(setup, names)  # noqa: S102 - the text is our own
    assert str(eval(expression, names)) == expected  # noqa: S307 - the text is our own
