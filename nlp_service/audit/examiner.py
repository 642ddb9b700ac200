"""One dossier after another through the house, whatever happens: what the engines of a batch call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from nlp_service.dossier import ConfigurationError, Dossier, NlpServiceError, Screening
from nlp_service.duplicates import Bands, Comparable
from nlp_service.messages import unexpected
from nlp_service.reading import read, warm
from nlp_service.rules import RuleBook
from nlp_service.screening import Screener, Stopwatch, comparable
from nlp_service.settings import Settings

from .failures import lost

if TYPE_CHECKING:
    from nlp_service.register import Register

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """One dossier to screen, and what the officer says of it where it is not clear itself.

    ``own`` is the id under which the register may hold this very dossier: the same id with the same content is not compared,
    nor is `id_of_content`, under which a content is kept when another one has that id.
    """

    path: Path
    profile: str | None = None
    level: Literal["base", "city"] | None = None
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of it; ``comparable`` is ``None`` where nothing could be read."""

    screening: Screening
    comparable: Comparable | None

    @property
    def readable(self) -> bool:
        """Whether anything could be read."""
        return self.screening.verdict != "unreadable"


def id_of_content(id: str, sha256: str) -> str:
    """The id of a dossier whose name the register gave to another content already."""
    return f"{id}-{sha256[:8]}"


def has_register(settings: Settings) -> bool:
    """Whether there is a register to compare with (looking must not make one)."""
    return settings.database is not None or (settings.data / "register.sqlite3").is_file()


def _open(settings: Settings) -> Register:
    from nlp_service.register import Register  # its libraries take a quarter of a second, and most have no register yet

    return Register.open(settings)


class Examiner:
    """Loads pipeline, rules and register once and screens dossiers with them.

    With a ``screener`` nothing is loaded: it is used as it stands, and what it compares with stays open at the end.  ``rules``
    and ``bands`` are an office's own where they are not those of the settings.

    Raises:
        NlpServiceError: the house itself is not in order (no model, broken data, a newer register).
    """

    def __init__(
        self,
        settings: Settings,
        *,
        compare: bool = True,
        screener: Screener | None = None,
        rules: RuleBook | None = None,
        bands: Bands | None = None,
    ) -> None:
        self.settings, self.rules, self.bands = settings, rules, bands
        warm(settings)  # the reading process starts while the pipeline is loaded
        self._opened = _open(settings) if screener is None and compare and has_register(settings) else None
        self.screener = screener or Screener(settings, earlier=self._opened)

    def close(self) -> None:
        """Give back the register."""
        if self._opened is not None:
            self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __call__(self, order: Order) -> Examined:
        """Screen one dossier.  A bad dossier gives a result that says so; only a wrong order raises.

        Raises:
            ConfigurationError: ``profile-unknown``.
        """
        try:
            clock = Stopwatch()
            with clock("read"):
                dossier = read(order.path, settings=self.settings)
            screening, doc = self.screener.examine(
                dossier, profile=order.profile, level=order.level, clock=clock, exclude=self._own(order, dossier),
                rules=self.rules, bands=self.bands,
            )  # fmt: skip
        except ConfigurationError:
            raise
        except NlpServiceError as error:
            return Examined(lost(order.path, error, self.settings.lang), None)
        except Exception as error:  # one dossier must not take the batch with it: it gets a coded result
            log.error("%s: %s: %s", order.path, type(error).__name__, error, exc_info=log.isEnabledFor(logging.DEBUG))
            return Examined(lost(order.path, unexpected(error), self.settings.lang), None)
        return Examined(screening, comparable(doc) if dossier.readable else None)

    def _own(self, order: Order, dossier: Dossier) -> frozenset[str]:
        earlier = self.screener.earlier
        if order.own is None or earlier is None:
            return frozenset()
        mine = {order.own, id_of_content(order.own, dossier.sha256)}
        return frozenset(mine.intersection(earlier.same_content(dossier.sha256)))


@lru_cache(maxsize=2)
def shared_examiner(settings: Settings, compare: bool) -> Callable[[Order], Examined]:
    """The examiner of this process, for engines that hand over nothing but calls."""
    return Examiner(settings, compare=compare)
