"""Originals go when their time is over, and nothing else does."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from nlp_service.register.database import reading, writing
from nlp_service.service import create_app, jobs, retention
from nlp_service.service.desk import Desk
from nlp_service.service.intake import Part, receive
from nlp_service.service.policies import RetentionChoice, keep
from nlp_service.service.tables import CaseFileRow, CaseRow, CaseTextRow, JobRow, ReadingRow
from nlp_service.settings import Settings

TODAY = date(2026, 6, 30)


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[TestClient]:
    """A desk whose workers are not started: cases are put into the state that a test wants."""
    client = TestClient(create_app(Settings(data=tmp_path)), base_url="http://127.0.0.1", client=("127.0.0.1", 50000))
    yield client
    client.app.state.desk.register.close()  # type: ignore[attr-defined]


@pytest.fixture
def desk(quiet: TestClient) -> Desk:
    found: Desk = quiet.app.state.desk  # type: ignore[attr-defined]
    return found


def case(desk: Desk, content: bytes, *, old: bool = True, **state: str) -> str:
    """A case with one file and a kept text, stored long ago unless it is not ``old``."""
    received = receive(desk.engine, desk.vault, [Part("a.txt", io.BytesIO(content))], by="canbo")
    with writing(desk.engine) as session:
        session.execute(update(CaseRow).where(CaseRow.id == received.case.id).values({"state": "screened", **state}))
        session.execute(update(CaseTextRow).where(CaseTextRow.seq == received.case.seq).values(body="loi van"))
        session.add(ReadingRow(case=received.case.id, content=b"x"))
    if old:
        os.utime(_file(desk, received.case.id), (0, 0))
    return received.case.id


def _file(desk: Desk, id: str) -> Path:
    with reading(desk.engine) as session:
        return desk.vault.path(session.query(CaseFileRow).filter_by(case=id).one().sha256)


def choose(desk: Desk, months: int | None, *, text: bool = False) -> None:
    keep(desk.engine, RetentionChoice(months=months, text=text), "admin")


def test_only_decided_or_ended_dossiers_whose_time_is_over_lose_their_originals(desk: Desk) -> None:
    over = case(desk, b"1", decision="forward", decided="2024-01-01T00:00:00")
    ended = case(desk, b"2", state="failed", created="2024-01-01T00:00:00")
    recent = case(desk, b"3", decision="forward", decided="2026-06-01T00:00:00")
    waiting = case(desk, b"4", created="2020-01-01T00:00:00")
    running = case(desk, b"5", state="received", decision="return", decided="2020-01-01T00:00:00")
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(0, 0)  # nobody chose to remove anything
    choose(desk, 24)
    assert retention.count_due(desk.engine, RetentionChoice(months=24), TODAY) == 2
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(2, 2)
    assert [_file(desk, c).exists() for c in (over, ended, recent, waiting, running)] == [False, False, True, True, True]
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(0, 0)
    log = [e for e in desk.register.audit_entries() if e.action == "originals.remove"]
    assert {e.subject for e in log} == {over, ended}


def test_bytes_that_another_dossier_needs_stay(desk: Desk) -> None:
    case(desk, b"same", decision="forward", decided="2024-01-01T00:00:00")
    other = case(desk, b"same")
    choose(desk, 12)
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(1, 0)
    assert _file(desk, other).read_bytes() == b"same"


def batch(desk: Desk, *contents: bytes, finished: str | None) -> list[Path]:
    """A batch with these files; gives where they are kept."""
    files = [desk.vault.put_stream(io.BytesIO(content)).sha256 for content in contents]
    with writing(desk.engine) as session:
        job = jobs.put(session, "audit", by="canbo", files=[{"name": f, "sha256": f} for f in files])
        job.status, job.finished = ("done", finished) if finished else ("queued", None)
    for digest in files:
        os.utime(desk.vault.path(digest), (0, 0))
    return [desk.vault.path(digest) for digest in files]


def test_files_of_a_batch_go_after_its_end_but_for_those_that_others_need(desk: Desk) -> None:
    case(desk, b"of a case")
    over = batch(desk, b"of a case", b"of it alone", b"of two batches", finished="2024-01-01T00:00:00")
    waiting = batch(desk, b"of two batches", b"waits", finished=None)
    with reading(desk.engine) as session:
        folder = retention.batch_folder(desk.settings.data, session.query(JobRow).filter_by(status="done").one().id)
    (folder / "in").mkdir(parents=True)  # as a batch leaves it that was stopped
    os.link(over[1], folder / "in" / "a.txt")
    (folder / "report.html").write_text("kept")
    decided = case(desk, b"waits", decision="forward", decided="2024-01-01T00:00:00")
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(0, 0)  # nobody chose to remove anything
    choose(desk, 24)
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(1, 1, 1)
    assert [p.exists() for p in (*over, *waiting)] == [True, False, True, True, True]
    assert [p.name for p in folder.iterdir()] == ["report.html"]
    assert _file(desk, decided).read_bytes() == b"waits"  # the batch is still to come
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(0, 0)


def test_bytes_that_were_just_handed_in_again_stay(desk: Desk) -> None:
    id = case(desk, b"again", old=False, decision="forward", decided="2024-01-01T00:00:00")
    choose(desk, 12)
    assert retention.sweep(desk.engine, desk.vault, TODAY) == retention.Swept(0, 0)
    assert _file(desk, id).exists()


@pytest.mark.parametrize("text", [True, False])
def test_the_text_goes_or_stays_as_chosen(desk: Desk, quiet: TestClient, text: bool) -> None:
    id = case(desk, b"text", decision="forward", decided="2024-01-01T00:00:00")
    choose(desk, 12, text=text)
    retention.sweep(desk.engine, desk.vault, TODAY)
    with reading(desk.engine) as session:
        assert (session.get(ReadingRow, id) is None) is text
        body = session.query(CaseTextRow.body).join(CaseRow, CaseRow.seq == CaseTextRow.seq).filter(CaseRow.id == id).scalar()
        assert body == ("" if text else "loi van")
    original = quiet.get(f"/cases/{id}/files/0")
    assert (original.status_code, original.json()["code"]) == (410, "originals-removed")
    again = quiet.post(f"/api/v1/screenings/{id}/again", json={})
    assert again.status_code == (410 if text else 202)


def test_the_sweep_is_a_job_once_a_day_and_only_where_wanted(desk: Desk) -> None:
    assert not retention.put_if_time(desk.engine)
    choose(desk, 12)
    assert retention.put_if_time(desk.engine)
    assert not retention.put_if_time(desk.engine)
    with writing(desk.engine) as session:
        session.execute(update(JobRow).values(created="2020-01-01T00:00:00.000+00:00"))
    assert retention.put_if_time(desk.engine)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 240))
def test_time_is_over_exactly_after_the_months(today: date, months: int) -> None:
    query = retention.due(RetentionChoice(months=months), today)
    assert query is not None
    before = next(v for v in query.compile().params.values() if isinstance(v, str) and v[:2] in ("19", "20", "21"))
    assert datetime.fromisoformat(before).date() < today
    assert (today.year - int(before[:4])) * 12 + today.month - int(before[5:7]) == months
