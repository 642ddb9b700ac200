"""Facts of a dossier: title, authors with shares, dates, declared field, unit, level, votes, amounts of benefit."""

from .collect import metadata, paper_facts
from .dates import FoundDate, find_dates
from .settle import settle_sections

__all__ = ["FoundDate", "find_dates", "metadata", "paper_facts", "settle_sections"]
