"""The files as they came in: kept once, whole, and tidied up when a writer died."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nlp_service.register.originals import Originals


def test_originals_are_kept_once_and_whole(tmp_path: Path) -> None:
    store = Originals(tmp_path / "originals")
    digest = store.put(b"abc")
    assert store.put(b"abc") == digest
    assert list(store.digests()) == [digest]
    assert store.sound(digest)
    store.path(digest).write_bytes(b"abd")
    assert not store.sound(digest)
    store.remove(digest)
    store.remove(digest)
    assert not store.sound(digest)
    with pytest.raises(FileNotFoundError):
        store.get(digest)
    (tmp_path / "originals" / "ab").mkdir(exist_ok=True)
    (tmp_path / "originals" / "ab" / ".part-x").write_bytes(b"")
    assert len(store.leftovers()) == 1
    assert store.tidy() == 0  # somebody may be writing it
    os.utime(store.leftovers()[0], (0, 0))
    assert store.tidy() == 1
    assert store.leftovers() == ()
