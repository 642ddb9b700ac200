"""What rules can check: functions ``(case, parameters) -> hits`` by name.  Pure; they only look."""

from .base import CHECKS, Check, Hit, check

from . import authors, content, dates, files, papers, sections  # noqa: F401, I001  each registers its checks

__all__ = ["CHECKS", "Check", "Hit", "check"]
