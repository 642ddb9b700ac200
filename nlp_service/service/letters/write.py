"""Fills the templates from a case."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nlp_service.dossier import Screening

from ..case_view import FindingView
from ..problems import ServiceError
from ..tables import CaseRow, DecisionRow
from ..words import name

HERE = Path(__file__).parent
LETTERS = ("report", "letter")
_TIMEOUT = 120
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


def write_letter(
    which: str,
    folder: Path,
    case: CaseRow,
    result: Screening,
    findings: Iterable[FindingView],
    decision: DecisionRow | None,
    agency: Mapping[str, str],
    today: datetime,
) -> bytes:
    """The letter as docx.  ``folder`` is where an office keeps its own templates; ``agency`` names who writes."""
    own = folder / f"{which}.docx"
    context = fields(case, result, tuple(findings), decision, agency, today)
    return fill((own if own.is_file() else HERE / f"{which}.docx").read_bytes(), context)


def fill(template: bytes, context: Mapping[str, Any], undefined: type[Undefined] = Undefined) -> bytes:
    """The template with its fields filled in.

    Templates come from people: they run in Jinja's sandbox and reach nothing but the fields.  Values are escaped, so that a
    title with & or < does not break the document.
    """
    paper = DocxTemplate(io.BytesIO(template))
    paper.render(_clean(dict(context)), ImmutableSandboxedEnvironment(autoescape=True, undefined=undefined))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _clean(value: Any) -> Any:
    """The same without characters that XML does not allow."""
    if isinstance(value, str):
        return value.translate(_FORBIDDEN)
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    return [_clean(v) for v in value] if isinstance(value, list) else value


def fields(
    case: CaseRow,
    result: Screening,
    findings: tuple[FindingView, ...],
    decision: DecisionRow | None,
    agency: Mapping[str, str],
    today: datetime,
) -> dict[str, Any]:
    """The fields that a template may use."""
    facts = result.metadata
    returned = decision is not None and decision.kind == "return"
    open_ = [v for v in findings if v.waiver is None and v.finding.severity != "info"]
    before = f" trước ngày {_day(decision.deadline)}" if decision and decision.deadline else ""
    request = (
        "Hồ sơ được trả lại để tác giả hoàn thiện và nộp vào đợt xét khác."
        if returned
        else f"Đề nghị bổ sung, hoàn thiện hồ sơ và gửi lại{before}."
    )
    papers = {i: name("vi", "paper", p.kind) for i, p in enumerate(result.documents)}
    return {
        "agency": agency.get("agency") or "……………………", "agency_above": agency.get("above") or "……………………",
        "number_mark": agency.get("mark") or "……", "place": agency.get("place") or "……",
        "day": f"{today.day:02}", "month": f"{today.month:02}", "year": today.year,
        "title": facts.title or case.name, "unit": case.unit,
        "authors": "; ".join(a.name for a in facts.authors) or "tác giả sáng kiến",
        "level": name("vi", "level", facts.level or case.level), "field": name("vi", "field", case.label),
        "first_applied": _day(facts.first_applied), "filed": _day(facts.filed), "received": _day(case.created),
        "verdict": name("vi", "verdict", result.verdict),
        "findings": [
            {
                "message": v.finding.message, "advice": v.finding.advice, "quote": v.anchors[0][1] if v.anchors else "",
                "law": "; ".join(f"{b.clause}, {b.text}" if b.clause else b.text for b in v.finding.legal_basis),
            }
            for v in open_
        ],
        "waived": [{"message": v.finding.message, "reason": v.waiver.reason} for v in findings if v.waiver],
        "checks": [
            {"paper": papers.get(s.document, "") if s.document is not None else "", "section": name("vi", "section", s.id),
             "status": name("vi", "section_status", s.status)}
            for s in result.sections if s.required or s.status == "present"
        ],
        "duplicates": [
            {"title": d.title, "authors": ", ".join((*d.authors, *([str(d.year)] if d.year else []))),
             "level": name("vi", "duplicate_level", d.level), "coverage": f"{d.coverage.query:.0%}"}
            for d in result.duplicates if d.level != "low"
        ],
        "decision": name("vi", "decision", decision.kind) if decision else "", "note": decision.note if decision else "",
        "subject": "Về việc trả lại hồ sơ sáng kiến" if returned else "Về việc bổ sung hồ sơ sáng kiến", "request": request,
    }  # fmt: skip


def pdf_of(docx: bytes) -> bytes:
    """The same as PDF, by LibreOffice with a profile of its own.

    Raises:
        ServiceError: ``letter-failed``, LibreOffice is missing, slow or refuses.
    """
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        source = Path(folder, "letter.docx")
        source.write_bytes(docx)
        command = [
            "soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
            return Path(folder, "letter.pdf").read_bytes()
        except FileNotFoundError as error:
            raise ServiceError("letter-failed", 501, detail="LibreOffice") from error
        except (subprocess.SubprocessError, OSError) as error:
            raise ServiceError("letter-failed", 501, detail=type(error).__name__) from error


def _day(iso: str | None) -> str:
    return "/".join(reversed(iso[:10].split("-"))) if iso else ""
