"""A folder of past dossiers, screened, compared with each other and with the register, and told in three files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nlp_service.dossier import Screening
from nlp_service.duplicates import Bands
from nlp_service.settings import Settings

from .among import among
from .engines import Engine, inline
from .entries import entries
from .examiner import Order
from .journal import Journal, Record
from .rows import Outcome

#: Called with (finished, all, name of the entry finished last).
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit came to: how many entries, how many of them were finished before, and the verdicts."""

    entries: int
    resumed: int
    verdicts: dict[str, int]
    out: Path

    @property
    def unreadable(self) -> int:
        """How many could not be read."""
        return self.verdicts.get("unreadable", 0)


def audit(
    folder: Path,
    out: Path,
    settings: Settings,
    *,
    engine: Engine = inline,
    resume: bool = False,
    bands: Bands | None = None,
    progress: Progress = lambda done, total, name: None,
) -> AuditReport:
    """Screen every entry of ``folder`` and write ``results.jsonl``, ``report.xlsx`` and ``report.html`` to ``out``.

    While it runs, finished results are appended to ``results.jsonl``; at the end that file is written anew, in the order of
    the entries and with the copies among them, weighed by ``bands`` (those of the settings where none are given).
    ``journal.jsonl`` is what ``resume`` goes by (see `journal`).

    Raises:
        ReadingError: ``file-missing``, there is no such folder.
        NlpServiceError: the house itself is not in order.
    """
    from .page import write_page  # their libraries are of no use to those who screen single dossiers
    from .workbook import write_workbook

    wanted = entries(folder, leave_out=out)
    out.mkdir(parents=True, exist_ok=True)
    with Journal.open(out / "journal.jsonl", resume=resume) as journal:
        finished = journal.finished(wanted)
        waiting = [e for e in wanted if e.id not in finished]
        done = len(finished)
        with (out / "results.jsonl").open("wb") as live:
            live.writelines(_line(Record.parse(line).examined.screening) for line in finished.values())
            live.flush()
            progress(done, len(wanted), "")
            for i, examined in engine([Order(e.path, own=e.id) for e in waiting], settings, compare=True):
                journal.append(Record(waiting[i].id, waiting[i].stamp, examined))
                live.write(_line(examined.screening))
                live.flush()
                done += 1
                progress(done, len(wanted), waiting[i].id)
        records = list(journal.records(wanted))
    known = (frozenset(d.dossier for d in r.examined.screening.duplicates) for r in records)  # the register's, so far
    compared = among(records, bands or Bands.of(settings), settings.lang)
    outcomes = [Outcome(r.id, r.examined.screening, before) for r, before in zip(compared, known, strict=True)]
    results = [o.screening for o in outcomes]
    _replace(out / "results.jsonl", map(_line, results))
    write_workbook(outcomes, out / "report.xlsx", settings.lang)
    write_page(outcomes, out / "report.html", settings.lang, name=folder.resolve().name)
    return AuditReport(len(wanted), len(finished), dict(Counter(r.verdict for r in results)), out)


def _line(screening: Screening) -> bytes:
    return screening.to_json().encode() + b"\n"


def _replace(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file so that at any moment the old one or the new one stands there whole."""
    draft = path.with_suffix(path.suffix + ".draft")
    with draft.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
