"""``screen`` and ``classify``: what they print and how they end."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from docx import Document

import nlp_service.reading
from nlp_service.classification import subfield_name
from nlp_service.dossier import Screening
from nlp_service.messages import LANGUAGES, catalogue, say


def test_report_begins_with_the_verdict(run, sample_files: dict[str, Path]) -> None:
    done = run("screen", sample_files["docx"])
    assert done.code == 0
    first = done.out.splitlines()[0]
    assert first.startswith(say("cli.verdict"))
    for part in ("checklist", "findings", "field", "duplicates"):
        assert say(f"cli.{part}") in done.out
    assert say("names.section.novelty") in done.out


def test_english_report(run, sample_files: dict[str, Path]) -> None:
    for arguments in (("screen", "--lang", "en"), ("--lang", "en", "screen")):
        done = run(*arguments, sample_files["docx"])
        assert done.out.startswith("VERDICT: ")
        assert say("cli.verdict") not in done.out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_report_speaks_no_codes(run, tmp_path: Path, corpus: Path, lang: str) -> None:
    paper = tmp_path / "mo-ta.docx"
    document = Document()
    for line in (
        "BẢN MÔ TẢ SÁNG KIẾN", "1. Tên sáng kiến: “Dạy giải toán có lời văn lớp 4 bằng sơ đồ đoạn thẳng”",
        "2. Tác giả: Nguyễn Thị Hoa, giáo viên Trường Tiểu học Hoa Sen", "3. Nội dung giải pháp",
        "Học sinh lớp 4 vẽ sơ đồ đoạn thẳng trước khi giải toán có lời văn, cô giáo chấm sơ đồ trước, bài giải sau.",
        "4. Tính mới, tính sáng tạo", "Lần đầu sơ đồ được chấm riêng, học sinh sửa sơ đồ rồi mới viết lời giải.",
        "5. Hiệu quả, lợi ích thu được", "Bài giải đúng tăng từ 12 lên 27 em trong lớp 35 em sau một học kỳ.",
    ):  # fmt: skip
        document.add_paragraph(line)
    document.save(str(paper))
    printed = run("screen", paper, "--lang", lang)
    result = Screening.model_validate(run("screen", paper, "--json", "--lang", lang).lines[0])
    assert result.classification is not None
    assert result.classification.subfield is not None
    assert result.classification.subfield not in printed.out
    assert subfield_name(result.classification.subfield, lang, corpus) in printed.out
    assert say("names.level.unknown", lang) in next(f.message for f in result.findings if f.rule == "component-missing")
    assert "““" not in printed.out


def test_a_subfield_nobody_named_keeps_its_id(corpus: Path, tmp_path: Path) -> None:
    assert subfield_name("our-own", "vi", corpus) == "our-own"
    assert subfield_name("edu-math", "vi", tmp_path) == "edu-math"


def test_json_lines_in_order(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty.docx"
    empty.write_bytes(b"")
    paths = [sample_files["zip"], empty, tmp_path / "no-such-file.pdf", sample_files["docx"]]
    done = run("screen", "--json", *paths, "--jobs", 2)
    assert done.code == 1
    results = [Screening.model_validate(line) for line in done.lines]
    assert [r.dossier.name for r in results] == [p.name for p in paths]
    assert [r.verdict == "unreadable" for r in results] == [False, True, True, False]
    assert [e.code for r in results for f in r.dossier.files for e in f.errors] == ["file-empty", "file-missing"]
    assert [r.classification.label for r in results if r.verdict == "unreadable" and r.classification] == ["unknown"] * 2
    assert done.lines[0]["schema"] == "nlp-service/screening@1"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("truncated.docx", b"PK\x03\x04broken"), ("fake.pdf", b"%PDF-1.7\nnothing"), ("noise.bin", bytes(range(256)) * 8),
        ("empty.pdf", b""), ("fake.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ],
)  # fmt: skip
def test_bad_files_end_in_words(run, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = run("screen", path)
    assert done.code == 1
    assert say("names.verdict.unreadable").upper() in done.out
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_bad_file_is_named_once_in_a_finding(run, sample_files: dict[str, Path], tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(sample_files["docx"], folder)
    (folder / "rong.pdf").write_bytes(b"")
    (result,) = run("screen", folder, "--json", "--lang", lang).lines
    (found,) = [f for f in result["findings"] if f["rule"] == "unreadable"]
    assert found["message"].count("rong.pdf") == 1
    assert found["message"] == next(f for f in result["dossier"]["files"] if f["errors"])["errors"][0]["message"]


def test_every_problem_of_a_file_names_it() -> None:
    """The finding about unread files leans on it."""
    reading = "\n".join(p.read_text("utf-8") for p in Path(nlp_service.reading.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r"""\b(?:ReadingError|problem)\(\s*["']([a-z]+(?:-[a-z]+)+)["']""", reading))
    assert {"file-empty", "no-text", "page-failed"} <= codes
    assert [c for c in codes for lang in LANGUAGES if "{name}" not in catalogue(lang)[f"errors.{c}.message"]] == []


def test_a_path_that_is_not_there_gets_no_report(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    missing = tmp_path / "missing.docx"
    done = run("screen", missing)
    assert (done.code, done.out) == (1, "")
    assert "[file-missing]" in done.err
    assert str(missing) in done.err
    both = run("screen", missing, sample_files["docx"], tmp_path / ("x" * 300))
    assert both.code == 1
    assert both.out.count(say("cli.verdict")) == 1
    assert both.err.count("[file-missing]") == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_data_folder_without_a_register_is_named(run, sample_files: dict[str, Path], tmp_path: Path, lang: str) -> None:
    wrong = tmp_path / "wrong"
    told = say("cli.not-compared", lang, data=wrong)
    assert str(wrong) in told
    assert told in run("screen", sample_files["docx"], "--data", wrong, "--lang", lang).out
    asked = run("screen", sample_files["docx"], "--data", wrong, "--lang", lang, "--json")
    assert (told in asked.err, len(asked.lines)) == (True, 1)
    assert not wrong.exists()


def test_news_is_no_dossier(run, tmp_path: Path) -> None:
    news = tmp_path / "tin.txt"
    news.write_text(
        "Chiều qua, bão số 5 đổ bộ vào đất liền, gió giật cấp 11, nhiều cây xanh bị đổ.\n"
        "Lực lượng chức năng đã sơ tán hơn hai nghìn hộ dân ở vùng trũng đến nơi an toàn.\n"
        "Dự báo mưa còn kéo dài đến hết tuần, người dân cần theo dõi thông báo của đài khí tượng.\n",
        "utf-8",
    )
    done = run("screen", news, "--json")
    assert done.code == 0
    assert done.lines[0]["verdict"] == "not_a_dossier"


def test_save_then_compare(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = run("screen", sample_files["docx"], "--data", data, "--save", "--json")
    assert first.code == 0
    assert first.lines[0]["duplicates"] == []
    again = run("screen", sample_files["docx"], "--data", data, "--json").lines[0]["duplicates"]
    assert [(d["kind"], d["level"]) for d in again] == [("exact", "high")]
    shown = run("register", "show", sample_files["docx"].stem, "--data", data, "--json").lines[0]
    assert shown["files"][0][0] == sample_files["docx"].name


def test_saving_again_is_no_copy_of_itself(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    path = tmp_path / "same-name.docx"
    paper = Document(str(sample_files["docx"]))
    paper.add_paragraph("Bản sửa lần hai.")
    paper.save(str(tmp_path / "other.docx"))
    other = (tmp_path / "other.docx").read_bytes()
    seen = []
    for content in (sample_files["docx"].read_bytes(), other, other):  # the second finds its name taken
        path.write_bytes(content)
        result = run("screen", path, "--data", data, "--save", "--json").lines[0]
        seen.append([d["dossier"] for d in result["duplicates"]])
    assert seen == [[], ["same-name"], ["same-name"]]
    assert len(run("register", "list", "--data", data, "--json").lines) == 2
    twin = tmp_path / "twin.docx"
    twin.write_bytes(sample_files["docx"].read_bytes())
    found = run("screen", twin, "--data", data, "--save", "--json").lines[0]["duplicates"]
    assert ("same-name", "exact") in [(d["dossier"], d["kind"]) for d in found]


def test_looking_makes_no_register(run, sample_files: dict[str, Path], tmp_path: Path) -> None:
    run("screen", sample_files["docx"], "--data", tmp_path / "data")
    assert not (tmp_path / "data" / "register.sqlite3").exists()


def test_classify_lines_in_order(run) -> None:
    texts = ["Tổ chức góc chơi mở giúp trẻ 5 tuổi mạnh dạn giao tiếp", "Cải tiến máy bơm trạm thuỷ lợi", ""]
    done = run("classify", "--json", *texts)
    assert done.code == 0
    assert [r["label"] for r in done.lines][:2] == ["education", "technical"]
    assert len(done.lines) == 3
