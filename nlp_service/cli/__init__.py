"""The command line: ``nlp-service``, also ``python -m nlp_service``.

Exit codes: 0 done (whatever the findings), 1 a dossier could not be read, 2 wrong usage, 3 the service itself failed.
Heavy libraries are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from typing import TextIO


def main() -> None:
    """Run the command of `sys.argv` and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    from .app import app

    try:
        app(prog_name="nlp-service")
    except Exception as error:  # noqa: BLE001  the border to a person: every error becomes words and an exit code
        from .failure import report_failure

        sys.exit(report_failure(error))


def _speak_utf8(stream: TextIO) -> None:
    """Vietnamese must come out whatever the locale; a name that is no text comes out escaped."""
    reconfigure = getattr(stream, "reconfigure", None)  # not there where a test or a notebook has put its own stream
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
