"""Labelled corpora in folders and tables, with and without headers and quotes."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp_service.classification.labelled import read_labelled
from nlp_service.dossier import ConfigurationError

CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12).map(lambda s: f"câu {s}")


def table(folder: Path, content: str, name: str = "a.tsv") -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "labels"),
    [
        ("label\ttext\nx\tmột câu\ny\thai câu\n", ("x", "y")),
        ("x\tmột câu\nx\thai câu\ny\tba câu\n", ("x", "x", "y")),
        ("một câu\tx\nhai câu\tx\nba câu\ty\n", ("x", "x", "y")),
        ("sentence\tsentiment\nmột câu\tx\nhai câu\ty\n", ("x", "y")),
        ("Lời nói\tLoại\nmột câu\tx\nhai câu\tx\nba câu\ty\nbốn câu\ty\n", ("x", "x", "y", "y")),
        ("id\tsentence\tsentiment\ttopic\n1\tmột câu\tx\tk\n2\thai câu\ty\tk\n", ("x", "y")),
        ("topic\tcâu này\nfield\tcâu kia\ntopic\tcâu nữa\n", ("topic", "field", "topic")),
        ('"một ""câu"" dài"\tx\n"hai\ncâu"\ty\n', ("x", "y")),
        ('"một" câu\tx\n"hai câu\ty\nba" câu\ty\n', ("x", "y", "y")),
        ("một câu\tx\r\n\r\nhai câu\ty\r\n", ("x", "y")),
    ],
)
def test_label_column_header_and_quotes(tmp_path: Path, content: str, labels: tuple[str, ...]) -> None:
    found = read_labelled(table(tmp_path, content))
    assert found.labels == labels
    assert all("câu" in t for t in found.texts)


def test_labels_already_known_tell_the_columns_of_a_small_test_apart(tmp_path: Path) -> None:
    path = table(tmp_path, "x\ty z\nz\ty z\n")
    assert read_labelled(path).texts == ("x", "z")
    assert read_labelled(path, {"x", "z"}).labels == ("x", "z")


def test_quoted_csv(tmp_path: Path) -> None:
    path = table(tmp_path, 'text,label\n"Máy hỏng, phòng nóng",phòng\n"Thầy nói ""hay""",dạy\n', "a.csv")
    assert read_labelled(path).texts == ("Máy hỏng, phòng nóng", 'Thầy nói "hay"')


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, st.sampled_from(["tốt", "không tốt"])), min_size=1, max_size=8))
def test_what_csv_writes_is_read_again(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    out = StringIO(newline="")
    csv.writer(out, delimiter="\t").writerows([("text", "label"), *rows])
    found = read_labelled(table(tmp_path, out.getvalue()))
    assert list(zip(found.texts, found.labels, strict=True)) == rows


def test_folders_with_blanks_and_accents_and_folders_inside(tmp_path: Path) -> None:
    deep = tmp_path / "cơ sở vật chất" / "2024"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x", "utf-8")
    found = read_labelled(tmp_path)
    assert (found.texts, found.labels) == (("",), ("cơ sở vật chất",))


def test_several_tables_of_a_folder_are_one_corpus(tmp_path: Path) -> None:
    table(tmp_path, "một câu\tx\nhai câu\tx\n")
    table(tmp_path, "ba câu,y\nbốn câu,y\n", "b.csv")
    assert read_labelled(tmp_path).labels == ("x", "x", "y", "y")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "labelled-empty"),
        (b"\xd0\xf2\tx\n", "labelled-encoding"),
        (b"a\n", "labelled-columns"),
        (b"a\tx\nb\n", "labelled-columns"),
    ],
)
def test_what_cannot_be_read_has_a_code(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.tsv").write_bytes(content)
    for path in (tmp_path, tmp_path / "a.tsv"):
        with pytest.raises(ConfigurationError) as caught:
            read_labelled(path)
        assert caught.value.code == code


@pytest.mark.parametrize("name", ["missing", "."])
def test_nothing_labelled_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_labelled(tmp_path / name)
    assert caught.value.code == "labelled-empty"
