"""What a hostile uploader, a foreign page or a thief of cookies tries, one test each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from starlette.datastructures import Headers

from nlp_service.service import accounts, create_app
from nlp_service.service.guard import foreign
from nlp_service.settings import Settings

from .test_guard import PASSWORD, as_role

SCRIPT = "<script>alert(1)</script>"
NAME = '"><img src=x onerror=alert(2)>.docx'


def hostile() -> bytes:
    """A dossier whose title is a formula and a script, with a script among its sections."""
    paper = Document()
    for line in (
        "ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN",
        f"Tên sáng kiến: =HYPERLINK(\"http://la.example\") {SCRIPT} & {{{{ agency }}}} {{% raw %}}",
        "Tác giả: Nguyễn Thị Hoa", "Lĩnh vực áp dụng sáng kiến: Giáo dục và đào tạo",
        "Ngày sáng kiến được áp dụng lần đầu: 05/09/2025",
        f"Mô tả bản chất của sáng kiến: {SCRIPT} mỗi lớp có một quyển sổ ghi lỗi hay gặp, cuối tuần cả lớp cùng sửa.",
    ):  # fmt: skip
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[TestClient]:
    """A desk with workers, and with uploaders of two units."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("desk"), models=models))
    people = {"officer": "officer", "truong-a": "uploader", "truong-b": "uploader", "administrator": "administrator"}
    for name, role in people.items():
        accounts.add_user(app.state.desk.engine, name, PASSWORD, role=role, unit=name)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def bad(desk: TestClient) -> dict[str, object]:
    """The hostile dossier, screened."""
    as_role(desk, "truong-a")
    return dict(desk.post("/api/v1/screenings?wait=true", files=[("files", (NAME, hostile()))]).json())


@pytest.fixture(scope="module")
def known(desk: TestClient, dossier: bytes) -> str:
    """A dossier of the other unit, decided on."""
    as_role(desk, "truong-b")
    id = str(desk.post("/api/v1/screenings?wait=true", files=[("files", ("b.docx", dossier))]).json()["id"])
    as_role(desk, "officer").post(f"/api/v1/screenings/{id}/decision", json={"kind": "supplement"})
    return id


def test_the_title_is_what_the_attack_needs(bad: dict[str, object]) -> None:
    title = str(bad["metadata"]["title"])  # type: ignore[index]
    assert SCRIPT in title
    assert title.startswith("=")


def test_no_page_runs_what_a_dossier_says(desk: TestClient, bad: dict[str, object]) -> None:
    as_role(desk, "administrator")
    id = bad["id"]
    for path in (f"/cases/{id}", "/", "/cases", "/register", f"/register/{id}", "/overview", "/admin/log", "/admin"):
        page = desk.get(path)
        assert page.status_code == 200, path
        assert SCRIPT not in page.text, path
        assert "<img src=x" not in page.text, path
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page.text), path
        assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "&lt;script&gt;" in desk.get(f"/cases/{bad['id']}").text


def test_events_carry_names_as_json_and_nothing_breaks_out_of_a_line(desk: TestClient) -> None:
    as_role(desk, "truong-a")
    name = "a\ndata: {}\n\nevent: done\r\n.png"
    job = desk.post("/api/v1/screenings", files=[("files", (name, b"\x89PNG\r\n\x1a\nx"))]).json()
    stream = desk.get(job["links"]["events"])
    assert stream.headers["content-type"].startswith("text/event-stream")
    kinds = [line for line in stream.text.splitlines() if line.startswith("event: ")]
    assert kinds.count("event: done") == 1
    assert all(isinstance(json.loads(line[6:]), dict) for line in stream.text.splitlines() if line.startswith("data: "))


def test_letters_hold_what_the_dossier_says_as_text(desk: TestClient, bad: dict[str, object]) -> None:
    as_role(desk, "administrator")
    desk.post(f"/api/v1/screenings/{bad['id']}/decision", json={"kind": "return", "note": f"{SCRIPT} {{{{ 7*7 }}}} \x0b"})
    for which in ("report", "letter"):
        content = desk.get(f"/api/v1/screenings/{bad['id']}/{which}.docx").content
        assert "<script>" not in ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
        words = " ".join(p.text for p in Document(io.BytesIO(content)).paragraphs)
        assert SCRIPT in words
        assert "{{ agency }}" in words  # a field in a title is nobody's field
        assert "49" not in words


def test_no_cell_of_an_export_is_a_formula(desk: TestClient, bad: dict[str, object]) -> None:
    as_role(desk, "officer")
    rows = list(csv.reader(io.StringIO(desk.get("/cases/export.csv").content.decode("utf-8-sig"), newline="")))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    for path in ("/cases/export.xlsx", "/register/export.xlsx", "/overview/by-unit.xlsx"):
        book = load_workbook(io.BytesIO(desk.get(path).content))
        cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
        assert cells
        assert not any(c.data_type == "f" for c in cells), path


def test_no_download_has_a_name_that_leads_anywhere(desk: TestClient) -> None:
    as_role(desk, "truong-a")
    names = "../../../../etc/passwd", "..\\..\\x.docx", "C:\\x\\y.docx", '/a";b=c\r\nset-cookie: x=y', "\u202efdp.exe", ""
    for name in names:
        answer = desk.post("/api/v1/screenings", files=[("files", (name, b"noi dung"))])
        if answer.status_code == 422:  # no name at all is no file
            continue
        original = desk.get(f"/cases/{answer.json()['id']}/files/0")
        told = original.headers["content-disposition"]
        assert told.startswith("attachment; filename")
        assert not re.search(r"[\r\n]|\.\.|/etc|\\", told)
        assert "set-cookie" not in original.headers
        assert original.headers["content-type"] == "application/octet-stream"
        assert original.content == b"noi dung"


