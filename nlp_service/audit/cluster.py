"""Screening on a Dask cluster: one made for the occasion here, or the scheduler of an office (optional extra ``dask``).

Machines of a cluster must see the same folders under the same paths and have the same version of this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from nlp_service.dossier import ConfigurationError
from nlp_service.settings import Settings

from .examiner import Examined, Order, shared_examiner


class Cluster:
    """The engine ``dask``.

    Raises:
        ConfigurationError: ``engine-missing``.
    """

    def __init__(self, workers: int, scheduler: str | None = None) -> None:
        try:
            import distributed
        except ImportError as error:
            raise ConfigurationError("engine-missing", engine="dask", extra="dask") from error
        self._dask: Any = distributed  # its functions carry no types
        self.workers = workers
        self.scheduler = scheduler

    def __call__(self, orders: Sequence[Order], settings: Settings, *, compare: bool) -> Iterator[tuple[int, Examined]]:
        """Screen the orders.

        Raises:
            ConfigurationError: ``scheduler-missing``, nobody answers at the address.
        """
        with ExitStack() as stack:
            if self.scheduler is None:
                cluster = self._dask.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, dashboard_address=None, silence_logs=40, host="127.0.0.1"
                )
                address = stack.enter_context(cluster)
            else:
                address = self.scheduler
            try:
                client = stack.enter_context(self._dask.Client(address, timeout=10))
            except OSError as error:
                raise ConfigurationError("scheduler-missing", address=str(address)) from error
            futures = {client.submit(_examine, settings, compare, order, pure=False): i for i, order in enumerate(orders)}
            for future in self._dask.as_completed(futures):
                yield futures[future], future.result()


def _examine(settings: Settings, compare: bool, order: Order) -> Examined:
    return shared_examiner(settings, compare)(order)
