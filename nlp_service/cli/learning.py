"""What the register knows for training: the fields that officers put right, and the dossiers worth asking them about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from nlp_service.classification import FieldCorrection, propose
from nlp_service.classification.fields import UNKNOWN
from nlp_service.register import Register

if TYPE_CHECKING:
    from nlp_service.settings import Settings

#: What a corrected field is called: in the register's list, and on the desk.
_FIELDS = ("field", "label")
_PAGE = 500  # kept results looked through at once


def corrections(settings: Settings) -> Iterator[FieldCorrection]:
    """The fields that officers put right, with the titles they stood over, oldest first."""
    with Register.open(settings) as register:
        titles = {e.id: e.title for e in register.list()}
        found = [c for name in _FIELDS for c in register.corrections(field=name)]
        for c in sorted(found, key=lambda c: c.at):
            title = titles.get(c.subject)
            if title is None and (kept := register.get_screening(c.subject)) is not None:
                title = kept.metadata.title
            if title:
                yield FieldCorrection(c.subject, title, c.new or UNKNOWN, c.officer, datetime.fromisoformat(c.at))


def doubtful(settings: Settings, most: int) -> list[tuple[str, str, dict[str, float]]]:
    """Id, title and probabilities of the kept dossiers whose field an officer should say next: the closest calls first."""
    with Register.open(settings) as register:
        done = {c.subject for name in _FIELDS for c in register.corrections(field=name)}
        known = {}
        offset = 0
        while page := register.list_screenings(limit=_PAGE, offset=offset):
            offset += len(page)
            for kept in page:
                screening = register.get_screening(kept.id) if kept.id not in done else None
                if screening is not None and screening.classification is not None and screening.classification.evidence:
                    known[kept.id] = (kept.title or kept.name, screening.classification)
        wanted = propose(((id_, result) for id_, (_, result) in known.items()), most)
        return [(id_, known[id_][0], known[id_][1].probabilities) for id_ in wanted]
