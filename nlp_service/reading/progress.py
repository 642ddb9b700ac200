"""Pages as they are recognised, told to whoever waits for a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageRead:
    """Another page of a file was recognised: ``done`` so far, ``of`` pages that the file has (0 where nobody knows)."""

    name: str
    done: int
    of: int


Listener = Callable[[PageRead], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener | None) -> Iterator[None]:
    """Within: pages are told to ``listener``, which may be called from another thread."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def teller(name: str, of: int) -> Callable[[], None]:
    """What to call for every page of a file that is done, from one thread after the other; tells whoever listens now."""
    listener, done = _listener.get(), 0

    def tell() -> None:
        nonlocal done
        done += 1
        if listener is not None:
            listener(PageRead(name, done, of))

    return tell
