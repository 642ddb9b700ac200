"""What structure knows of a dossier beyond the JSON: the role of every block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from nlp_service.dossier import Metadata, Paper, Section


class Role(StrEnum):
    """What a block is for in its paper."""

    FURNITURE = "furniture"  # national motto, agency, running header, page number, "Kính gửi"
    TITLE = "title"  # the name of the paper
    HEADING = "heading"  # a heading, whole
    LABEL = "label"  # begins with a label of the form, the author's words follow in the same block
    BODY = "body"
    FACTS = "facts"  # author tables and personal particulars
    SIGNATURE = "signature"
    TOC = "toc"
    HINT = "hint"  # the form's own wording: instructions, footnotes of the form, the commitment sentence


@dataclass(frozen=True, slots=True)
class BlockRole:
    """Role of one block; ``body`` is the offset in the file's text where the author's own words begin in it."""

    role: Role
    paper: int | None
    section: str | None
    body: int


#: (index of file, index of block) → role
Roles = Mapping[tuple[int, int], BlockRole]


@dataclass(frozen=True, slots=True)
class Structure:
    """Papers, sections and facts of a dossier, and the role of each block."""

    papers: tuple[Paper, ...]
    sections: tuple[Section, ...]
    metadata: Metadata
    roles: Roles
