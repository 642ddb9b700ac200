"""docx: from the XML of the package to blocks, with numbers, headings, tables, boxes and notes as a reader sees them."""

from .reader import read_docx

__all__ = ["read_docx"]
