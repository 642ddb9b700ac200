"""A few hundred broken files, as scripts/fuzz_reading.py breaks thousands."""

import random
import sys
from pathlib import Path

import pytest
from mutants import SLOW, mutant, seeds

from nlp_service.reading import Upload, read
from nlp_service.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from fuzz_reading import broken_rules

QUICK = sorted(set(seeds()) - set(SLOW))
SETTINGS = Settings(read_timeout=20, max_ocr_pages=0)


def test_whole_files_are_read_without_problems():
    for name in QUICK:
        if name != "rar":  # needs a tool
            files = read([Upload(name, seeds()[name])], settings=SETTINGS).files
            assert [(f.status, f.problems) for f in files] == [("read", ())] * len(files)


@pytest.mark.parametrize("name", QUICK)
def test_broken_files_keep_the_promises(name):
    everything = list(seeds().values())
    for number in range(25):
        content = mutant(seeds()[name], everything, random.Random(f"{name} {number}"))
        assert broken_rules(read([Upload(name, content)], settings=SETTINGS)) == [], f"{name} {number}"
