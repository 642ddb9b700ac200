"""The list: what is found, in which order, page after page; on both databases."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import settings_on
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from nlp_service.register import Register
from nlp_service.register.database import writing
from nlp_service.service import case_search
from nlp_service.service.listing import ORDERS, Filter, Found, counts, find
from nlp_service.service.problems import ServiceError
from nlp_service.service.roles import LOCAL, Caller
from nlp_service.service.tables import CaseRow, CaseTextRow
from nlp_service.settings import Settings

TITLES = ("Bơm chìm", "An toàn điện", "Bơm chìm", "", "Sổ tay số hoá", "Đọc sách cùng con", "Bơm chìm")
VERDICTS = ("complete", None, "needs_supplement", "complete", None, "needs_review", "complete")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Seven cases."""
    with settings_on(request.param, request, tmp_path_factory.mktemp("list")) as settings, Register.open(settings) as register:
        _fill(register.engine)
        yield register.engine


def _fill(engine: Engine) -> None:
    with writing(engine) as session:
        for i, (title, verdict) in enumerate(zip(TITLES, VERDICTS, strict=True)):
            case = CaseRow(
                id=f"c{i}", name=f"tep-{i}.docx", sha256=f"{i}", state="screened" if verdict else "received", created="2026",
                created_by="an" if i % 2 else "binh", title=title, authors="Nguyễn Thị Ánh", unit=f"Trường {i % 3}",
                verdict=verdict, errors=0,
            )  # fmt: skip
            session.add(case)
            session.flush()
            case_search.remember(session, case, f"Rãnh thu nước và van lật số {i}.", "Lắp song chắn rác.")


def ids(found: Found) -> list[str]:
    return [c.id for c in found.rows]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bom chim", {"c0", "c2", "c6"}),
        ("chìm BƠM", {"c0", "c2", "c6"}),  # facts: in any order
        ("bo ch", {"c0", "c2", "c6"}),  # … and each only begun
        ("nguyen anh truong", {f"c{i}" for i in range(7)}),
        ("tep 3", {"c3"}),
        ("thu nuoc va van lat so 5", {"c5"}),
        ("song chan ra", {f"c{i}" for i in range(7)}),
        ("nuoc thu", set()),  # the text: one after the other
        ('" OR body : NOT * ^ -', set()),
        ("!!!", {f"c{i}" for i in range(7)}),  # no word at all: everything
    ],
)
def test_searching_finds(engine: Engine, asked: str, expected: set[str]) -> None:
    found = find(engine, LOCAL, Filter(q=asked))
    assert set(ids(found)) == expected
    assert found.total == len(expected)


@given(asked=st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(engine: Engine, asked: str) -> None:
    found = find(engine, LOCAL, Filter(q=asked))
    assert found.total == len(found.rows)


@pytest.mark.parametrize("order", list(ORDERS))
@pytest.mark.parametrize("q", ["", "truong"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_joined_are_the_list(engine: Engine, order: str, q: str, limit: int) -> None:
    whole = ids(find(engine, LOCAL, Filter(order=order, q=q), limit=100))
    assert len(whole) == len(TITLES)
    joined: list[str] = []
    cursor: str | None = None
    while True:
        page = find(engine, LOCAL, Filter(order=order, q=q), limit=limit, cursor=cursor)
        assert page.total == len(TITLES)
        joined += ids(page)
        cursor = page.cursor
        if cursor is None:
            break
        assert len(page.rows) == limit
    assert joined == whole


def test_orders_say_what_they_do(engine: Engine) -> None:
    assert ids(find(engine, LOCAL, Filter())) == [f"c{i}" for i in reversed(range(7))]
    assert ids(find(engine, LOCAL, Filter(order="oldest"))) == [f"c{i}" for i in range(7)]
    assert [c.verdict or "" for c in find(engine, LOCAL, Filter(order="verdict")).rows] == sorted(v or "" for v in VERDICTS)


def test_an_uploader_finds_and_counts_only_what_is_their_own(engine: Engine) -> None:
    an = Caller("an", frozenset({"upload"}))
    assert set(ids(find(engine, an, Filter()))) == {"c1", "c3", "c5"}
    assert ids(find(engine, an, Filter(q="bom chim"))) == []
    assert find(engine, an, Filter(q="truong")).total == 3
    assert counts(engine, an)["all"] == 3
    assert counts(engine, LOCAL) == {"all": 7, "running": 2, "undecided": 5, "supplement": 1, "review": 1, "complete": 3}


@pytest.mark.parametrize("cursor", ["x", "12", "é", base64.urlsafe_b64encode(b'["a",-1]').decode(), "W251bGxd"])
def test_a_cursor_that_is_none_is_refused(engine: Engine, cursor: str) -> None:
    with pytest.raises(ServiceError, match="cursor-invalid"):
        find(engine, LOCAL, Filter(), cursor=cursor)


def test_what_is_gone_is_not_found_and_what_changed_is(tmp_path: Path) -> None:
    with Register.open(Settings(data=tmp_path)) as register:
        _fill(register.engine)
        with writing(register.engine) as session:
            case = session.scalars(select(CaseRow).where(CaseRow.id == "c4")).one()
            case.title = "Máy gặt"
            case_search.remember(session, case)
            session.execute(delete(CaseRow).where(CaseRow.id == "c0"))
        assert ids(find(register.engine, LOCAL, Filter(q="so tay"))) == []
        assert ids(find(register.engine, LOCAL, Filter(q="may gat"))) == ["c4"]
        assert ids(find(register.engine, LOCAL, Filter(q="van lat so 4"))) == ["c4"]  # the text stayed
        assert ids(find(register.engine, LOCAL, Filter(q="van lat so 0"))) == []
        with writing(register.engine) as session:
            assert session.scalars(select(CaseTextRow.seq)).all() == [2, 3, 4, 5, 6, 7]
