"""Batches: a folder of past dossiers becomes results, a workbook and a page; engines, and resuming after a kill."""

from .engines import ENGINES, Engine, Here, engine
from .examiner import Examined, Examiner, Order, has_register, id_of_content
from .failures import lost
from .run import AuditReport, audit

__all__ = [
    "ENGINES", "AuditReport", "Engine", "Examined", "Examiner", "Here", "Order", "audit", "engine", "has_register",
    "id_of_content", "lost",
]  # fmt: skip
