"""Other office files through LibreOffice."""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

import pytest

from nlp_service.dossier import ReadingError
from nlp_service.reading import office
from nlp_service.reading.office import _complaint, read_odt, read_rtf, soffice
from nlp_service.settings import Settings

needs_office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
FONTS = rb"{\fonttbl{\f0\fnil .VnTime;}{\f1\fnil Arial;}}"
RTF = rb"{\rtf1\ansi" + FONTS + rb"\f0 C\'abng nh\'cbn s\'b8ng ki\'d5n ng\'ad\'eai\par\f1 Trang hai\par}"


def test_what_libreoffice_warns_of_is_not_told() -> None:
    said = "Warning: failed to launch javaldx - java may not function correctly\nError: source file could not be loaded\n"
    assert _complaint(said) == "Error: source file could not be loaded"
    assert _complaint("warn:x\n\n") == "no output"


@needs_office
@pytest.mark.office
def test_rtf_in_a_legacy_font() -> None:
    file = read_rtf(RTF, "a.rtf", Settings())
    assert [b.text for b in file.blocks] == ["Công nhận sáng kiến người", "Trang hai"]
    assert (file.format, file.encoding) == ("rtf", "tcvn3")


@needs_office
@pytest.mark.office
def test_what_libreoffice_cannot_open_is_refused() -> None:
    with pytest.raises(ReadingError, match=r"tool-failed|file-damaged"):
        read_odt(b"PK\x03\x04 no odt", "a.odt", Settings())


def test_a_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_PLACES", ())
    with pytest.raises(ReadingError, match="tool-missing"):
        read_rtf(RTF, "a.rtf", Settings())


def test_a_tool_that_hangs_is_killed_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {tmp_path}/child\nwait\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ReadingError, match="read-timeout"):
        read_rtf(RTF, "a.rtf", Settings(office_timeout=0.5))
    child = int((tmp_path / "child").read_text())
    with suppress(ProcessLookupError):  # it is gone, or goes as soon as the machine comes to it
        handle = os.pidfd_open(child)
        try:
            assert select.select([handle], [], [], 10)[0] == [handle]
        finally:
            os.close(handle)
