"""Answers that may still hold: what was shown last, and of which state of the books it was made.

The database is asked for a list only if the books have changed since. Most lists are read far more often than books
change, and no process needs to tell another: the state comes with the question who may ask, from the same statement.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from api.common.wire import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from api.common.calls import Answer
    from businesses.actors import Actor, BusinessFacts
    from businesses.roles import Privilege

T = TypeVar("T")
MOST_BYTES: Final = 16 * 1024 * 1024
"""What a process holds of answers; those that were not asked for longest go first."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An answer, written; whoever may do something else, or has other facts, is to see another one."""

    state: str
    privileges: frozenset[Privilege]
    facts: BusinessFacts
    answer: Answer
    size: int

    def is_for(self, actor: Actor) -> bool:
        return (actor.privileges, actor.business) == (self.privileges, self.facts)


class HeldAnswers:
    """The answers that a process holds, by what was asked: all that they depend on but the books and the actor."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Begin with none."""
        self._most, self._size = most, 0
        self._held: OrderedDict[Hashable, _Held] = OrderedDict()
        self._lock = threading.Lock()

    def answer(
        self,
        asked: Hashable,
        ask: Callable[[str | None], tuple[Actor, str, T | None]],
        show: Callable[[Actor, T], Answer],
    ) -> Answer:
        """Return the answer that is held, if it still holds; else ask, and show what is there.

        ``ask`` takes the state that is known, and returns who asks, the state of the books, and what there is: None if
        it is the known one.
        """
        held = self._find(asked)
        actor, state, found = ask(held.state if held else None)
        if held and found is None and held.is_for(actor):
            return held.answer
        if found is None:
            actor, state, found = ask(None)
        if found is None:
            message = "what is not known was not told"
            raise RuntimeError(message)
        answer = show(actor, found)
        return self._kept(asked, state, actor, answer) if state and answer.status == 200 else answer

    def _find(self, asked: Hashable) -> _Held | None:
        with self._lock:
            held = self._held.get(asked)
            if held:
                self._held.move_to_end(asked)
            return held

    def _kept(self, asked: Hashable, state: str, actor: Actor, answer: Answer) -> Answer:
        """Hold an answer, and return it as it is held."""
        content = encode(answer.value)
        written = replace(answer, value=msgspec.Raw(content))
        with self._lock:
            before = self._held.pop(asked, None)
            self._held[asked] = _Held(state, actor.privileges, actor.business, written, len(content))
            self._size += len(content) - (before.size if before else 0)
            while self._size > self._most:
                _, oldest = self._held.popitem(last=False)
                self._size -= oldest.size
        return written
