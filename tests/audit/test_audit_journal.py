"""The marker protocol: a line that stands complete counts, whatever a kill left behind it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_service.audit.entries import Entry, entries
from nlp_service.audit.examiner import Examined
from nlp_service.audit.failures import lost
from nlp_service.audit.journal import Journal, Record
from nlp_service.dossier import Location, Prose, ReadingError
from nlp_service.duplicates import Comparable

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def _record(id: str, words: str = "lời") -> Record:
    prose = (Prose(Location(0, None, 1, 0, len(words)), words, "solution", 0, "description"),)
    comparable = Comparable(id, "0" * 64, "Tên", ("Vũ Thị Hạnh",), None, 2024, "base", None, None, prose)
    return Record(id, f"stamp-{id}", Examined(lost(Path(f"{id}.docx"), ReadingError("file-empty", name=id), "vi"), comparable))


def _entries(ids: list[str]) -> tuple[Entry, ...]:
    return tuple(Entry(id, Path(f"{id}.docx"), f"stamp-{id}") for id in ids)


@given(st.from_regex(r"[a-z]{1,8}", fullmatch=True), _TEXT)
def test_a_record_survives_its_line(id: str, words: str) -> None:
    record = _record(id, words)
    line = record.line()
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert Record.parse(line) == record


@given(st.integers(0, 10_000), st.integers(1, 5))
@settings(max_examples=40)
def test_a_torn_tail_is_cut_and_the_rest_counts(cut: int, n: int) -> None:
    ids = [f"d{i}" for i in range(n)]
    whole = b"".join(_record(id).line() for id in ids)
    kept = whole[: cut % (len(whole) + 1)]
    complete = kept.count(b"\n")
    with TemporaryDirectory() as folder:
        path = Path(folder, "journal.jsonl")
        path.write_bytes(kept)
        with Journal.open(path, resume=True) as journal:
            assert list(journal.finished(_entries(ids))) == ids[:complete]
            for id in ids[complete:]:
                journal.append(_record(id))
            assert [r.id for r in journal.records(_entries(ids))] == ids


def test_without_resume_it_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(_record("a").line())
    with Journal.open(path, resume=False) as journal:
        assert journal.finished(_entries(["a"])) == {}


def test_entries_are_named_once_and_stamped(tmp_path: Path) -> None:
    for name in ("10.docx", "2.docx", "2.pdf", ".hidden", "~$lock.docx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "hồ sơ").mkdir()
    (tmp_path / "hồ sơ" / "đơn.docx").write_bytes(b"x")
    (tmp_path / "out").mkdir()
    found = entries(tmp_path, leave_out=tmp_path / "out")
    assert [e.id for e in found] == ["2.docx", "2.pdf", "10", "hồ sơ"]
    (tmp_path / "hồ sơ" / "đơn.docx").write_bytes(b"xy")
    again = entries(tmp_path, leave_out=tmp_path / "out")
    assert [a.stamp == b.stamp for a, b in zip(found, again, strict=True)] == [True, True, True, False]
