"""Papers of a dossier, their headings, sections and facts; components of the spaCy pipeline and pure functions below them."""

from .model import LineRole, Role
from .prose import prose

__all__ = ["LineRole", "Role", "prose"]
