"""Pages recognised side by side, in order, with few of them in memory at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np
import numpy.typing as npt

from nlp_service.dossier import ReadingError
from nlp_service.messages import problem
from nlp_service.reading.builder import BlockBuilder
from nlp_service.reading.layout.model import Sheet
from nlp_service.settings import Settings

from .page import Recogniser

Picture = tuple[npt.NDArray[np.uint8], float]  # a page and its resolution


class PageJobs:
    """Recognises pages on all cores.  The networks and tesseract work outside of Python's lock, so threads are enough."""

    def __init__(self, settings: Settings, told: Callable[[], None] = lambda: None) -> None:
        """``told`` is called for every page that is done.

        Raises:
            ReadingError: ``tool-missing`` when no engine is installed.
        """
        self._told, self._telling = told, threading.Lock()
        self._recogniser = Recogniser.of(settings)
        self._workers = settings.processes
        self._pool = ThreadPoolExecutor(self._workers)
        self._jobs: dict[int, Future[Sheet]] = {}

    def __enter__(self) -> PageJobs:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, number: int, picture: Callable[[], Picture]) -> None:
        """Recognise a page; ``picture`` is called here and now, when fewer pages than workers plus one are waiting."""
        waiting = [job for job in self._jobs.values() if not job.done()]
        if len(waiting) > self._workers:
            waiting[0].exception()  # waits; the error, if any, is told by `sheet`
        image, dpi = picture()
        self._jobs[number] = self._pool.submit(self._recognise, image, dpi, number)

    def _recognise(self, image: npt.NDArray[np.uint8], dpi: float, number: int) -> Sheet:
        try:
            return self._recogniser.sheet(image, dpi, number)
        finally:
            with self._telling:
                self._told()

    def sheet(self, number: int) -> Sheet:
        """The page, when it is done.

        Raises:
            ReadingError: an engine failed on it.
        """
        return self._jobs[number].result()


def collect(jobs: PageJobs, numbers: list[int], name: str, settings: Settings, builder: BlockBuilder) -> dict[int, Sheet]:
    """The recognised pages; a page on which an engine failed becomes a problem of the file."""
    sheets: dict[int, Sheet] = {}
    for number in numbers:
        try:
            sheets[number] = jobs.sheet(number)
        except ReadingError:
            builder.problems.append(problem("page-failed", settings.lang, page=number, name=name, number=number))
    return sheets


def note_poor(sheets: list[Sheet], builder: BlockBuilder, below: float) -> None:
    """Note ``ocr-poor`` at the first block of each page that was recognised with little confidence."""
    for sheet in sheets:
        if not sheet.recognised:
            continue
        pieces = [p for row in sheet.rows for p in row]
        letters = sum(len(p.text) for p in pieces)
        if not letters:
            continue
        confidence = sum((p.confidence or 0.0) * len(p.text) for p in pieces) / letters
        if confidence < below:
            first = next((b for b in builder.blocks if b.page == sheet.number), None)
            builder.notice("ocr-poor", first, page=sheet.number, confidence=round(confidence, 2))
