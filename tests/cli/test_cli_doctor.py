"""``doctor``: no all-clear where the data folder cannot be written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp_service.messages import LANGUAGES, say


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_data_folder_that_cannot_be_written_to_is_told(run, tmp_path: Path, lang: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    good = run("doctor", "--data", tmp_path / "new", "--lang", lang)
    assert f"{say('cli.writable', lang)} ({tmp_path / 'new'})" in good.out
    bad = run("doctor", "--data", tmp_path / "file" / "kho", "--lang", lang)
    assert bad.code == 3
    (line,) = [x for x in bad.out.splitlines() if say("doctor.data-folder", lang) in x]
    assert line.startswith("! ")
    assert say("cli.unwritable", lang) in line
    assert say("cli.broken", lang) not in line
    assert say("cli.doctor-good", lang) not in bad.out
