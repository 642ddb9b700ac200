"""What structure knows of a dossier beyond the JSON: the lines of its blocks and the role of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nlp_service.dossier import Location


class Role(StrEnum):
    """What a line is for in its paper."""

    FURNITURE = "furniture"  # national motto, agency, place and date, running header, "Kính gửi"
    TITLE = "title"  # the name of the paper
    HEADING = "heading"  # a heading, whole; also local ones inside a section
    LABEL = "label"  # begins with a label of the form, the author's words follow on the same line
    BODY = "body"
    FACTS = "facts"  # author tables and personal particulars
    SIGNATURE = "signature"
    TOC = "toc"
    HINT = "hint"  # the form's own wording: instructions, footnotes, the commitment sentence, dot leaders


@dataclass(frozen=True, slots=True)
class LineRole:
    """Role of one line of a block.

    ``where`` is the whole line; ``body`` is the offset in the file's text at which the author's own words begin in
    it (the end of the line where there are none).  ``section`` is the section it stands in, ``paper`` its paper.
    """

    where: Location
    role: Role
    paper: int | None
    section: str | None
    body: int
