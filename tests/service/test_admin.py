"""What an office chooses is kept, written to the log, and holds for the next dossier; by page and by API."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.language.keys import fold
from nlp_service.service import accounts, create_app
from nlp_service.service.api.audits import distinct
from nlp_service.service.desk import Desk
from nlp_service.service.letters.templates import check_template
from nlp_service.service.policies import Unit, UnitsChoice
from nlp_service.service.problems import ServiceError
from nlp_service.service.units import Gazetteer, parse_lines, to_lines
from nlp_service.settings import Settings

API = "/api/v1/admin"


def screen(client: TestClient, content: bytes, **wishes: str) -> dict[str, object]:
    files = [("files", ("a.docx", content))]
    answer = client.post("/api/v1/screenings?wait=true", files=files, data=wishes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def rules_of(result: dict[str, object]) -> set[str]:
    return {f["rule"] for f in result["findings"]}  # type: ignore[attr-defined]


def bare(*lines: str) -> bytes:
    """A description without commitment and signature, in one Word file."""
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


LACKING = bare(
    "ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN", "Tên sáng kiến: Sổ mượn sách bằng mã QR",
    "Lĩnh vực áp dụng sáng kiến: Thư viện trường học", "Ngày sáng kiến được áp dụng lần đầu: 05/09/2025",
    "Mô tả bản chất của sáng kiến: mỗi cuốn sách mang một mã, học sinh quét mã khi mượn và khi trả sách ở thư viện.",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _as_it_was(client: TestClient) -> None:
    client.put(f"{API}/rules", json={})


def test_a_rule_that_is_off_finds_nothing_from_the_next_screening_on(client: TestClient, desk: Desk) -> None:
    before = screen(client, LACKING)
    assert "section-missing" in rules_of(before)
    state = client.put(f"{API}/rules", json={"off": ["section-missing"]}).json()
    assert {r["id"]: r["holds"] for r in state["rules"]}["section-missing"] is False
    assert "section-missing" not in rules_of(screen(client, LACKING))
    kept = client.get(f"/api/v1/screenings/{before['id']}").json()
    assert "section-missing" in rules_of(kept)  # what was screened before is as it was, until it is screened again
    client.post(f"/api/v1/screenings/{before['id']}/again", json={})
    assert "event: done" in client.get(f"/api/v1/screenings/{before['id']}/events").text
    assert "section-missing" not in rules_of(client.get(f"/api/v1/screenings/{before['id']}").json())
    entry = next(e for e in desk.register.audit_entries() if e.action == "policy.set")
    assert (entry.subject, entry.details["off"]) == ("rules", "section-missing")


def test_a_pack_that_is_off_takes_its_rules_with_it_and_a_rule_can_stay_on(client: TestClient) -> None:
    client.put(f"{API}/rules", json={"packs_off": ["tt18_2013"], "on": ["commitment-missing"]})
    found = {f["rule"]: f["rule_version"] for f in screen(client, LACKING)["findings"]}  # type: ignore[attr-defined]
    assert {r for r, v in found.items() if v.startswith("tt18_2013/")} <= {"commitment-missing"}


def test_a_round_has_rules_of_its_own_beside_those_of_the_office(client: TestClient) -> None:
    round = client.post(f"{API}/rounds", json={"name": "Đợt 1", "year": 2026}).json()["id"]
    client.put(f"{API}/rules", json={"off": ["section-missing"]})
    client.put(f"{API}/rounds/{round}/rules", json={"on": ["section-missing"]})
    assert "section-missing" in rules_of(screen(client, LACKING, round=str(round)))
    assert "section-missing" not in rules_of(screen(client, LACKING))
    assert client.delete(f"{API}/rounds/{round}").status_code == 204
    assert client.get(f"{API}/rounds/{round}/rules").json()["code"] == "round-unknown"
    again = client.post(f"{API}/rounds", json={"name": "Đợt 2", "year": 2026}).json()["id"]
    assert client.get(f"{API}/rounds/{again}/rules").json()["choice"]["on"] == []


def test_the_page_switches_what_the_api_shows(client: TestClient) -> None:
    form = {"rule": ["shares-sum:off", "", "share-below-minimum:on"], "pack_off": ["local"]}
    assert client.post("/admin/rules", data=form, follow_redirects=False).status_code == 303
    choice = client.get(f"{API}/rules").json()["choice"]
    assert choice == {"on": ["share-below-minimum"], "off": ["shares-sum"], "packs_off": ["local"]}
    assert 'value="shares-sum:off" selected' in client.get("/admin/rules").text
    round = client.post(f"{API}/rounds", json={"name": "Đợt 3", "year": 2026}).json()["id"]
    client.post(f"/admin/rounds/{round}/rules", data={"rule": ["shares-sum:on"]})
    assert client.get(f"{API}/rounds/{round}/rules").json()["choice"]["on"] == ["shares-sum"]


@pytest.mark.parametrize("body", [{"off": ["khong-co"]}, {"packs_off": ["shares-sum"]}])
def test_a_rule_that_is_not_there_cannot_be_switched(client: TestClient, body: dict[str, list[str]]) -> None:
    assert client.put(f"{API}/rules", json=body).json()["code"] == "rule-unknown"


def test_bands_hold_for_the_next_comparison(client: TestClient, dossier: bytes) -> None:
    screen(client, dossier)
    assert client.put(f"{API}/bands", json={"high": 0.9, "medium": 0.9, "passage": 100}).status_code == 422
    assert client.post("/admin/bands", data={"high": "10", "medium": "20", "passage": "100"}).status_code == 422
    parts = Document(io.BytesIO(dossier))
    for p in parts.paragraphs[len(parts.paragraphs) // 2 :]:
        p.text = ""
    half = io.BytesIO()
    parts.save(half)
    strict = {"high": 0.999, "medium": 0.998, "passage": 100_000}
    assert client.put(f"{API}/bands", json=strict).json() == strict
    low = screen(client, half.getvalue() + b"")["duplicates"]
    client.post("/admin/bands", data={"high": "1", "medium": "0.5", "passage": "20"})
    high = screen(client, half.getvalue())["duplicates"]
    levels = {d["dossier"]: d["level"] for d in low}  # type: ignore[attr-defined]
    assert any(d["level"] == "high" and levels.get(d["dossier"]) != "high" for d in high)  # type: ignore[attr-defined]


def test_a_unit_is_listed_by_the_name_that_the_office_knows_it_by(client: TestClient, dossier: bytes) -> None:
    def listed() -> str:
        id = screen(client, dossier)["id"]
        return str(next(c["unit"] for c in client.get("/api/v1/screenings").json()["items"] if c["id"] == id))

    said = listed()
    assert said
    client.post("/admin/units", data={"lines": f"Đơn vị số 7; {fold(said).upper()}\nTrường Mầm non Họa Mi"})
    assert listed() == "Đơn vị số 7"
    assert "Trường Mầm non Họa Mi" in client.get("/admin/units").text
    assert client.post("/admin/units", data={"lines": "A b\nx y; a B"}).status_code == 422


def test_rounds_are_made_changed_and_checked(client: TestClient) -> None:
    body = {"name": "Đợt sớm", "year": 2026, "opens": "2026-03-01", "closes": "2026-02-01"}
    assert client.post(f"{API}/rounds", json=body).json()["code"] == "round-dates"
    assert client.post(f"{API}/rounds", json={**body, "closes": "2026-02-31"}).json()["code"] == "round-dates"
    made = client.post(f"{API}/rounds", json={**body, "closes": "2026-05-31"}).json()
    client.post(f"/admin/rounds/{made['id']}", data={"name": "Đợt muộn", "year": "2027", "closes": "2027-01-31"})
    (changed,) = [r for r in client.get(f"{API}/rounds").json() if r["id"] == made["id"]]
    assert (changed["name"], changed["year"], changed["opens"], changed["closes"]) == ("Đợt muộn", 2027, None, "2027-01-31")


def test_a_template_is_taken_when_it_renders_and_is_used(client: TestClient, desk: Desk, dossier: bytes) -> None:
    own = bare("Kính gửi {{ authors }}", "{%p for f in findings %}", "{{ f.message }}", "{%p endfor %}", "Dấu của cơ quan")
    assert client.put(f"{API}/letters/report", files={"file": ("mau.docx", own)}).status_code == 204
    assert client.get(f"{API}/letters/report").content == own
    id = screen(client, dossier)["id"]
    letter = Document(io.BytesIO(client.get(f"/api/v1/screenings/{id}/report.docx").content))
    assert "Dấu của cơ quan" in [p.text for p in letter.paragraphs]
    assert any(e.action == "letter.set" for e in desk.register.audit_entries())
    page = client.post("/admin/letters/report", files={"file": ("mau.docx", bare("{{ khong_co }}"))})
    assert page.status_code == 422
    assert "khong_co" in page.text
    assert client.get("/admin/letters/report.docx").content == own  # the one before is still there
    client.post("/admin/letters/report/drop")
    assert client.get(f"{API}/letters/report").content != own


@pytest.mark.parametrize(
    "text",
    [
        "{{ tieu_de }}", "{{ title", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ self.__init__.__globals__ }}",
        "{% for f in findings %}{{ f.nope }}{% endfor %}", "{% include 'letter.docx' %}", "{{ range(10**9) | list }}",
        "{{ 1 / 0 }}", "{%p for f in findings %}",
    ],
)  # fmt: skip
def test_a_template_that_is_wrong_or_reaches_out_is_refused(text: str) -> None:
    with pytest.raises(ServiceError, match="letter-invalid"):
        check_template(bare(text), Settings())


def test_a_template_that_fetches_pictures_or_is_no_word_file_is_refused() -> None:
    paper = Document()
    paper.part.relate_to("http://la.example/x.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    out = io.BytesIO()
    paper.save(out)
    for content in (out.getvalue(), b"", b"PK\x03\x04", b"%PDF-1.7", bare("x")[:-50], b"x" * (6 * 2**20)):
        with pytest.raises(ServiceError, match="letter-invalid"):
            check_template(content, Settings())


def test_users_and_tokens_over_the_api(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    token = accounts.add_token(app.state.desk.engine, "quan-tri", ["admin"])
    head = {"authorization": f"Bearer {token}"}
    with TestClient(app, base_url="http://127.0.0.1", headers=head) as client:
        body = {"name": "lan", "password": "mat-khau-dai-2026", "role": "administrator"}
        assert client.post(f"{API}/users", json=body).status_code == 201
        assert client.post(f"{API}/users", json=body).json()["code"] == "user-exists"
        assert client.patch(f"{API}/users/lan", json={"role": "officer"}).json()["code"] == "last-administrator"
        assert client.patch(f"{API}/users/khac", json={}).status_code == 404
        assert "password" not in client.get(f"{API}/users").text
        made = client.post(f"{API}/tokens", json={"name": "doc", "scopes": ["read"]}).json()
        assert client.get("/api/v1/register", headers={"authorization": f"Bearer {made['token']}"}).status_code == 200
        assert client.delete(f"{API}/tokens/doc").status_code == 204
        assert client.get("/api/v1/register", headers={"authorization": f"Bearer {made['token']}"}).status_code == 401
        assert made["token"] not in client.get(f"{API}/tokens").text
        log = client.get(f"{API}/log").json()["items"]
        assert {e["action"] for e in log} >= {"user.add", "token.add", "token.revoke"}
        health = client.get(f"{API}/health").json()
        assert health["audit_log"] == "whole"


names = st.text(st.characters(blacklist_characters=";", blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=2, max_size=20)


@given(st.lists(st.lists(names, min_size=1, max_size=3), max_size=4))
def test_units_are_the_same_after_writing_and_reading(lines: list[list[str]]) -> None:
    try:
        units = parse_lines("\n".join("; ".join(line) for line in lines))
    except ServiceError:
        return
    assert parse_lines(to_lines(units.units)) == units


@given(st.text(max_size=40))
def test_a_text_that_names_no_unit_stays_as_it_is(text: str) -> None:
    assert Gazetteer(UnitsChoice()).canonical(text) == text
    choice = UnitsChoice(units=(Unit(name="Đơn vị Q7"),))
    assert Gazetteer(choice).canonical(f"{text} - don vi q7.") == "Đơn vị Q7"


@given(st.lists(st.sampled_from(["a", "b", "a/b", "a/b/c", "2-a"]), max_size=8))
def test_no_file_of_a_batch_hides_another(names: list[str]) -> None:
    out = distinct(names)
    assert len(out) == len(names)
    assert len(set(out)) == len(out)
    assert not any(o.startswith(f"{p}/") for o in out for p in out)
