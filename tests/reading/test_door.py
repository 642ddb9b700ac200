import io
import os
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document

from nlp_service.doctor import pdf_sample
from nlp_service.dossier import Location, Notice, ReadingError, SourceFile
from nlp_service.messages import catalogue
from nlp_service.reading import Upload, desk, opening, read, registry
from nlp_service.reading.door import numbered
from nlp_service.settings import Settings

INLINE = Settings(isolate=False)


def docx(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


PAPERS = {"Đơn đề nghị.pdf": pdf_sample("Đơn đề nghị"), "Báo cáo.docx": docx("Báo cáo"), "phụ lục/3.txt": "Phụ lục".encode()}


def write(folder: Path, members: dict[str, bytes]) -> Path:
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.mark.parametrize("target", sorted(registry.READERS.values()))
def test_every_reader_is_there(target):
    assert callable(registry.load(target))


@pytest.mark.parametrize("isolate", [True, False])
def test_a_folder_an_archive_and_uploads_are_the_same_dossier(isolate, tmp_path):
    settings = Settings(isolate=isolate)
    folder = read(write(tmp_path / "Hồ sơ 7", PAPERS), settings=settings)
    (tmp_path / "hs.zip").write_bytes(zipped(PAPERS))
    archive = read(str(tmp_path / "hs.zip"), settings=settings)
    uploads = read([Upload(f"Hồ sơ 7/{name}", data) for name, data in PAPERS.items()], settings=settings)
    assert folder.sha256 == archive.sha256 == uploads.sha256
    assert (folder.id, folder.name) == ("Hồ sơ 7", "Hồ sơ 7")
    assert (archive.id, archive.name) == ("hs", "hs.zip")
    assert uploads.id == "Hồ sơ 7"
    assert [f.name for f in folder.files] == ["Đơn đề nghị.pdf", "Báo cáo.docx", "phụ lục/3.txt"]
    assert [f.name for f in archive.files] == [f"hs.zip/{f.name}" for f in folder.files]
    assert [f.text for f in folder.files] == ["Đơn đề nghị", "Báo cáo", "Phụ lục"] == [f.text for f in archive.files]
    assert [f.format for f in folder.files] == ["pdf", "docx", "text"]
    assert {(f.status, f.grade) for f in folder.files} == {("read", "A")}
    assert all(f.size == len(PAPERS[f.name]) for f in folder.files)


def test_one_file_and_the_same_under_another_name(tmp_path):
    write(tmp_path, {"a.docx": PAPERS["Báo cáo.docx"], "b.doc": PAPERS["Báo cáo.docx"]})
    one, other = read(tmp_path / "a.docx", settings=INLINE), read(tmp_path / "b.doc", settings=INLINE)
    assert (one.id, one.name, other.id) == ("a", "a.docx", "b")
    assert one.sha256 == other.sha256
    assert one.files[0].text == other.files[0].text == "Báo cáo"
    assert other.files[0].format == "docx"


def test_uploads_are_called_after_their_folder_or_the_first_of_them():
    def called(*names: str) -> tuple[str, str]:
        dossier = read([Upload(name, b"text") for name in names], settings=INLINE)
        return dossier.id, dossier.name

    assert called("Hồ sơ 7.2/a.txt", "Hồ sơ 7.2/b/c.txt") == ("Hồ sơ 7.2", "Hồ sơ 7.2")
    assert called("x/a.b.txt", "y/c.txt") == called("x\\a.b.txt", "d.txt") == ("a.b", "a.b.txt")
    assert called("ho-so.zip") == ("ho-so", "ho-so.zip")
    assert called() == ("", "")


def test_nothing_there():
    with pytest.raises(ReadingError, match="file-missing"):
        read("/no/such/place", settings=INLINE)


@pytest.mark.parametrize(
    ("content", "format_", "code"),
    [
        (b"", "unknown", "file-empty"),
        (b"x" * 3000, "unknown", "file-too-large"),
        (bytes(range(256)) * 4, "unknown", "format-unknown"),
        (b"ID3\x03" + bytes(64), "audio", "format-unsupported"),
        (b"%PDF-1.4\n" + bytes(100), "pdf", "file-damaged"),
        (PAPERS["Báo cáo.docx"][:1500], "docx", "file-damaged"),
        (zipped({}), "zip", "archive-empty"),
    ],
)
def test_bad_files_have_a_code_and_advice_and_stop_nothing(content, format_, code):
    settings = Settings(isolate=False, max_bytes=2500 if code == "file-too-large" else 10**6)
    good = "Xin chào".encode()
    dossier = read([Upload("a.mp3", content), Upload("b.txt", good)], settings=settings)
    bad, fine = dossier.files
    assert (bad.format, bad.status, bad.grade, bad.problems[0].code) == (format_, "failed", "D", code)
    assert "a.mp3" in bad.problems[0].message
    assert bad.problems[0].advice
    assert "{" not in bad.problems[0].message
    assert fine.text == "Xin chào"


def test_words_are_in_the_language_asked_for():
    english = read([Upload("a", b"")], settings=Settings(isolate=False, lang="en")).files[0].problems[0].message
    assert english == catalogue("en")["errors.file-empty.message"].format(name="a")


def test_empty_folders_and_junk(tmp_path):
    write(tmp_path / "x", {"Thumbs.db": b"x", "~$don.docx": b"x", "__MACOSX/._a": b"x"})
    dossier = read(tmp_path / "x", settings=INLINE)
    assert [f.problems[0].code for f in dossier.files] == ["archive-empty"]
    assert not dossier.readable


def test_links_do_not_lead_out_of_a_folder(tmp_path):
    write(tmp_path, {"secret/a.txt": b"secret", "x/b.txt": b"open"})
    os.symlink(tmp_path / "secret" / "a.txt", tmp_path / "x" / "link.txt")
    os.symlink(tmp_path / "secret", tmp_path / "x" / "folder")
    assert [f.text for f in read(tmp_path / "x", settings=INLINE).files] == ["open"]


def test_archives_in_archives_down_to_a_depth():
    inner = zipped({"a.txt": b"inside"})
    letter = EmailMessage()
    letter.set_content("Kính gửi")
    letter["From"], letter["To"], letter["Subject"] = "a@b.vn", "c@d.vn", "x"
    letter.add_attachment(inner, maintype="application", subtype="zip", filename="b.zip")
    dossier = read([Upload("m.eml", bytes(letter))], settings=INLINE)
    assert {f.name: f.text for f in dossier.files} == {"m.eml/b.zip/a.txt": "inside", "m.eml/message.txt": "Kính gửi"}
    for _ in range(4):
        inner = zipped({"x.zip": inner, "b.txt": b"beside"})
    files = read([Upload("x.zip", inner)], settings=INLINE).files
    assert [f.problems[0].code for f in files if f.problems] == ["archive-too-deep"]
    assert sum(f.text == "beside" for f in files) == 3


@pytest.mark.parametrize("isolate", [True, False])
def test_one_budget_for_all_archives(isolate):
    inner = zipped({f"{i}.txt": b"x" * 1000 for i in range(4)})
    outer = zipped({f"{i}.zip": inner for i in range(4)})
    files = read([Upload("x.zip", outer)], settings=Settings(isolate=isolate, max_members=10)).files
    assert sum(f.status == "read" for f in files) == 6
    assert "archive-too-large" in {f.problems[0].code for f in files if f.problems}


def test_a_folder_of_too_many_files(tmp_path):
    write(tmp_path / "x", {f"{i}.txt": b"x" for i in range(5)})
    files = read(tmp_path / "x", settings=Settings(isolate=False, max_members=3)).files
    assert [f.status for f in files].count("read") == 3
    assert [f.problems[0].code for f in files if f.problems] == ["archive-too-large"]


def test_several_workers_at_once_give_the_same(monkeypatch):
    monkeypatch.setattr(desk, "STAGGER", 0)
    inner = {f"{i}.zip": zipped({f"{j}.txt": f"{i} {j}".encode() for j in range(3)}) for i in range(4)}
    uploads = [Upload(name, data) for name, data in (PAPERS | inner).items()] * 2
    several, one = (read(uploads, settings=Settings(workers=2, isolate=isolate)) for isolate in (True, False))
    assert several == one
    assert len(several.files) == 2 * (len(PAPERS) + 12)


def test_names_are_labels_only():
    names = ["../../etc/passwd", "a\0b.txt", "x\u202efdp.exe", "\udce1.txt"]
    files = read([Upload(n, b"text") for n in names], settings=INLINE).files
    assert all(f.status == "read" and f.name.isprintable() for f in files)


def test_places_of_notices_carry_the_index_of_their_file():
    file = SourceFile("a", "", "text", "read", "abc", notices=(Notice("x", Location(0, None, 0, 0, 1)), Notice("y")))
    assert [n.location.file for n in numbered(2, file).notices if n.location] == [2]
    assert numbered(0, file) is file


def test_texts_beyond_all_measure_are_cut_at_a_block(monkeypatch):
    monkeypatch.setattr(opening, "MAX_TEXT", 25)
    file = read([Upload("a.txt", b"first line here\n\nsecond line\n\nthird line")], settings=INLINE).files[0]
    assert (file.status, file.problems[0].code, file.grade) == ("partial", "text-too-long", "C")
    assert len(file.text) <= 25
    assert file.text == file.text[: file.blocks[-1].end]


def test_a_reader_that_fails_in_an_unknown_way_is_coded(monkeypatch):
    monkeypatch.setitem(registry.READERS, "text", f"{__name__}:broken_reader")
    file = read([Upload("a.txt", b"abc")], settings=INLINE).files[0]
    assert (file.status, file.problems[0].code) == ("failed", "file-damaged")


def broken_reader(content: bytes, name: str, settings: Settings) -> SourceFile:
    raise ZeroDivisionError(name)


def test_formats_can_be_added(monkeypatch):
    monkeypatch.setattr(registry, "READERS", dict(registry.READERS))
    registry.register("audio", f"{__name__}:audio_reader")
    file = read([Upload("a.mp3", b"ID3\x03" + bytes(64))], settings=INLINE).files[0]
    assert (file.status, file.format, file.text) == ("read", "audio", "la la la")


def audio_reader(content: bytes, name: str, settings: Settings) -> SourceFile:
    return replace(SourceFile(name, "", "audio", "read", ""), text="la la la")


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
def test_what_is_no_regular_file_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert opened_path(Path("/dev/zero")) == opened_path(tmp_path / "pipe") == "file-damaged"
    with pytest.raises(ReadingError, match="file-missing"):
        read("x" * 5000, settings=INLINE)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may enter everything")
def test_what_may_not_be_read_is_told(tmp_path):
    write(tmp_path, {"a/b/c.txt": b"x", "a/d.txt": b"x"})
    (tmp_path / "a" / "b").chmod(0)
    (tmp_path / "a" / "d.txt").chmod(0)
    files = read(tmp_path / "a", settings=INLINE).files
    assert [(f.name, f.problems[0].code) for f in files] == [("b", "file-damaged"), ("d.txt", "file-damaged")]


def opened_path(path: Path) -> str:
    return read(path, settings=INLINE).files[0].problems[0].code
