"""``classify -``: lines as they come, in any spelling, harmless at a terminal."""

from __future__ import annotations

import io
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.cli.classify import _decoded, _lines

ROOT = Path(__file__).parents[2]
TITLE = "Rèn kỹ năng đọc cho học sinh lớp 2"
TCVN3 = "RÌn kü n¨ng ®äc cho häc sinh líp 2"


class Pieces(io.BytesIO):
    """A stream that gives at most three bytes at once."""

    def read1(self, size: int | None = -1) -> bytes:
        return self.read(3)


@given(st.binary(max_size=60))
def test_lines_of_a_stream_are_those_of_the_whole(data: bytes) -> None:
    whole = data.split(b"\n")
    wanted = [_decoded(line) for line in (whole if whole[-1] else whole[:-1])]
    batches: Iterator[list[str]] = _lines(Pieces(data))  # type: ignore[arg-type]
    assert [line for batch in batches for line in batch] == wanted


@pytest.fixture
def lines(run, monkeypatch: pytest.MonkeyPatch):
    """``lines(data)``: what is printed for bytes on standard input."""

    def call(data: bytes, *options: str):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        done = run("classify", "-", *options)
        assert done.code == 0
        return done

    return call


@pytest.mark.parametrize(
    "line",
    [
        TITLE.encode(),
        b"\xef\xbb\xbf" + TITLE.encode() + b"\r",
        unicodedata.normalize("NFD", TITLE).encode(),
        TITLE.upper().encode(),
        b"Ren ky nang doc cho hoc sinh lop 2",
        TCVN3.encode(),
        TCVN3.encode("cp1252"),
        b"\x00\x1b[31m" + TITLE.encode() + b"\x07",
        TITLE.encode() * 2000,
    ],
    ids=["plain", "mark", "nfd", "capitals", "bare", "tcvn3", "tcvn3 bytes", "control", "long"],
)
def test_a_title_in_any_spelling(lines, line: bytes) -> None:
    assert [r["label"] for r in lines(line, "--json").lines] == ["education"]


def test_one_line_of_plain_columns_for_each_text(lines) -> None:
    out = lines(f"{TITLE}\tthêm\x1b[2J\n\nlorem ipsum dolor\n".encode()).out.splitlines()
    assert len(out) == 3
    assert all(c == "\t" or unicodedata.category(c) != "Cc" for line in out for c in line)
    assert out[0].startswith("Giáo dục\t")
    assert out[1].endswith("(không có chữ)")


def command(**files: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "nlp_service", "classify", "-"], cwd=ROOT, **files)


def test_a_line_is_answered_before_the_next_is_there() -> None:
    with command(stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write((TITLE + "\n").encode())
            process.stdin.flush()
            assert process.stdout.readline().decode().startswith("Giáo dục")
        process.stdin.close()
    assert process.returncode == 0


def test_a_reader_who_leaves_early_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "many").write_bytes((TITLE + "\n").encode() * 3000)
    with (tmp_path / "many").open("rb") as many, (tmp_path / "said").open("wb") as said:
        with command(stdin=many, stdout=subprocess.PIPE, stderr=said) as process:
            assert process.stdout is not None
            process.stdout.close()
        assert process.returncode == 0
    assert (tmp_path / "said").read_text() == ""
