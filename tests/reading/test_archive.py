import io
import shutil
import stat
import unicodedata
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import py7zr
import pytest
from compound import compound
from hypothesis import given
from hypothesis import strategies as st
from rar4 import rar4

from nlp_service.dossier import ReadingError
from nlp_service.reading.archive import Budget, Unpacked, unpack
from nlp_service.reading.archive.members import is_junk, safe_name
from nlp_service.reading.archive.zipped import decode_name
from nlp_service.reading.sniff import sniff

PAPERS = {"1. Đơn.txt": b"don", "phu luc/anh 2.txt": b"hai", "phu luc/anh 10.txt": b"muoi"}
JUNK = {"__MACOSX/._1. x": b"x", "Thumbs.db": b"x", "a/~$bao cao.docx": b"x", ".DS_Store": b"x", ".~lock.a.odt#": b"x"}
needs_unar = pytest.mark.skipif(shutil.which("unar") is None, reason="needs unar")


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def seven(members: dict[str, bytes], **options: object) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def renamed(content: bytes, before: str, after: str) -> bytes:
    """A 7z archive (plain header) with another name of the same length in its table."""
    old, new = (name.encode("utf-16-le") for name in (before, after))
    assert len(old) == len(new)
    assert old in content
    out = bytearray(content.replace(old, new))
    start, size = 32 + int.from_bytes(out[12:20], "little"), int.from_bytes(out[20:28], "little")
    out[28:32] = zlib.crc32(out[start : start + size]).to_bytes(4, "little")
    out[8:12] = zlib.crc32(out[12:32]).to_bytes(4, "little")
    return bytes(out)


