"""What follows from settings."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from nlp_service.settings import Settings

COUNT = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); from nlp_service.settings import Settings; "


def test_heavy_work_gets_as_many_processes_as_asked_for() -> None:
    assert Settings(workers=3).processes == 3
    assert Settings(workers=0).processes >= 1


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not pin processes")
def test_a_core_that_may_not_be_used_gets_no_process() -> None:
    command = [sys.executable, "-c", COUNT + "print(Settings().processes)"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
