"""Figures kept with the machine, the versions and the commit they were measured on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path


def record(path: Path, figures: Mapping[str, object]) -> None:
    """Write ``figures`` to ``path`` as JSON, with where and when; ``commit`` ends in ``+`` where the code was changed since."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**figures, "measured": place()}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def place() -> dict[str, object]:
    """The commit, the machine with its load, and the day."""
    here = Path(__file__).parent
    try:
        said = [
            subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, check=True, timeout=20).stdout.strip()
            for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--", "../nlp_service"))
        ]
        commit = said[0] + ("+" if said[1] else "")
    except (OSError, subprocess.SubprocessError):  # not a clone, or no git
        commit = "unknown"
    return {
        "commit": commit, "machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1), "day": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip
