"""Figures over whole tables, kept for a while: many people look at the same page, and one of them pays for it.

What was cheap is worked out anew each time, so a small desk is always up to date.  What took ``CHEAP`` seconds or more may
be `SHARE` times as old as it took, a minute at most; while one caller works it out again the others get the old value.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

T = TypeVar("T")
CHEAP = 0.005
SHARE = 50.0
LONGEST = 60.0
MOST = 500  # values of one database


@dataclass(eq=False)
class _Slot:
    busy: Lock = field(default_factory=Lock)
    kept: list[Any] = field(default_factory=list)  # the one value, or none
    until: float = 0.0


class Memo:
    """Kept values by key; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of ``key``: kept, or made now.  An error of ``make`` is raised and nothing is kept."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            if len(self._slots) > MOST:
                self._slots.popitem(last=False)
        if slot.kept and (self._clock() < slot.until or slot.busy.locked()):
            return cast(T, slot.kept[0])
        with slot.busy:
            if slot.kept and self._clock() < slot.until:  # another made it while this one waited
                return cast(T, slot.kept[0])
            start = self._clock()
            value = make()
            took = self._clock() - start
            slot.kept = [value] if took >= CHEAP else []
            slot.until = self._clock() + min(took * SHARE, LONGEST)
            return value


_memos: WeakKeyDictionary[Engine, Memo] = WeakKeyDictionary()
_lock = Lock()


def memo_of(engine: Engine) -> Memo:
    """The kept values of a database, forgotten together with its engine."""
    with _lock:
        return _memos.setdefault(engine, Memo())
