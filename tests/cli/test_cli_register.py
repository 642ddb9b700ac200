"""``register``, accounts, profiles, rules and doctor."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from nlp_service.messages import say


@pytest.fixture
def titles(tmp_path: Path) -> Path:
    """A list of two past initiatives."""
    file = tmp_path / "titles.csv"
    file.write_text("Tên sáng kiến,Năm\nChống ngập ngõ nhỏ,2019\nTrồng cây ven đê,2020\n", "utf-8")
    return file


def test_add_list_search_show_remove(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    paths = sample_files["docx"], sample_files["zip"]
    added = run("register", "add", *paths, "--data", data, "--year", 2023, "--decision", "recognised")
    assert added.code == 0
    listed = run("register", "list", "--data", data, "--json").lines
    assert [e["id"] for e in listed] == [sample_files["docx"].stem, sample_files["zip"].stem]
    assert {e["year"] for e in listed} == {2023}
    found = run("register", "search", "thu vien", "--data", data, "--json").lines
    assert [e["id"] for e in found] == [sample_files["zip"].stem]
    assert listed[0]["title"] in run("register", "show", listed[0]["id"], "--data", data).out
    assert run("register", "erase", listed[0]["id"], "--data", data).code == 0
    erased = run("register", "show", listed[0]["id"], "--data", data, "--json").lines[0]
    assert (erased["authors"], erased["files"]) == ([], [])
    assert "files" not in listed[0]  # a list does not look for them
    assert erased["erased"]
    assert run("register", "remove", listed[0]["id"], "--data", data).code == 0
    assert run("register", "show", listed[0]["id"], "--data", data).code == 2


def test_same_id_with_other_content_is_refused(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("register", "add", sample_files["docx"], "--data", data, "--id", "A").code == 0
    again = run("register", "add", sample_files["zip"], "--data", data, "--id", "A")
    assert again.code == 2
    assert "register-id-exists" in again.err


def test_unreadable_is_not_added(run, tmp_path: Path) -> None:
    (tmp_path / "e.docx").write_bytes(b"")
    done = run("register", "add", tmp_path / "e.docx", "--data", tmp_path / "data")
    assert done.code == 1
    assert "file-empty" in done.err


def test_export_and_import(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    run("register", "add", sample_files["docx"], "--data", tmp_path / "a")
    assert run("register", "export", tmp_path / "all.jsonl", "--data", tmp_path / "a").code == 0
    assert run("register", "import", tmp_path / "all.jsonl", "--data", tmp_path / "b").code == 0
    one, two = (run("register", "list", "--data", tmp_path / d, "--json").lines for d in ("a", "b"))
    assert [e["title"] for e in one] == [e["title"] for e in two]


def test_backup_and_restore(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    run("register", "add", sample_files["docx"], "--data", tmp_path / "a")
    assert run("backup", tmp_path / "kho.zip", "--data", tmp_path / "a").code == 0
    assert run("restore", tmp_path / "kho.zip", "--data", tmp_path / "b").code == 0
    one, two = (run("register", "list", "--data", tmp_path / d, "--json").lines for d in ("a", "b"))
    assert one == two


def test_without_a_register_nothing_is_made_and_no_backup_overwritten(run, tmp_path: Path) -> None:
    good = tmp_path / "kho.zip"
    good.write_bytes(b"the good one")
    missing = tmp_path / "missing"
    looks = [("backup", good), ("register", "list"), ("register", "show", "A"), ("register", "search", "cây")]
    for command in (
        *looks,
        ("register", "remove", "A"),
        ("register", "erase", "A"),
        ("register", "export", tmp_path / "a.csv"),
    ):
        done = run(*command, "--data", missing)
        assert done.code == 2
        assert "[register-missing]" in done.err
        assert str(missing) in done.err
    assert not missing.exists()
    assert not (tmp_path / "a.csv").exists()
    assert good.read_bytes() == b"the good one"


def test_backup_and_restore_count_dossiers(run, titles: Path, tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    run("register", "import", titles, "--data", a)
    saved = run("backup", tmp_path / "kho.zip", "--data", a)
    assert say("cli.backed-up", n=2, file=tmp_path / "kho.zip") in saved.out
    back = run("restore", tmp_path / "kho.zip", "--data", b, "--lang", "en")
    assert say("cli.restored", "en", n=2, before=0, file=tmp_path / "kho.zip") in back.out
    again = run("restore", tmp_path / "kho.zip", "--data", b)
    assert say("cli.restored", n=2, before=2, file=tmp_path / "kho.zip") in again.out


def test_an_import_tells_what_it_did_not_understand(run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Tên sáng kiến,Kết quả,Năm\nChống ngập,đã công nhận,2019\nTrồng cây,tạm,2020\n", "utf-8")
    done = run("register", "import", tmp_path / "list.csv", "--data", tmp_path / "data")
    assert done.code == 0  # both rows are there
    assert done.err.strip() == say("cli.doubted", row=3, column=say("cli.column.decision"), value="tạm")
    listed = run("register", "list", "--data", tmp_path / "data", "--json").lines
    assert [e["decision"] for e in listed] == ["recognised", None]


def test_a_list_that_matches_nothing_is_no_empty_register(run, titles: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("register", "import", titles, "--data", data)
    none = run("register", "list", "--year", 1900, "--data", data)
    assert none.err.strip() == say("cli.nothing-matches")
    for e in run("register", "list", "--data", data, "--json").lines:
        run("register", "remove", e["id"], "--data", data)
    assert run("register", "list", "--year", 1900, "--data", data).err.strip() == say("cli.empty-register")


def test_what_is_no_dossier_needs_a_title(run, tmp_path: Path) -> None:
    news = tmp_path / "tin.txt"
    news.write_text(
        "Chiều qua, bão số 5 đổ bộ vào đất liền, gió giật cấp 11, nhiều cây xanh bị đổ.\n"
        "Lực lượng chức năng đã sơ tán hơn hai nghìn hộ dân ở vùng trũng đến nơi an toàn.\n",
        "utf-8",
    )
    done = run("register", "add", news, "--data", tmp_path / "data")
    assert done.code == 2
    assert "[register-no-dossier]" in done.err
    assert str(news) in done.err
    assert run("register", "list", "--data", tmp_path / "data", "--json").lines == []
    told = run("register", "add", news, "--data", tmp_path / "data", "--title", "Sơ tán dân vùng trũng")
    assert told.code == 0
    assert told.err.strip() == say("cli.added-no-dossier", path=news, title="Sơ tán dân vùng trũng")
    assert [e["title"] for e in run("register", "list", "--data", tmp_path / "data", "--json").lines] == [
        "Sơ tán dân vùng trũng"
    ]
    assert run("register", "add", news, news, "--data", tmp_path / "data", "--title", "Hai").code == 2


def test_the_same_files_again_are_there_already(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    path, data = sample_files["docx"], tmp_path / "data"
    first, second = (run("register", "add", path, "--data", data) for _ in range(2))
    assert path.stem in first.out
    assert second.out.strip() == say("cli.already", id=path.stem)
    assert first.out != second.out
    other = run("register", "add", path, "--data", data, "--id", "B")  # the same content under another id is a new entry
    assert say("cli.already", id="B") not in other.out


def test_token_prints_nothing_but_itself(run, tmp_path: Path) -> None:
    done = run("token", "add", "nightly", "--data", tmp_path / "data")
    assert done.code == 0
    assert len(done.out.split()) == 1
    assert done.out.strip() not in run("token", "add", "other", "--data", tmp_path / "data").out
    assert run("token", "add", "nightly", "--data", tmp_path / "data").code == 2


def test_first_user_is_administrator(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, role in (("lan", "administrator"), ("minh", "officer")):
        monkeypatch.setattr(sys, "stdin", io.StringIO("một mật khẩu đủ dài\n"))
        done = run("user", "add", name, "--data", tmp_path / "data")
        assert done.code == 0
        assert role in done.out


def test_profiles_and_rules_are_listed(run) -> None:
    profiles = {p["id"] for p in run("profiles", "--json").lines}
    assert {"tt18_request", "hai_phong_description", "hai_duong_report", "skkn_three_part", "generic"} <= profiles
    rules = run("rules", "--json").lines
    assert {"section-missing", "section-empty", "shares-sum", "not-a-dossier"} <= {r["id"] for r in rules}
    assert "tt18_request" in run("profiles").out
    assert "section-missing" in run("rules", "--lang", "en").out
    unknown = run("rules", "section-mising")
    assert (unknown.code, "[rule-unknown]" in unknown.err) == (2, True)


def test_doctor_looks_into_the_register(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("register", "add", sample_files["docx"], "--data", data)
    told = run("doctor", "--deep", "--json", "--data", data).lines[-1]
    assert (told["id"], told["works"]) == ("register", True)
    assert say("cli.register-whole") in run("doctor", "--deep", "--data", data).out
    for original in (data / "originals").rglob("*"):
        if original.is_file():
            original.unlink()
    told = run("doctor", "--deep", "--json", "--data", data)
    assert told.code == 3
    assert (told.lines[-1]["id"], told.lines[-1]["works"]) == ("register", False)
    assert sample_files["docx"].name in told.lines[-1]["detail"]


def test_doctor_tells_formats_and_how_to_get_them(run) -> None:
    done = run("doctor", "--json")
    told = {c["id"]: c for c in done.lines}
    assert told["format-docx"]["works"]
    assert all(c["works"] or c["install"] or not c["required"] for c in told.values())
    assert done.code == (0 if all(c["works"] or not c["required"] for c in told.values()) else 3)
