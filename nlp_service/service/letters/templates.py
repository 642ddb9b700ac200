"""An office's own Word templates: taken in only when they render, given back for editing, taken away again."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from sqlalchemy import Engine

from nlp_service.dossier import (
    Coverage,
    DossierInfo,
    Duplicate,
    Evidence,
    Finding,
    LegalBasis,
    Location,
    Metadata,
    Paper,
    ReadingError,
    Screening,
    Section,
    Versions,
)
from nlp_service.reading.safety import check_package
from nlp_service.register.audit_log import record
from nlp_service.register.database import writing
from nlp_service.settings import Settings

from ..case_view import findings_of
from ..problems import ServiceError
from ..tables import CaseRow, DecisionRow, WaiverRow
from .write import HERE, LETTERS, fields, fill

Which = Literal["report", "letter"]
LARGEST = 5 * 2**20
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def template(folder: Path, which: Which) -> tuple[bytes, bool]:
    """The template in use, and whether it is the office's own."""
    own = folder / f"{which}.docx"
    return (own.read_bytes(), True) if own.is_file() else ((HERE / f"{which}.docx").read_bytes(), False)


def keep_template(engine: Engine, settings: Settings, which: Which, content: bytes, who: str) -> None:
    """Use ``content`` from now on.

    Raises:
        ServiceError: ``letter-invalid``, it is no Word file, is unsafe, or does not render.
    """
    check_template(content, settings)
    folder = letters_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with writing(engine) as session:
        record(session, who, "letter.set", which, sha256=sha256(content).hexdigest())
        os.replace(file.name, folder / f"{which}.docx")


def drop_template(engine: Engine, settings: Settings, which: Which, who: str) -> None:
    """Use ours again."""
    with writing(engine) as session:
        record(session, who, "letter.drop", which)
        (letters_folder(settings) / f"{which}.docx").unlink(missing_ok=True)


def letters_folder(settings: Settings) -> Path:
    """Where an office's own templates lie."""
    return settings.data / "letters"


def check_template(content: bytes, settings: Settings) -> None:
    """Whether a template is a safe Word file whose fields are known and which renders, for a full case and for a bare one.

    Raises:
        ServiceError: ``letter-invalid``.
    """
    if len(content) > LARGEST:
        raise ServiceError("letter-invalid", 422, detail=f"> {LARGEST >> 20} MB")
    examples = example(full=True), example(full=False)
    try:
        check_package(content, settings)
        _check_parts(content)
        unknown = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables() - set(examples[0])
        if unknown:
            raise ServiceError("letter-invalid", 422, detail=", ".join(f"{{{{ {n} }}}}" for n in sorted(unknown))[:200])
        for context in examples:
            fill(content, context, StrictUndefined)
    except ServiceError:
        raise
    except ReadingError as error:
        raise ServiceError("letter-invalid", 422, detail=str(error.arguments.get("detail", error.code))) from error
    except (TemplateError, TypeError, OverflowError, ArithmeticError, AttributeError) as error:
        raise ServiceError("letter-invalid", 422, detail=str(error)[:200]) from error
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:  # no zip, no document in it, broken XML
        raise ServiceError("letter-invalid", 422, detail=f"docx: {type(error).__name__}") from error


def _check_parts(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            if part.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs")):
                raise ServiceError("letter-invalid", 422, detail=part[-80:])
            if part.endswith(".rels"):
                for relation in ElementTree.fromstring(package.read(part)).iter(_RELATION):  # noqa: S314  no entities, see above
                    # a linked picture or template would be fetched when the letter is opened or made a pdf
                    if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                        raise ServiceError("letter-invalid", 422, detail=relation.get("Target", "")[:80])


def example(*, full: bool) -> dict[str, Any]:
    """The fields of an invented case: one with everything a letter can say, or one with nothing."""
    place = Evidence(file=0, page=1, block=3, start=10, end=40, quote="Tỷ lệ đóng góp: 60% và 50%")
    spot = Location(place.file, place.page, place.block, place.start, place.end)
    law = LegalBasis(text="TT 18/2013/TT-BKHCN", clause="Điều 5")
    finding = Finding(
        rule="shares-sum", severity="error", document=0, message="Tổng tỷ lệ đóng góp khác 100%.", advice="Sửa lại tỷ lệ.",
        legal_basis=(law,), evidence=(place,), rule_version="1",
    )  # fmt: skip
    waived = finding.model_copy(update={"rule": "signature-missing", "evidence": (), "legal_basis": ()})
    copied = Duplicate(
        dossier="2021-017", title="Sáng kiến trước & sau", authors=("Trần Văn Minh",), year=2021, kind="partial", level="high",
        score=0.8, coverage=Coverage(query=0.6, earlier=0.5),
    )  # fmt: skip
    result = Screening(
        dossier=DossierInfo(id="x", name="ho-so.docx", sha256="0" * 64, files=()),
        documents=(Paper(kind="request", file=0, start=spot, end=spot, title="ĐƠN YÊU CẦU"),) if full else (),
        metadata=Metadata(title="Sổ lỗi chung <lớp 7>", first_applied="2025-09-05", filed="2026-03-20") if full else Metadata(),
        sections=(Section(id="novelty", document=0, status="present", required=True),) if full else (),
        findings=(finding, waived) if full else (), duplicates=(copied,) if full else (),
        verdict="needs_supplement" if full else "complete",
        versions=Versions(package="0", rules="0", model="0", fingerprints="0"),
    )  # fmt: skip
    case = CaseRow(name="ho-so.docx", unit="Trường THCS Hoa Sen" if full else "", created="2026-03-20T02:15:00+00:00")
    decision = DecisionRow(kind="supplement", note="Bổ sung xác nhận.", deadline="2026-04-15") if full else None
    views = findings_of(result, ())
    waivers = [WaiverRow(finding=v.key, reason="Đã có bản giấy.") for v in views if v.finding.rule == "signature-missing"]
    return fields(case, result, findings_of(result, waivers), decision, {}, datetime(2026, 3, 20))


__all__ = ["LARGEST", "LETTERS", "Which", "check_template", "drop_template", "example", "keep_template", "template"]
