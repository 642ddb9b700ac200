"""The field of an initiative (education, administration, technical) with reasons, or the courage to say unknown.

``classify_texts`` for bare titles, the spaCy component ``nlp_service_field`` for dossiers, ``train_model`` and
``evaluate_folders`` for the model behind both.  Heavy libraries are imported at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .corrections import FieldCorrection, learning_curve, propose, train_with_corrections
    from .evaluation import EvaluationReport, evaluate_folders
    from .fields import subfield_name
    from .model import FieldModel
    from .titles import classify_texts
    from .training import TrainingReport, train_model

_HOMES = {
    "EvaluationReport": "evaluation",
    "FieldCorrection": "corrections",
    "FieldModel": "model",
    "TrainingReport": "training",
    "classify_texts": "titles",
    "evaluate_folders": "evaluation",
    "learning_curve": "corrections",
    "propose": "corrections",
    "subfield_name": "fields",
    "train_model": "training",
    "train_with_corrections": "corrections",
}

__all__ = [
    "EvaluationReport",
    "FieldCorrection",
    "FieldModel",
    "TrainingReport",
    "classify_texts",
    "evaluate_folders",
    "learning_curve",
    "propose",
    "subfield_name",
    "train_model",
    "train_with_corrections",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(name)
