"""Word-processor files of other kinds (doc, rtf, odt, wps …) made docx by LibreOffice, then read as docx.

LibreOffice runs with a profile of its own that forbids macros, links and the network's updates; when its time is over, its
whole process group is killed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.settings import Settings

from .docx import read_docx

_PLACES = ("/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice", "/usr/bin/libreoffice")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_HEADLESS = {"SAL_USE_VCLPLUGIN": "svp"}
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_CALM = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Save/Document", "CreateBackup", "false"),
)


def soffice() -> str | None:
    """Where LibreOffice is, ``None`` where it is not installed."""
    return shutil.which("soffice") or next((p for p in _PLACES if Path(p).is_file()), None)


def read_doc(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read an OLE .doc (Word 6 to 2003) or one of its relatives.

    Raises:
        ReadingError: ``tool-missing``, ``tool-failed``, ``read-timeout``, ``file-damaged``.
    """
    return _through_docx(content, name, settings, "doc")


def read_rtf(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read rtf; errors as of `read_doc`."""
    return _through_docx(content, name, settings, "rtf")


def read_odt(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read odt; errors as of `read_doc`."""
    return _through_docx(content, name, settings, "odt")


def _through_docx(content: bytes, name: str, settings: Settings, format_: str) -> SourceFile:
    return replace(read_docx(convert(content, name, settings, format_, "docx"), name, settings), format=format_)


def convert(content: bytes, name: str, settings: Settings, source: str, target: str) -> bytes:
    """``content`` (a file of type ``source``) as ``target`` (``docx`` or ``xlsx``), made by LibreOffice.

    Raises:
        ReadingError: ``tool-missing``, ``tool-failed`` or ``read-timeout``.
    """
    program = soffice()
    if program is None:
        raise ReadingError("tool-missing", tool="LibreOffice", name=name)
    with tempfile.TemporaryDirectory(prefix="nlp-service-office-") as folder:
        given, out = Path(folder, f"in.{source}"), Path(folder, "out")
        given.write_bytes(content)
        command = [
            program, f"-env:UserInstallation={_profile().as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nologo",
            "--nodefault", "--convert-to", _FILTERS[target], "--outdir", str(out), str(given),
        ]  # fmt: skip
        said = _run(command, folder, settings.office_timeout, name)
        made = out / f"in.{target}"
        if not made.is_file():
            raise ReadingError("tool-failed", tool="LibreOffice", name=name, detail=_complaint(said))
        return made.read_bytes()


def _complaint(said: str) -> str:
    """The end of what LibreOffice said, without warnings: they tell of Java and the like, not of the file."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.lstrip().lower().startswith("warn")]
    return " ".join(lines)[-200:].strip() or "no output"


def _run(command: list[str], folder: str, seconds: float, name: str) -> str:
    """Run to the end or kill the whole process group (soffice is a script that starts others); gives what it said."""
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": folder, "LANG": "C.UTF-8"} | _HEADLESS
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise ReadingError("read-timeout", name=name, seconds=round(seconds)) from error
        finally:
            with suppress(ProcessLookupError):  # the group is gone: it ended by itself
                os.killpg(process.pid, signal.SIGKILL)
    return said.decode("utf-8", "replace")


@lru_cache(maxsize=1)
def _profile() -> Path:
    """A profile for this process, made once (LibreOffice fills it in at its first start) and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="nlp-service-profile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{key}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, key, value in _CALM
    )
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        "utf-8",
    )
    return folder