def test_another_units_uploader_gets_at_nothing_by_its_id(desk: TestClient, known: str) -> None:
    as_role(desk, "truong-a")
    api = f"/api/v1/screenings/{known}"
    for path in (
        f"/cases/{known}", f"/cases/{known}/files/0", api, f"{api}/events", f"{api}/findings", f"{api}/report.docx",
        f"{api}/letter.pdf",
    ):  # fmt: skip
        assert desk.get(path).status_code == 404, path
    for path in (f"/cases/{known}/again", f"/cases/{known}/cancel", f"{api}/cancel"):
        assert desk.post(path).status_code == 404, path
    for path in (f"/cases/{known}/duplicates/{known}", f"/register/{known}", f"/api/v1/register/{known}"):
        assert desk.get(path).status_code == 403, path
    assert known not in desk.get("/cases").text
    assert known not in desk.get("/cases/export.csv").text


def test_a_copy_does_not_show_its_uploader_what_others_wrote(desk: TestClient, known: str, dossier: bytes) -> None:
    as_role(desk, "truong-a")
    copy = desk.post("/api/v1/screenings?wait=true", files=[("files", ("c.docx", dossier))]).json()
    (found,) = [d for d in copy["duplicates"] if d["dossier"] == known]
    assert found["passages"] == []
    assert found["authors"] == []
    job = desk.post("/api/v1/screenings", files=[("files", ("c.docx", dossier))]).json()
    assert known not in job["same_as"]
    assert copy["id"] in job["same_as"]
    assert f"/cases/{known}" not in desk.get(f"/cases/{copy['id']}").text
    as_role(desk, "officer")
    (seen,) = [d for d in desk.get(f"/api/v1/screenings/{copy['id']}").json()["duplicates"] if d["dossier"] == known]
    assert seen["passages"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "nonsense"}, {"origin": "null"},
        {"origin": "http://127.0.0.1.la.example"}, {"origin": "http://127.0.0.1:81"}, {"referer": "https://la.example/127.0.0.1"},
        {"origin": "http://[x"},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "call", ["POST /cases/{id}/waive", "POST /logout", "PUT /api/v1/admin/rules", "DELETE /api/v1/register/x"]
)
def test_a_foreign_page_cannot_make_a_browser_act(desk: TestClient, known: str, headers: dict[str, str], call: str) -> None:
    if "nlps_session" not in desk.cookies:
        as_role(desk, "administrator")
    method, path = call.format(id=known).split(" ")
    answer = desk.request(method, path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")


def test_a_browser_that_names_no_page_sends_no_cookie_from_a_foreign_one(desk: TestClient) -> None:
    as_role(desk, "officer")  # from an address of its own
    answer = desk.post("/login", data={"name": "officer", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=lax" in cookie
    assert "httponly" in cookie
    assert not foreign(Headers({}))  # programs name none and bring a token of their own


def test_the_cookie_is_for_https_alone_where_browsers_come_by_https(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, public_url="https://sangkien.example.vn"))
    accounts.add_user(app.state.desk.engine, "lan", PASSWORD)
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), follow_redirects=False)
    assert "; secure" in client.post("/login", data={"name": "lan", "password": PASSWORD}).headers["set-cookie"].lower()
    app.state.desk.register.close()


def test_a_planted_cookie_is_not_the_session_that_a_login_opens(desk: TestClient) -> None:
    planted = {"cookie": "nlps_session=planted"}
    desk.cookies.clear()
    answer = desk.post("/login", data={"name": "officer", "password": PASSWORD}, headers=planted)
    assert "nlps_session=planted" not in answer.headers["set-cookie"]
    desk.cookies.clear()
    assert desk.get("/api/v1/screenings", headers=planted).status_code == 401


def test_a_new_role_or_password_ends_all_sessions(desk: TestClient) -> None:
    as_role(desk, "truong-b")
    assert desk.get("/api/v1/screenings").status_code == 200
    engine = desk.app.state.desk.engine  # type: ignore[attr-defined]
    accounts.change_user(engine, "truong-b", password=PASSWORD + "x")
    assert desk.get("/api/v1/screenings").status_code == 401
    accounts.change_user(engine, "truong-b", password=PASSWORD)


def test_a_locked_door_opens_for_nobody_and_looks_like_any_other(desk: TestClient) -> None:
    accounts.add_user(desk.app.state.desk.engine, "khoa", PASSWORD)  # type: ignore[attr-defined]
    desk.cookies.clear()
    for _ in range(accounts.FAILURES):
        assert desk.post("/login", data={"name": "khoa", "password": "sai mat khau"}).status_code == 401
    answer = desk.post("/login", data={"name": "khoa", "password": PASSWORD})
    stranger = desk.post("/login", data={"name": "khong-co", "password": PASSWORD})
    assert (answer.status_code, answer.text) == (stranger.status_code, stranger.text)  # nobody learns that the name exists
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "next", ["//la.example", "/\\la.example", "https://la.example", "/\t/la.example", "javascript:alert(1)", "\\\\x"]
)
def test_no_login_leads_away(desk: TestClient, next: str) -> None:
    as_role(desk, "officer")
    answer = desk.post("/login", data={"name": "officer", "password": PASSWORD, "next": next})
    assert re.fullmatch(r"/(%09/la\.example)?", answer.headers["location"])
