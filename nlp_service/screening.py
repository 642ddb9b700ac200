"""The one way through the house: read → understand → check → classify → compare → Screening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from . import __version__
from .dossier import Classification, Dossier, DossierInfo, ErrorInfo, FileInfo, Screening, SourceFile, Timings, Versions
from .duplicates import FINGERPRINTS_VERSION, Bands, Comparable, EarlierDossiers, compare
from .language import dossier_doc
from .pipeline import load
from .reading import Upload, read, warm
from .rules import Case, RuleBook, verdict
from .settings import Settings, default_settings
from .structure import prose

#: Which step of the way a component of the pipeline belongs to.
STEPS = {"papers": "structure", "sections": "structure", "facts": "structure", "field": "classify"}


class Screener:
    """Everything that screening needs, loaded once: pipeline, rule packs, and the earlier dossiers to compare with."""

    def __init__(
        self, settings: Settings | None = None, *, nlp: Language | None = None, earlier: EarlierDossiers | None = None
    ) -> None:
        self.settings = settings or default_settings()
        warm(self.settings)  # the reading process starts while the rest is loaded
        self.nlp = nlp or load(settings=self.settings)
        self.rules = RuleBook.load(self.settings.packs)
        self.earlier = earlier

    def screen(
        self,
        source: Path | str | Sequence[Upload],
        *,
        profile: str | None = None,
        level: Literal["base", "city"] | None = None,
        lang: str | None = None,
        today: date | None = None,
    ) -> Screening:
        """Screen one dossier: a file, an archive, a folder, or uploads.

        ``profile`` and ``level`` are what the officer says where the dossier itself is not clear.

        Raises:
            ReadingError: there is nothing at ``source``.
            ConfigurationError: there is no profile of that id.
        """
        clock = Stopwatch()
        with clock("read"):
            dossier = read(source, settings=self.settings)
        return self.screen_dossier(dossier, profile=profile, level=level, lang=lang, today=today, clock=clock)

    def screen_dossier(
        self,
        dossier: Dossier,
        *,
        profile: str | None = None,
        level: Literal["base", "city"] | None = None,
        lang: str | None = None,
        today: date | None = None,
        clock: Stopwatch | None = None,
    ) -> Screening:
        """The same for a dossier that has been read already (nothing is read again when the profile is switched)."""
        return self.examine(dossier, profile=profile, level=level, lang=lang, today=today, clock=clock)[0]

    def examine(
        self,
        dossier: Dossier,
        *,
        profile: str | None = None,
        level: Literal["base", "city"] | None = None,
        lang: str | None = None,
        today: date | None = None,
        clock: Stopwatch | None = None,
        exclude: frozenset[str] = frozenset(),
        rules: RuleBook | None = None,
        bands: Bands | None = None,
    ) -> tuple[Screening, Doc]:
        """The result together with the understood Doc, for those who also keep or show the text (`comparable`).

        ``exclude`` are ids of earlier dossiers that are not looked at, e.g. the dossier itself when it is screened again;
        ``rules`` and ``bands`` are an office's own where they are not those this was made with.
        """
        rules = rules or self.rules
        clock = clock or Stopwatch()
        doc = self.understand(dossier, profile=profile, level=level, clock=clock)
        with clock("rules"):
            case = Case.of(doc, today=today or date.today(), lang=lang or self.settings.lang, folders=self.settings.profiles)
            findings = rules.check(case)
        with clock("compare"):
            bands = bands or Bands.of(self.settings)
            found = comparable(doc)
            spoken = lang or self.settings.lang
            duplicates = compare(found, self.earlier, bands, exclude=exclude, lang=spoken) if self.earlier else ()
        classification: Classification | None = doc._.classification
        screening = Screening(
            dossier=describe(dossier),
            documents=doc._.papers,
            metadata=doc._.metadata,
            sections=doc._.sections,
            findings=findings,
            classification=classification,
            duplicates=duplicates,
            verdict=verdict(case, findings, duplicates),
            timings=clock.timings(),
            versions=Versions(
                package=__version__,
                rules=rules.version,
                model=classification.model if classification else "none",
                fingerprints=FINGERPRINTS_VERSION,
            ),
        )
        return screening, doc

    def understand(
        self, dossier: Dossier, *, profile: str | None = None, level: str | None = None, clock: Stopwatch | None = None
    ) -> Doc:
        """The dossier as a Doc with papers, sections, facts and field."""
        clock = clock or Stopwatch()
        with clock("segment"):
            doc = dossier_doc(self.nlp, dossier)
        doc.user_data["profile"], doc.user_data["level"] = profile, level
        for name, component in self.nlp.pipeline:
            with clock(STEPS[name]):
                doc = component(doc)
        return doc


def comparable(doc: Doc) -> Comparable:
    """What of a dossier is compared with earlier ones."""
    dossier: Dossier = doc._.dossier
    return Comparable.of(dossier.id, dossier.sha256, doc._.metadata, prose(dossier, doc._.papers, doc._.roles))


def screen(
    source: Path | str,
    *,
    profile: str | None = None,
    level: Literal["base", "city"] | None = None,
    lang: str | None = None,
    settings: Settings | None = None,
) -> Screening:
    """Screen one dossier without a register: see `Screener.screen`."""
    return Screener(settings).screen(source, profile=profile, level=level, lang=lang)


def describe(dossier: Dossier) -> DossierInfo:
    """The dossier and what became of its files."""
    return DossierInfo(id=dossier.id, name=dossier.name, sha256=dossier.sha256, files=tuple(map(_file_info, dossier.files)))


def _file_info(f: SourceFile) -> FileInfo:
    return FileInfo.model_validate(
        {
            "name": f.name, "sha256": f.sha256, "format": f.format, "status": f.status, "pages": f.pages,
            "ocr_pages": f.ocr_pages, "characters": len(f.text), "encoding": f.encoding, "grade": f.grade,
            "errors": [
                ErrorInfo(code=p.code, message=p.message, advice=p.advice, page=p.page, arguments=dict(p.arguments))
                for p in f.problems
            ],
        }
    )  # fmt: skip


class Stopwatch:
    """Adds up the seconds of named steps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + perf_counter() - start

    def timings(self) -> Timings:
        """What was measured so far."""
        return Timings(**{k: round(v, 4) for k, v in self.seconds.items()})
