"""A progress bar on standard error, and only where that is a terminal."""

from __future__ import annotations

import shutil
import time
from types import TracebackType
from typing import Self, TextIO


class Bar:
    """Call it with (finished, all, name of the last)."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.shown = stream.isatty()
        self.start = time.monotonic()
        self.first: int | None = None  # finished before this run

    def __call__(self, done: int, total: int, name: str) -> None:
        """Draw it anew."""
        if not self.shown:
            return
        self.first = done if self.first is None else self.first
        share = done / total if total else 1.0
        filled = int(share * 24)
        ours = done - self.first
        left = f" {(time.monotonic() - self.start) / ours * (total - done):5.0f} s" if ours else ""
        text = f"[{'#' * filled}{'.' * (24 - filled)}] {done}/{total}{left} {name}"
        self.stream.write("\r\x1b[K" + text[: shutil.get_terminal_size().columns - 1])
        self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
