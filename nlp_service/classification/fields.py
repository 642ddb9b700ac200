"""The fields (lĩnh vực) an initiative can have and their sub-fields, read from ``corpus/fields.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError

#: The label of a text that no field is likely enough for.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Subfield:
    """A sub-field: ``id`` is what data and models carry, ``vi`` and ``en`` what people read."""

    id: str
    field: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields in the order of the data file, with their names and sub-fields."""

    names: dict[str, tuple[str, str]]
    subfields: tuple[Subfield, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the fields, sorted: the order of classes in a model."""
        return tuple(sorted(self.names))

    def of(self, field: str) -> tuple[str, ...]:
        """Ids of the sub-fields of ``field``."""
        return tuple(s.id for s in self.subfields if s.field == field)

    def field_of(self, subfield: str) -> str:
        """The field that ``subfield`` belongs to.

        Raises:
            KeyError: there is no such sub-field.
        """
        for s in self.subfields:
            if s.id == subfield:
                return s.field
        raise KeyError(subfield)


def load_fields(path: Path) -> Fields:
    """Read ``fields.yaml``.

    Raises:
        ConfigurationError: ``data-invalid``, the file is missing or a key of it is.
    """
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        names = {f["id"]: (f["vi"], f["en"]) for f in data["fields"]}
        subfields = tuple(Subfield(s["id"], f["id"], s["vi"], s["en"]) for f in data["fields"] for s in f["subfields"])
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ConfigurationError("data-invalid", path=str(path), detail=f"{type(error).__name__}: {error}") from error
    ids = [s.id for s in subfields]
    if len(set(ids)) < len(ids):
        raise ConfigurationError("data-invalid", path=str(path), detail="a sub-field stands twice")
    return Fields(names, subfields)


@lru_cache(maxsize=8)
def _subfield_names(path: Path) -> dict[str, Subfield]:
    return {s.id: s for s in load_fields(path).subfields}


def subfield_name(id: str, lang: str, corpus: Path) -> str:
    """What people call a sub-field; its id where ``corpus`` does not know it (a model of an office's own).

    Raises:
        ConfigurationError: ``data-invalid``, the file is malformed.
    """
    path = corpus / "fields.yaml"
    found = _subfield_names(path).get(id) if path.is_file() else None
    if found is None:
        return id
    return found.en if lang == "en" else found.vi
