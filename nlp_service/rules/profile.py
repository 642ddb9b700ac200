"""Profiles: the forms in circulation, as data.  An office adds its own by dropping a YAML file into a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp_service.dossier import SECTION_IDS, ConfigurationError

from .data import HERE, office_folder, read_yaml

GENERIC = "generic"
CONTAINER = "-"


@dataclass(frozen=True, slots=True)
class ProfileSection:
    """One entry of a form: a section, or a heading that only holds others (``id`` is ``-``)."""

    id: str
    need: str  # required, optional, conditional, container
    wordings: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()  # any of these present makes this one unnecessary


@dataclass(frozen=True, slots=True)
class Profile:
    """A form: who asks for it, since when, for which kind of paper, and its sections in order."""

    id: str
    version: str
    vi: str
    en: str
    issuer: str
    level: str
    valid_from: str | None
    valid_to: str | None
    paper: str
    titles: tuple[str, ...]
    sections: tuple[ProfileSection, ...]
    note: str = ""
    prescribed: bool = False  # by law: a paper of this kind is held against it even where it follows no form

    def name(self, lang: str) -> str:
        """The form's name in ``lang``."""
        return self.en if lang == "en" else self.vi

    @property
    def required(self) -> tuple[ProfileSection, ...]:
        """Sections whose absence is a defect."""
        return tuple(s for s in self.sections if s.need in ("required", "conditional"))

    def need(self, section: str) -> str | None:
        """What the form says of ``section``; ``None`` when it does not name it."""
        return next((s.need for s in self.sections if s.id == section), None)


def read_profile(path: Path) -> Profile:
    """The profile in a YAML file.

    Raises:
        ConfigurationError: ``data-invalid``.
    """
    raw = read_yaml(path, "profile")
    sections = []
    for entry in raw["sections"]:
        sid = CONTAINER if entry.get("container") else entry["id"]
        if sid != CONTAINER and sid not in SECTION_IDS:
            raise ConfigurationError("data-invalid", path=str(path), detail=f"unknown section id {sid!r}")
        need = "container" if sid == CONTAINER else entry["need"]
        sections.append(ProfileSection(sid, need, tuple(entry.get("wordings", ())), tuple(entry.get("instead", ()))))
    return Profile(
        raw["id"], raw["version"], raw["vi"], raw["en"], raw["issuer"], raw["level"], raw.get("valid_from"),
        raw.get("valid_to"),
        raw["paper"], tuple(raw["titles"]), tuple(sections), raw.get("note", ""), raw.get("prescribed", False),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> Mapping[str, Profile]:
    out: dict[str, Profile] = {}
    for folder in (HERE / "profiles", *(office_folder(f, "NLP_SERVICE_PROFILES") for f in folders)):
        for path in sorted(folder.glob("*.yaml")):
            profile = read_profile(path)
            out[profile.id] = profile  # a later folder replaces: an office may mend a form of ours
    return out


def profiles(folders: Sequence[Path] = ()) -> Mapping[str, Profile]:
    """All profiles by id: ours, then those of the office's own folders.

    Raises:
        ConfigurationError: ``data-invalid``, ``folder-missing``.
    """
    return _load(tuple(map(Path, folders)))


@dataclass(frozen=True, slots=True)
class Wordings:
    """What headings are called whatever the form: section id → wordings, tails that change nothing, containers."""

    version: str
    sections: Mapping[str, tuple[str, ...]]
    containers: tuple[str, ...]
    tails: tuple[str, ...]
    tables_of_contents: tuple[str, ...]


@lru_cache(maxsize=1)
def wordings() -> Wordings:
    """The wordings of ``wordings.yaml``."""
    raw = read_yaml(HERE / "wordings.yaml")
    return Wordings(
        raw["version"],
        {k: tuple(v) for k, v in raw["sections"].items()},
        tuple(raw["containers"]),
        tuple(raw["tails"]),
        tuple(raw["tables_of_contents"]),
    )
