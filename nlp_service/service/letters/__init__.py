"""Letters: the sheet of the check and the notice to the authors, from Word templates that an office can edit.

A template of the same name in ``<data>/letters`` goes before ours.  ``build.py`` makes ours anew.
"""

from .write import LETTERS, pdf_of, write_letter

__all__ = ["LETTERS", "pdf_of", "write_letter"]
