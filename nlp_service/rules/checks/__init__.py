"""What rules can check: functions ``(case, parameters) -> hits`` by name.  Pure; they only look."""

from . import authors, content, dates, files, papers, sections  # noqa: F401  each registers its checks
from .base import CHECKS, Check, Hit, check

__all__ = ["CHECKS", "Check", "Hit", "check"]
