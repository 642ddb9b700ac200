"""What stands on a page and in which order it is read: shared by pdf and OCR."""

from .model import CellRef, Line, Paragraph, Piece, Ruling, Sheet

__all__ = ["CellRef", "Line", "Paragraph", "Piece", "Ruling", "Sheet"]
