"""How deep numbered lines lie."""

from __future__ import annotations

from .lines import Line
from .numbering import Number

#: number from which a series of a form is too far on for a part to open
LATE = 5


class Depths:
    """Depth of numbered lines, from the series of numbers that are open: a new style opens a deeper series."""

    def __init__(self) -> None:
        self.open: list[tuple[tuple[str, int, str], tuple[int, ...]]] = []
        self.set_off: set[tuple[str, int, str]] = set()  # series whose numbers stood in front of headings

    def of(self, line: Line, *, named: bool = False) -> int | None:
        """Depth of ``line`` from 0; ``None`` where it has no number.

        Bullets open a series only where they carry labels of the form (``named``); those of running text do not.
        """
        number = line.number
        if number is None:
            return line.block.level - 1 if line.block.level is not None and not self.open else None
        if number.style == "bullet":
            series = ("bullet", 1, number.printed[:1])
            at = next((i for i, (kind, _) in enumerate(self.open) if kind == series), len(self.open))
            if not named and not (line.colon and at == len(self.open) - 1):
                return len(self.open)
            self.open[at:] = [(series, (0,))]
            return at
        if number.style == "part" and any(k[0] == "arabic" and path[-1] >= LATE for k, path in self.open):
            return len(self.open)  # "Phần 1" inside the ninth item of a form is one of the author's own
        kind = (number.style, len(number.path), number.printed.rstrip()[-1:] if number.style in ("arabic", "letter") else "")
        heading = line.capitals or bool(line.block.look.bold) or line.block.level is not None
        before = next((i for i, (known, _) in enumerate(self.open) if known == kind), None)
        if heading and before is not None and kind not in self.set_off and number.path[-1] == 1:
            del self.open[before:]  # "1. ĐẶT VẤN ĐỀ" is no part of the list "1. …; 2. …" above it
        self._close_for(kind, number)
        self.open.append((kind, number.path))
        if heading:
            self.set_off.add(kind)
        return len(self.open) - 1

    def _close_for(self, kind: tuple[str, int, str], number: Number) -> None:
        path = number.path
        for i in range(len(self.open) - 1, -1, -1):
            known, last = self.open[i]
            if known == kind and path[:-1] == last[:-1] and path[-1] == last[-1] + 1:
                del self.open[i:]  # the very next of its own series
                return
        for i in range(len(self.open) - 1, -1, -1):
            known, last = self.open[i]
            if len(path) > 1 and path[: len(last)] == last and len(last) < len(path):
                del self.open[i + 1 :]  # 2.1 below 2
                return
            if known[:2] == kind[:2] and path[:-1] == last[:-1] and last[-1] < path[-1] <= last[-1] + 3:
                del self.open[i:]  # 2 after 1
                return
        for i in range(len(self.open) - 1, -1, -1):
            known, last = self.open[i]
            if known == kind and path[-1] != 1:
                del self.open[i:]  # a number out of order still belongs to its series
                return
        if kind[0] in ("part", "roman", "capital") and len(path) == 1:
            ranks = {"part": 0, "roman": 1, "capital": 1}
            self.open = [x for x in self.open if ranks.get(x[0][0], 9) < ranks[kind[0]]]
