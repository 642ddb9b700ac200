"""A whole audit: results, workbook, page; killed and resumed; in processes that die."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from openpyxl import load_workbook

from nlp_service.audit import Examined, Order, audit
from nlp_service.audit.engines import inline
from nlp_service.audit.processes import Processes
from nlp_service.corpus import parse_dossier
from nlp_service.dossier import ReadingError, Screening
from nlp_service.samples.docx import write_docx
from nlp_service.settings import Settings

IDS = ("cor-16", "cor-19", "cor-30")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """Three dossiers, a copy of the first under another name, and an empty file."""
    folder = tmp_path_factory.mktemp("years")
    for id in IDS:
        write_docx(parse_dossier(corpus / "dossiers" / f"{id}.dossier").papers, folder / f"{id}.docx")
    shutil.copy(folder / f"{IDS[0]}.docx", folder / "nop-lai.docx")
    (folder / "rong.docx").write_bytes(b"")
    return folder


def _results(out: Path) -> list[Screening]:
    return [Screening.model_validate_json(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]


def test_an_audit_tells_everything(folder: Path, tmp_path: Path, settings: Settings) -> None:
    seen: list[tuple[int, int, str]] = []
    report = audit(folder, tmp_path / "out", settings, progress=lambda *a: seen.append(a))
    assert (report.entries, report.resumed, report.unreadable) == (5, 0, 1)
    assert [n for n, _, _ in seen] == [0, 1, 2, 3, 4, 5]
    results = _results(tmp_path / "out")
    assert [r.dossier.id for r in results] == [*IDS, "nop-lai", "rong"]
    by_id = {r.dossier.id: r for r in results}
    first = by_id["nop-lai"].duplicates[0]
    assert (first.dossier, first.kind, first.level) == (IDS[0], "exact", "high")
    assert by_id[IDS[0]].duplicates[0].dossier == "nop-lai"
    assert not any(d.level == "high" for d in by_id[IDS[1]].duplicates)
    assert all(d.dossier != r.dossier.id for r in results for d in r.duplicates)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert all(r.dossier.name in page for r in results)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_text_of_dossiers_never_becomes_a_formula(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    title = '=HYPERLINK("http://127.0.0.1","x")'
    (folder / f"=1+1 {'<b>'}.txt").write_text(f"ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN\nTên sáng kiến: {title}\n", "utf-8")
    audit(folder, tmp_path / "out", settings)
    book = load_workbook(tmp_path / "out" / "report.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert any(str(c.value).startswith("=1+1") for c in cells)
    assert {c.data_type for c in cells} <= {"s", "n", "inlineStr"}
    assert "<b>" not in (tmp_path / "out" / "report.html").read_text("utf-8")


KILLED = """
import os, signal, sys
from pathlib import Path
from nlp_service.audit import audit
from nlp_service.settings import Settings

def stop(done, total, name):
    if done == 2:
        os.kill(os.getpid(), signal.SIGKILL)

audit(Path(sys.argv[1]), Path(sys.argv[2]), Settings(data=Path(sys.argv[3])), progress=stop)
"""


def test_resumed_after_a_kill_nothing_is_done_twice(folder: Path, tmp_path: Path, settings: Settings) -> None:
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, "-c", KILLED, folder, out, tmp_path / "data"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len((out / "journal.jsonl").read_bytes().splitlines()) == 2
    assert len(_results(out)) == 2
    asked: list[Path] = []

    def counting(orders: Sequence[Order], settings: Settings, *, compare: bool) -> Iterator[tuple[int, Examined]]:
        asked.extend(o.path for o in orders)
        return inline(orders, settings, compare=compare)

    report = audit(folder, out, settings, engine=counting, resume=True)
    assert (report.entries, report.resumed) == (5, 2)
    assert len(asked) == 3
    again = audit(folder, out, settings, engine=counting, resume=True)
    assert (again.resumed, len(asked)) == (5, 3)
    whole = audit(folder, tmp_path / "whole", settings)
    assert whole.verdicts == again.verdicts
    assert list(map(_facts, _results(out))) == list(map(_facts, _results(tmp_path / "whole")))


def _facts(r: Screening) -> dict[str, Any]:
    return r.model_dump(exclude={"timings"}, mode="json")


def test_a_missing_folder_is_told(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(ReadingError) as error:
        audit(tmp_path / "nowhere", tmp_path / "out", settings)
    assert error.value.code == "file-missing"
    assert not (tmp_path / "out").exists()


class Deadly(PurePosixPath):
    """A path that kills the process it is handed to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def test_a_process_that_dies_loses_one_dossier(folder: Path, settings: Settings) -> None:
    orders = [Order(folder / f"{IDS[1]}.docx"), Order(Deadly("deadly.docx")), Order(folder / f"{IDS[2]}.docx")]  # type: ignore[arg-type]
    found = dict(Processes(2)(orders, settings, compare=False))
    assert sorted(found) == [0, 1, 2]
    assert [found[i].screening.verdict == "unreadable" for i in range(3)] == [False, True, False]
    assert found[1].screening.dossier.files[0].errors[0].code == "worker-died"


def test_a_cluster_gives_the_same(folder: Path, settings: Settings) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    command = ["audit", folder, "--out", settings.data / "out", "--engine", "dask", "--workers", "1"]
    done = subprocess.run([sys.executable, "-m", "nlp_service", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr  # the empty file
    lines = (settings.data / "out" / "results.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["dossier"]["id"] for line in lines] == [*IDS, "nop-lai", "rong"]
    assert done.stderr == ""  # no bar where there is no terminal
