"""The result of screening one dossier: the JSON of the contract as pydantic models.

Field names are those of the JSON (``schema: nlp-service/screening@1``); the models are frozen, so a step of the way
through the house makes a new value and never changes the one it was given.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .location import Evidence, Location

PaperKind = Literal[
    "request", "description", "confirmation", "minutes", "decision", "certificate", "summary", "score_sheet", "list", "other"
]
SectionStatus = Literal["present", "empty", "missing", "unknown"]
Severity = Literal["error", "warning", "info"]
Verdict = Literal["complete", "needs_supplement", "needs_review", "not_a_dossier", "unreadable"]
DuplicateKind = Literal["exact", "near", "partial", "paraphrase", "same_topic"]
DuplicateLevel = Literal["high", "medium", "low"]

#: Section ids in the order a reader expects them; wordings live in rules/profiles.
SECTION_IDS = [
    "title",
    "field_of_application",
    "authors",
    "co_authors",
    "investor",
    "applying_unit",
    "first_applied",
    "necessity",
    "purpose",
    "scope_and_method",
    "theoretical_basis",
    "prior_state",
    "solution",
    "novelty",
    "applicability",
    "benefits",
    "benefits_by_applier",
    "participants",
    "conditions",
    "confidentiality",
    "summary",
    "conclusion",
    "commitment",
    "remarks",
    "references",
    "appendices",
    "signature",
]


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown fields so that a typing slip cannot hide."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorInfo(Frozen):
    """A problem of one file or one stage, with what to do about it.

    ``arguments`` are those of the message, so that it can be said again in another language.
    """

    code: str
    message: str
    advice: str = ""
    page: int | None = None
    arguments: dict[str, str | int | float] = Field(default_factory=dict)


class FileInfo(Frozen):
    """What became of one uploaded file."""

    name: str
    sha256: str
    format: str
    status: Literal["read", "partial", "failed"]
    pages: int | None = None
    ocr_pages: int = 0
    characters: int = 0
    encoding: Literal["unicode", "tcvn3", "vni", "mixed"] = "unicode"
    grade: Literal["A", "B", "C", "D"] = "A"
    errors: tuple[ErrorInfo, ...] = ()


class DossierInfo(Frozen):
    """Which dossier it was: ``sha256`` is over the content of its files, so a copy of a dossier has the same."""

    id: str
    name: str
    sha256: str
    files: tuple[FileInfo, ...]


class Paper(Frozen):
    """One paper of the dossier (``documents`` in the JSON): a request, a description, minutes …"""

    kind: PaperKind
    file: int
    start: Location
    end: Location
    title: str
    profile: str | None = None
    profile_score: Annotated[float, Field(ge=0, le=1)] | None = None


class Author(Frozen):
    """A person who made the initiative; ``birth`` is an ISO date, ``share`` is in per cent."""

    name: str
    birth: str | None = None
    position: str | None = None
    unit: str | None = None
    degree: str | None = None
    share: float | None = None
    location: Location | None = None


class Amount(Frozen):
    """An amount that the dossier gives for the benefits of the initiative.

    ``value`` is in ``unit`` (money in whole units: ``1,2 tỷ đồng`` is 1200000000 ``đồng``); ``per`` is what it is counted by
    (``năm``, ``tuần``); ``of`` the whole that a part is counted from (``28/35``); ``before`` the value it took the place of.
    """

    kind: Literal["money", "percent", "time", "quantity"]
    value: float
    unit: str
    per: str | None = None
    of: float | None = None
    before: float | None = None
    change: Literal["up", "down"] | None = None
    section: str
    document: int
    place: Evidence


class Metadata(Frozen):
    """The facts of the dossier; dates are ISO dates.  ``places`` tells where each fact was read."""

    title: str | None = None
    authors: tuple[Author, ...] = ()
    field_declared: str | None = None
    unit: str | None = None
    level: Literal["base", "city"] | None = None
    first_applied: str | None = None
    filed: str | None = None
    amounts: tuple[Amount, ...] = ()
    places: dict[str, Evidence] = Field(default_factory=dict)


class Section(Frozen):
    """One section the form or the law knows, and its state in this dossier.  ``document`` indexes the papers."""

    id: str
    document: int | None
    status: SectionStatus
    required: bool
    heading: str | None = None
    location: Location | None = None
    body: Location | None = None
    words: int = 0


class LegalBasis(Frozen):
    """Where the law or the form asks for it."""

    text: str
    clause: str = ""


class Finding(Frozen):
    """Something an officer should look at: what, where, by which clause, and what to do.

    ``arguments`` are those of the message, so that it can be said again in another language.
    """

    rule: str
    severity: Severity
    section: str | None = None
    document: int | None = None
    message: str
    advice: str
    legal_basis: tuple[LegalBasis, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rule_version: str
    arguments: dict[str, str | int | float] = Field(default_factory=dict)


class TermEvidence(Frozen):
    """A term that spoke for the label, with its weight (log-odds) and where it stands first."""

    term: str
    weight: float
    location: Location | None = None


class Classification(Frozen):
    """The field of the initiative; ``unknown`` when no label is likely enough."""

    label: Literal["education", "administration", "technical", "unknown"]
    confidence: float
    probabilities: dict[str, float]
    subfield: str | None = None
    secondary: str | None = None
    declared: str | None = None
    agrees: bool | None = None
    evidence: tuple[TermEvidence, ...] = ()
    sentences: tuple[TermEvidence, ...] = ()  # the sentences that spoke most for the label; empty for bare titles
    why_unknown: Literal["no-text", "unreadable", "no-clue", "no-initiative", "doubtful"] | None = None
    model: str


class Coverage(Frozen):
    """Shares (0..1) of each side's own prose that was found again in the other."""

    query: float
    earlier: float


class Passage(Frozen):
    """Two stretches that say the same; ``similarity`` is 0..1."""

    query: Evidence
    earlier: Evidence
    similarity: float


class Duplicate(Frozen):
    """An earlier dossier that a council should see beside this one: a lead, never an accusation."""

    dossier: str
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    kind: DuplicateKind
    level: DuplicateLevel
    score: float
    coverage: Coverage
    same_author: bool = False
    earlier: bool = True
    passages: tuple[Passage, ...] = ()
    note: str = ""


class Timings(Frozen):
    """Seconds spent in each step."""

    read: float = 0.0
    segment: float = 0.0
    structure: float = 0.0
    rules: float = 0.0
    classify: float = 0.0
    compare: float = 0.0


class Versions(Frozen):
    """What the result was made with."""

    package: str
    rules: str
    model: str
    fingerprints: str


class Screening(Frozen):
    """Everything the service has to say about one dossier."""

    schema_: Literal["nlp-service/screening@1"] = Field("nlp-service/screening@1", alias="schema")
    dossier: DossierInfo
    documents: tuple[Paper, ...] = ()
    metadata: Metadata = Metadata()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    classification: Classification | None = None
    duplicates: tuple[Duplicate, ...] = ()
    verdict: Verdict
    timings: Timings = Timings()
    versions: Versions

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    def to_json(self) -> str:
        """The JSON of the contract on one line."""
        return self.model_dump_json(by_alias=True)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain Python values."""
        return self.model_dump(mode="json", by_alias=True)
