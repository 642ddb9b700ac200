"""The field of an initiative (education, administration, technical) with reasons, or the courage to say unknown.

``classify_texts`` for bare titles, the spaCy component ``nlp_service_field`` for dossiers, ``train_model`` and
``evaluate_folders`` for the model behind both.  Heavy libraries are imported at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .evaluation import EvaluationReport, evaluate_folders
    from .model import FieldModel
    from .titles import classify_texts
    from .training import TrainingReport, train_model

_HOMES = {
    "EvaluationReport": "evaluation", "evaluate_folders": "evaluation", "FieldModel": "model",
    "classify_texts": "titles", "TrainingReport": "training", "train_model": "training",
}  # fmt: skip

__all__ = ["EvaluationReport", "FieldModel", "TrainingReport", "classify_texts", "evaluate_folders", "train_model"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(name)
