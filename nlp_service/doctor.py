"""What works on this machine: formats, recognisers, tools, and how to get what is missing.  Data only; commands print it.

Formats are tried with a small file made on the spot wherever that takes no tool, so "works" means that it was read.
"""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from .messages import say
from .reading import Upload, read
from .settings import Settings, default_settings

Group = Literal["format", "ocr", "tool", "limit", "data"]
SAMPLE = "Đơn đề nghị công nhận sáng kiến"


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that works here or does not.

    ``id`` is stable (``format-docx``, ``ocr-vie``, ``tool-unar`` …), `label` puts it in words;
    ``detail`` is a version, a place or the reason; ``install`` the command that brings it, empty where nothing is to do.
    """

    id: str
    group: Group
    works: bool
    detail: str = ""
    install: str = ""
    required: bool = False


def label(capability: Capability, lang: str = "vi") -> str:
    """What a capability is, in words."""
    if capability.group == "ocr" and capability.detail == "tesseract":
        return say("doctor.ocr-language", lang, language=capability.id.removeprefix("ocr-"))
    return say(f"doctor.{capability.id}", lang)


def state(capability: Capability, lang: str = "vi") -> str:
    """Whether it works, in words."""
    words = ("writable", "unwritable") if capability.id == "data-folder" else ("works", "broken")
    return say(f"cli.{words[not capability.works]}", lang)


def examine(settings: Settings | None = None) -> tuple[Capability, ...]:
    """Everything this machine can and cannot do; takes a few seconds, as LibreOffice is started once where it is there."""
    settings = settings or default_settings()
    return (*_formats(settings), *_recognisers(settings), *_tools(), *_limits(), *_data(settings))


# -- formats ------------------------------------------------------------------------------------------------------------------


def _formats(settings: Settings) -> list[Capability]:
    found = [_tried(f"format-{kind}", Upload(f"sample.{kind}", make()), settings) for kind, make in _SAMPLES.items()]
    office = "apt install libreoffice-writer"
    for kind in ("rtf", "doc", "odt"):
        there = shutil.which("soffice") is not None or shutil.which("libreoffice") is not None
        if kind == "rtf" and there:
            found.append(_tried("format-rtf", Upload("sample.rtf", rb"{\rtf1\ansi Sang kien}"), settings, "Sang kien"))
        else:
            found.append(Capability(f"format-{kind}", "format", there, "LibreOffice" if there else "", "" if there else office))
    found += [
        _pictures(settings),
        _library("format-xls", "xlrd"),
        _library("format-heic", "pi_heif"),
        _library("format-7z", "py7zr"),
        _command("format-rar", "unar", "apt install unar"),
    ]
    return found


def _tried(id_: str, upload: Upload, settings: Settings, expected: str = SAMPLE) -> Capability:
    """Whether the sample is read and its words are found again."""
    file = read([upload], settings=settings).files[0]
    works = expected in file.text
    reason = "; ".join(problem.message for problem in file.problems)
    return Capability(id_, "format", works, "" if works else reason or "text differs", required=True)


def _pictures(settings: Settings) -> Capability:
    """Whether words in a picture are recognised."""
    install = "apt install tesseract-ocr tesseract-ocr-vie"
    if shutil.which("tesseract") is None:
        return Capability("format-image", "format", False, "", install)
    tried = _tried("format-image", Upload("sample.png", _png("SANG KIEN")), settings, "SANG KIEN")
    return tried if tried.works else replace(tried, install=install, required=False)


def _png(text: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (900, 220), 255)
    ImageDraw.Draw(picture).text((60, 70), text, fill=0, font=ImageFont.load_default(64))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(SAMPLE)
    return _saved(document.save)


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet["A1"] = SAMPLE
    return _saved(book.save)


def _zip() -> bytes:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("đơn.txt", SAMPLE)
    return buffer.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def pdf_sample(text: str = SAMPLE) -> bytes:
    """The smallest pdf that says ``text`` in Helvetica with its own table of characters."""
    codes = {char: number for number, char in enumerate(sorted(set(text)), 33)}
    shown = "".join(f"{codes[c]:02x}" for c in text)
    table = "".join(f"<{code:02x}> <{ord(char):04x}>\n" for char, code in codes.items())
    cmap = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar\n{table}endbfchar endcmap"
    drawing = f"BT /F 14 Tf 72 720 Td <{shown}> Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>", f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]  # fmt: skip
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out.encode("ascii")


_SAMPLES: dict[str, Callable[[], bytes]] = {
    "docx": _docx,
    "pdf": pdf_sample,
    "xlsx": _xlsx,
    "html": lambda: f"<html><body><p>{SAMPLE}</p></body></html>".encode(),
    "txt": SAMPLE.encode,
    "zip": _zip,
}


# -- recognisers, tools, limits, data -----------------------------------------------------------------------------------------


def _recognisers(settings: Settings) -> list[Capability]:
    engine = _command("ocr-tesseract", "tesseract", "apt install tesseract-ocr", "--version")
    found = [engine]
    languages = set(_output("tesseract", "--list-langs").split("\n")[1:]) if engine.works else set()
    for language in dict.fromkeys([*settings.ocr_language.split("+"), "vie", "eng"]):
        install = "" if language in languages else f"apt install tesseract-ocr-{language.replace('_', '-')}"
        wanted = language in settings.ocr_language.split("+")
        found.append(Capability(f"ocr-{language}", "ocr", language in languages, "tesseract", install, required=wanted))
    found.append(_library("ocr-trueocr", "trueocr"))
    return [Capability(c.id, "ocr", c.works, c.detail, c.install, c.required) for c in found]


def _tools() -> list[Capability]:
    return [
        _command("tool-libreoffice", "soffice", "apt install libreoffice-writer", "--version"),
        _command("tool-unar", "unar", "apt install unar", "--version"),
    ]


def _limits() -> list[Capability]:
    posix = os.name == "posix"
    marks = sys.platform == "linux"
    return [
        Capability("limit-processes", "limit", posix, sys.platform, required=True),
        Capability("limit-descendants", "limit", marks, "/proc" if marks else ""),
    ]


def _data(settings: Settings) -> list[Capability]:
    model = settings.models / "field"
    there = model.exists()
    return [
        Capability("data-model", "data", there, str(model), "" if there else "nlp-service train", required=True),
        Capability("data-folder", "data", _writable(settings), str(settings.data), required=True),
    ]


def _writable(settings: Settings) -> bool:
    """Whether the data folder, or the nearest folder above that is there, may be written to."""
    folder = settings.data
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _library(id_: str, module: str, install: str = "") -> Capability:
    works = importlib.util.find_spec(module) is not None
    return Capability(id_, "format", works, module, "" if works else install or f"pip install {module.replace('_', '-')}")


def _command(id_: str, command: str, install: str, *version: str) -> Capability:
    place = shutil.which(command)
    group: Group = "tool" if id_.startswith("tool") else "ocr" if id_.startswith("ocr") else "format"
    if place is None:
        return Capability(id_, group, False, "", install)
    return Capability(id_, group, True, _output(place, *version).split("\n")[0] if version else place)


def _output(*command: str) -> str:
    """What a tool prints; empty when it cannot be run."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (run.stdout or run.stderr).strip()
