"""Who does the work of a batch: this process, several processes, or a Dask cluster.

An engine takes orders and gives (index of the order, what came of it) as they are finished, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from nlp_service.settings import Settings

from .examiner import Examined, Examiner, Order

ENGINES = ("inline", "process", "dask")


class Engine(Protocol):
    """Does the work of a batch."""

    def __call__(self, orders: Sequence[Order], settings: Settings, *, compare: bool) -> Iterator[tuple[int, Examined]]:
        """Screen the orders."""


def inline(orders: Sequence[Order], settings: Settings, *, compare: bool) -> Iterator[tuple[int, Examined]]:
    """One after another, here."""
    if orders:
        with Examiner(settings, compare=compare) as examiner:
            yield from Here(examiner)(orders, settings, compare=compare)


class Here:
    """One after another, with an examiner that is there already and knows settings and register itself."""

    def __init__(self, examiner: Examiner) -> None:
        self.examiner = examiner

    def __call__(self, orders: Sequence[Order], settings: Settings, *, compare: bool) -> Iterator[tuple[int, Examined]]:
        """Screen the orders."""
        for i, order in enumerate(orders):
            yield i, self.examiner(order)


def engine(name: str, workers: int, scheduler: str | None = None) -> Engine:
    """The engine of that name with ``workers`` processes (see `Settings.processes`).

    Raises:
        ConfigurationError: ``engine-missing``, its library is not installed.
        ValueError: there is no engine of that name.
    """
    if name == "inline" or (name == "process" and workers == 1):
        return inline
    if name == "process":
        from .processes import Processes

        return Processes(workers)
    if name == "dask":
        from .cluster import Cluster

        return Cluster(workers, scheduler)
    raise ValueError(name)
