"""Samples as files."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp_service.corpus import CorpusPaper
from nlp_service.dossier import NlpServiceError

from .cases import Sample
from .docx import write_docx
from .scan import scan
from .tcvn3 import FONT, to_tcvn3

_OFFICE_SECONDS = 180
_NAMES = {
    "request": "don", "description": "ban-mo-ta", "confirmation": "xac-nhan", "minutes": "bien-ban", "decision": "quyet-dinh",
}  # fmt: skip


class ToolMissingError(NlpServiceError):
    """A form of sample needs a tool that is not on this machine."""


def make(sample: Sample, corpus: Path, out: Path) -> Path:
    """Make the file of ``sample`` in the folder ``out``.

    Raises:
        ToolMissingError: ``tool-missing``, the form needs LibreOffice.
        NlpServiceError: ``tool-failed``, LibreOffice did not make the file.
    """
    out.mkdir(parents=True, exist_ok=True)
    papers = sample.papers(corpus)
    if sample.form == "zip":
        return _zip(papers, sample, out / f"{sample.name}.zip")
    if sample.form == "tcvn3":
        path = out / f"{sample.name}.docx"
        write_docx(papers, path, look=sample.look, encode=to_tcvn3, font=FONT)
        return path
    if sample.form == "docx":
        path = out / f"{sample.name}.docx"
        write_docx(papers, path, look=sample.look)
        return path
    with TemporaryDirectory(prefix="nlp-service-") as folder:
        draft = Path(folder) / f"{sample.name}.docx"
        write_docx(papers, draft, look=sample.look)
        made = _office(draft, "doc" if sample.form == "doc" else "pdf")
        target = out / made.name
        if sample.form == "scan":
            scan(made, target)
        else:
            shutil.move(made, target)
    return target


def _zip(papers: Sequence[CorpusPaper], sample: Sample, path: Path) -> Path:
    """One Word file a paper."""
    with TemporaryDirectory(prefix="nlp-service-") as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, paper in enumerate(papers, 1):
            file = Path(folder) / f"{n}-{_NAMES.get(paper.kind, paper.kind)}.docx"
            write_docx([paper], file, look=sample.look)
            archive.write(file, file.name)
    return path


def _office(path: Path, form: str) -> Path:
    """``path`` converted by LibreOffice, beside it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ToolMissingError("tool-missing", tool="LibreOffice", name=path.name)
    with TemporaryDirectory(prefix="nlp-service-office-") as profile:  # a profile of its own: another LibreOffice may be open
        place = ["--outdir", str(path.parent), str(path)]
        run = subprocess.run(
            [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form, *place],
            capture_output=True, text=True, timeout=_OFFICE_SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    made = path.with_suffix(f".{form}")
    if not made.is_file():
        detail = (run.stderr or run.stdout).strip()[-200:]
        raise NlpServiceError("tool-failed", tool="LibreOffice", name=path.name, detail=detail)
    return made
