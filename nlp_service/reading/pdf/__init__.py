"""pdf: text by geometry, tables by rulings, OCR for pages without a usable text layer."""

from .reader import read_pdf

__all__ = ["read_pdf"]
