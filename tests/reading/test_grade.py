import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.dossier import Block, BlockKind, FileProblem, Notice, SourceFile
from nlp_service.reading.grade import grade, junk_share


def file(text: str = "Đơn đề nghị", **changes: object) -> SourceFile:
    return SourceFile(**{"name": "x", "sha256": "", "format": "pdf", "status": "read", "text": text, **changes})  # type: ignore


def scanned(confidence: float) -> SourceFile:
    return file(blocks=(Block(0, BlockKind.PARAGRAPH, "Đơn đề nghị", 0, 11, confidence=confidence),), ocr_pages=1)


@pytest.mark.parametrize(
    ("given_file", "expected"),
    [
        (file(), "A"),
        (file(grade="C"), "C"),
        (file(encoding="tcvn3"), "B"),
        (file(notices=(Notice("mixed-scripts"),)), "B"),
        (file(status="partial", problems=(FileProblem("page-failed", "", ""),)), "C"),
        (scanned(0.95), "B"),
        (scanned(0.75), "C"),
        (scanned(0.3), "D"),
        (file("  \n "), "D"),
        (file(status="failed"), "D"),
        (file("Đơn đề nghị \ufffd công nhận sáng kiến"), "C"),
        (file("\ue001\ue002\ue003 ab"), "D"),
    ],
)
def test_grades(given_file, expected):
    assert grade(given_file) == expected


@given(st.text())
def test_junk_is_a_share(text: str):
    assert 0 <= junk_share(text) <= 1


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ,.0123456789\n"))
def test_vietnamese_is_no_junk(text: str):
    assert junk_share(text) == 0