def seven_with_unsafe(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.set_encoded_header_mode(False)
        for name, data in members.items():
            archive.writestr(data, name.replace("..", "@@"))
    content = buffer.getvalue()
    for name in members:
        content = renamed(content, name.replace("..", "@@"), name)
    return content


def message(members: dict[str, bytes]) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.vn", "b@example.vn", "Hồ sơ sáng kiến"
    letter.set_content("Kính gửi hội đồng")
    for name, data in members.items():
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def budget(**changes: int) -> Budget:
    return Budget(**{"members": 100, "size": 10**9, "largest": 10**8, **changes})


def contents(unpacked: Unpacked, folder: Path) -> dict[str, bytes | str | None]:
    return {m.name: (folder / m.file).read_bytes() if m.file else m.code for m in unpacked.members}


MAKERS = {"zip": zipped, "7z": seven, "rar": rar4}
formats = pytest.mark.parametrize("format_", ["zip", "7z", pytest.param("rar", marks=needs_unar)])


@formats
def test_papers_come_out_and_junk_stays(format_, tmp_path):
    content = MAKERS[format_](PAPERS | JUNK)
    assert contents(unpack(content, format_, tmp_path, budget()), tmp_path) == PAPERS


@formats
def test_unsafe_names_are_left_out_alone(format_, tmp_path):
    make = seven_with_unsafe if format_ == "7z" else MAKERS[format_]
    content = make({"../../evil.txt": b"x", "a/../../b.txt": b"x", "good.txt": b"y"})
    found = contents(unpack(content, format_, tmp_path, budget()), tmp_path)
    assert found.pop("good.txt") == b"y"
    assert set(found.values()) == {"archive-unsafe"}
    assert len(found) == 2
    assert not (tmp_path.parent / "evil.txt").exists()


@formats
def test_too_many_members_and_too_many_bytes(format_, tmp_path):
    content = MAKERS[format_]({f"{i}.txt": bytes(1000) for i in range(9)})
    few = unpack(content, format_, tmp_path, budget(members=4))
    assert few.code == "archive-too-large"
    assert [m.name for m in few.members if m.file] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert unpack(content, format_, tmp_path, budget(size=2500)).code == "archive-too-large"
    with pytest.raises(ReadingError, match="archive-too-large"):
        unpack(content, format_, tmp_path, budget(size=10))


@formats
def test_one_large_member_does_not_take_the_others_along(format_, tmp_path):
    content = MAKERS[format_]({"a.txt": b"a", "big.bin": bytes(5000), "b.txt": b"b"})
    found = contents(unpack(content, format_, tmp_path, budget(largest=4000)), tmp_path)
    assert found == {"a.txt": b"a", "big.bin": "file-too-large", "b.txt": b"b"}


@formats
def test_one_damaged_member_does_not_take_the_others_along(format_, tmp_path):
    members = {f"{i}.txt": f"paper number {i} ".encode() * 40 for i in range(3)}
    if format_ == "zip":
        content = zipped(members, zipfile.ZIP_STORED)
    elif format_ == "7z":  # an archive of three folders, each compressed for itself
        buffer = io.BytesIO()
        for mode, (name, data) in zip("waa", members.items(), strict=True):
            with py7zr.SevenZipFile(buffer, mode, filters=[{"id": py7zr.FILTER_COPY}]) as archive:
                archive.writestr(data, name)
            buffer.seek(0)
        content = buffer.getvalue()
    else:
        content = rar4(members)
    place = content.index(members["1.txt"])
    content = content[: place + 5] + b"#" + content[place + 6 :]
    found = contents(unpack(content, format_, tmp_path, budget()), tmp_path)
    assert found == members | {"1.txt": "file-damaged"}


def test_bombs_are_stopped(tmp_path):
    content = zipped({f"{i}.txt": bytes(40 * 2**20) for i in range(6)})
    assert len(content) < 2**18
    assert unpack(content, "zip", tmp_path, budget()).code == "archive-too-large"
    assert sum(f.stat().st_size for f in tmp_path.iterdir()) < 130 * 2**20


def test_links_in_zips_are_left_out(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "x")
    assert contents(unpack(buffer.getvalue(), "zip", tmp_path, budget()), tmp_path) == {"link": "archive-unsafe", "a.txt": b"x"}


def encrypted_zip(names: dict[str, bool]) -> bytes:
    content = bytearray(zipped(dict.fromkeys(names, b"x" * 20), zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag in the local and in the central header
        place = 0
        for locked in names.values():
            place = content.index(mark, place) + 4
            content[place - 4 + offset] |= int(locked)
    return bytes(content)


def test_encrypted_archives_are_told(tmp_path):
    with pytest.raises(ReadingError, match="file-encrypted"):
        unpack(encrypted_zip({"a": True, "b": True}), "zip", tmp_path, budget())
    found = contents(unpack(encrypted_zip({"a": True, "b": False}), "zip", tmp_path, budget()), tmp_path)
    assert found == {"a": "file-encrypted", "b": b"x" * 20}
    for options in ({"password": "x"}, {"password": "x", "header_encryption": True}):
        with pytest.raises(ReadingError, match="file-encrypted"):
            unpack(seven(PAPERS, **options), "7z", tmp_path, budget())


@needs_unar
def test_rar_with_encrypted_names_is_told(tmp_path):
    with pytest.raises(ReadingError, match="file-encrypted"):
        unpack(rar4(PAPERS, flags=0x80), "rar", tmp_path, budget())


@pytest.mark.parametrize("format_", ["7z", pytest.param("rar", marks=needs_unar)])
def test_torn_archives_are_told(format_, tmp_path):
    content = MAKERS[format_](PAPERS)
    with pytest.raises(ReadingError, match=r"file-damaged|archive-empty"):
        unpack(content[: len(content) // 3], format_, tmp_path, budget())


def test_a_torn_zip_gives_what_is_left_and_says_so(tmp_path):
    content = MAKERS["zip"](PAPERS)
    for size in (content.index(b"PK\x01\x02"), content.index(b"PK\x01\x02") - 3):
        found = unpack(content[:size], "zip", tmp_path, budget())
        assert found.code == "file-damaged"
        assert [m.name for m in found.members if m.file][: len(PAPERS) - 1] == list(PAPERS)[: len(PAPERS) - 1]
    with pytest.raises(ReadingError, match="file-damaged"):
        unpack(content[:20], "zip", tmp_path, budget())


def test_an_archive_without_papers(tmp_path):
    for content, format_ in ((zipped({}), "zip"), (zipped(JUNK), "zip"), (seven(JUNK), "7z")):
        with pytest.raises(ReadingError, match="archive-empty"):
            unpack(content, format_, tmp_path, budget())


def test_messages(tmp_path):
    found = contents(unpack(message(PAPERS), "eml", tmp_path, budget()), tmp_path)
    assert found.pop("message.txt").strip().decode() == "Kính gửi hội đồng"
    assert found == {name.replace("/", "_"): data for name, data in PAPERS.items()}


def test_forwarded_messages_and_html_letters(tmp_path):
    inner = EmailMessage()
    inner["Subject"] = "trong"
    inner.set_content("ở trong")
    outer = EmailMessage()
    outer.set_content("<p>Kính gửi</p>", subtype="html", charset="utf-8")
    outer.add_attachment(inner)
    found = contents(unpack(outer.as_bytes(), "eml", tmp_path, budget()), tmp_path)
    assert "Kính gửi" in found["message.html"].decode()
    assert b"trong" in found["message-1.eml"]


def test_outlook_messages(tmp_path):
    content = compound(
        {
            "__properties_version1.0": b"x",
            "__substg1.0_1000001F": "Kính gửi hội đồng".ljust(2048, "\n").encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "Đơn.txt".ljust(2048, "\0").encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": b"don" * 2000,
            "__attach_version1.0_#00000001/__substg1.0_37010102": b"hai" * 2000,
        }
    )
    assert sniff(content).format == "msg"
    found = contents(unpack(content, "msg", tmp_path, budget()), tmp_path)
    assert found.pop("message.txt").decode().strip() == "Kính gửi hội đồng"
    assert found == {"Đơn.txt": b"don" * 2000, "attachment-2": b"hai" * 2000}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258"])
def test_names_of_vietnamese_machines(encoding):
    name = "Đơn đề nghị công nhận sáng kiến - Trường Hòa Bình.docx"
    raw = name.encode() if encoding == "utf-8" else _cp1258(name)
    assert decode_name(raw) == name


def _cp1258(text: str) -> bytes:
    """As Windows writes it: base letters with their hat, tone marks apart."""
    out = bytearray()
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", char)
            tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones))
            out += rest.encode("cp1258") + "".join(tones).encode("cp1258")
    return bytes(out)


def test_zip_names_without_flag_and_with_unicode_path(tmp_path):
    name = "Đơn đề nghị.txt"
    for raw in (name.encode(), _cp1258(name), unicodedata.normalize("NFD", name).encode()):
        content = zipped({"N" * len(raw): b"x"}).replace(b"N" * len(raw), raw)
        assert contents(unpack(content, "zip", tmp_path, budget()), tmp_path) == {name: b"x"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("Don de nghi.txt")
        field = b"\x01" + zlib.crc32(b"Don de nghi.txt").to_bytes(4, "little") + name.encode()
        info.extra = b"\x75\x70" + len(field).to_bytes(2, "little") + field
        archive.writestr(info, "x")
    assert contents(unpack(buffer.getvalue(), "zip", tmp_path, budget()), tmp_path) == {name: b"x"}


@given(st.text())
def test_safe_names_stay_inside(name: str):
    safe = safe_name(name)
    if safe is not None:
        assert not safe.startswith("/")
        assert ".." not in safe.split("/")
        assert safe_name(safe) == safe


@given(st.binary(max_size=60))
def test_any_name_can_be_decoded(raw: bytes):
    assert unicodedata.is_normalized("NFC", decode_name(raw))


def test_papers_are_no_junk():
    assert not any(map(is_junk, ["Đơn.docx", "hồ sơ/thumbs.docx", "báo cáo ~ nháp.doc", "a.b/.gitignore.txt"]))
