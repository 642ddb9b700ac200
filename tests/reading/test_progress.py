"""Pages are told as they are recognised, from a worker process or inline; what the listener raises calls the reading off."""

from __future__ import annotations

import io
import shutil

import pytest
from PIL import Image, ImageDraw

from nlp_service.reading import PageRead, Upload, read
from nlp_service.settings import Settings

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is missing"),
]


class CalledOffError(Exception):
    """Nobody waits any more."""


def scan(kind: str, pages: int) -> bytes:
    page = Image.new("L", (900, 300), 255)
    ImageDraw.Draw(page).text((40, 40), "SANG KIEN 2026", fill=0, font_size=60)
    out = io.BytesIO()
    page.save(out, kind, resolution=110, save_all=True, append_images=[page] * (pages - 1))
    return out.getvalue()


@pytest.mark.parametrize("isolate", [True, False])
def test_every_page_is_told_once(isolate: bool) -> None:
    heard: list[PageRead] = []
    read([Upload("a.pdf", scan("PDF", 2))], settings=Settings(isolate=isolate), heard=heard.append)
    assert heard == [PageRead("a.pdf", 1, 2), PageRead("a.pdf", 2, 2)]


def test_pictures_of_several_pages_tell_theirs() -> None:
    heard: list[PageRead] = []
    read([Upload("a.tiff", scan("TIFF", 2))], heard=heard.append)
    assert [(p.done, p.of) for p in heard] == [(1, 0), (2, 0)]


def test_what_the_listener_raises_calls_the_reading_off_and_the_next_file_is_read() -> None:
    def stop(_: PageRead) -> None:
        raise CalledOffError

    with pytest.raises(CalledOffError):
        read([Upload("a.pdf", scan("PDF", 3))], heard=stop)
    assert read([Upload("a.pdf", scan("PDF", 1))]).files[0].status == "read"
