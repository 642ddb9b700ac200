"""The field model: features, linear classifiers and calibration; kept on disk with skops, without pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile

import numpy as np
import sklearn
from pydantic import TypeAdapter
from skops import io as skops_io

from nlp_service.dossier import ConfigurationError

from .calibration import Array, Calibration, softmax
from .features import Analysed, Features
from .linear import Linear
from .strays import NEVER, signs, stray_odds

#: Version of the file format and of the way features are made; a model of another one is refused.
FORMAT = 2
MODEL_FILE = "field.skops"


@dataclass(frozen=True, slots=True)
class Meta:
    """What a model was made with.  ``data`` is the hash of all training texts and the lexicon."""

    format: int
    package: str
    sklearn: str
    data: str
    texts: int
    labels: tuple[str, ...]
    subfields: tuple[str, ...]
    subfield_fields: tuple[str, ...]
    corrections: int = 0
    sha256: str = ""

    @property
    def name(self) -> str:
        """Short name that results carry."""
        return f"field-{self.format}-{self.sha256[:10] or 'unsaved'}"


@dataclass(frozen=True, slots=True)
class FieldModel:
    """Everything that is needed to name the field of a text."""

    features: Features
    field: Linear
    subfield: Linear | None
    strays: Linear | None
    calibration: Calibration
    meta: Meta

    @property
    def labels(self) -> tuple[str, ...]:
        """Classes in the order of scores and probabilities."""
        return self.meta.labels

    def scores(self, texts: Sequence[str]) -> Array:
        """Uncalibrated scores (log-odds) of shape (texts, labels)."""
        return self.field.scores(self.features.transform(texts))

    def probabilities(self, texts: Sequence[str]) -> Array:
        """Calibrated probabilities of bare titles or abstracts, shape (texts, labels)."""
        rows = self.features.transform(texts)
        return softmax(self.field.scores(rows) / self.temperatures(texts)[:, None])

    def temperatures(self, texts: Sequence[str]) -> Array:
        """Temperature of each bare text: that of titles, that of abstracts, and between them by the logarithm of the length."""
        words = np.maximum(np.array([t.count(" ") + 1 for t in texts], dtype=np.float64), 1)
        share: Array = np.clip((np.log(words) - np.log(25)) / (np.log(80) - np.log(25)), 0, 1)
        temperatures: Array = (1 - share) * self.calibration.title + share * self.calibration.abstract
        return temperatures

    def stray_odds(self, analysed: Analysed, scores: Array) -> Array:
        """Log-odds that each text is no initiative (very low where the model cannot tell); ``scores``: of the fields."""
        if self.strays is None or not self.calibration.strays:
            return np.full(len(scores), NEVER)
        return stray_odds(signs(self.features, analysed, self.strays, scores), self.calibration.strays)

    def to_bytes(self) -> bytes:
        """The model as the content of its file."""
        state: dict[str, Any] = {"features": self.features.state(), "field": [self.field.weights, self.field.bias]}
        if self.subfield is not None:
            state["subfield"] = [self.subfield.weights.astype(np.float16), self.subfield.bias]
        if self.strays is not None:
            state["strays"] = [self.strays.weights.astype(np.float16), self.strays.bias]
        meta = replace(self.meta, sha256=fingerprint(state))
        state["about"] = json.dumps(
            {"meta": asdict(meta), "calibration": asdict(self.calibration)}, ensure_ascii=False, indent=1
        )
        return bytes(skops_io.dumps(state, compression=ZIP_DEFLATED))

    @classmethod
    def from_bytes(cls, data: bytes, source: str = "bytes") -> FieldModel:
        """The inverse of `to_bytes`.

        Raises:
            ConfigurationError: ``model-mismatch`` where the format, the version of scikit-learn or the content is another than
                the file says, or where it holds anything but plain values and arrays.
        """
        try:
            foreign = skops_io.get_untrusted_types(data=data)
            state = {} if foreign else skops_io.loads(data, trusted=[])
            said = json.loads(state.pop("about")) if not foreign else {}
            meta = TypeAdapter(Meta).validate_python(said["meta"])
            calibration = TypeAdapter(Calibration).validate_python(said["calibration"])
        except (BadZipFile, ValueError, TypeError, KeyError) as error:
            raise ConfigurationError("model-mismatch", path=source, detail=f"{type(error).__name__}: {error}") from error
        _check(meta, state, source)
        # half precision is enough for these two, and half the size
        subfield, strays = (
            Linear(state[k][0].astype(np.float32), state[k][1]) if k in state else None for k in ("subfield", "strays")
        )
        return cls(Features.restore(state["features"]), Linear(*state["field"]), subfield, strays, calibration, meta)

    def save(self, folder: Path) -> FieldModel:
        """Write the model into ``folder`` (made if needed), as a whole or not at all; gives the model as it will be read."""
        folder.mkdir(parents=True, exist_ok=True)
        data = self.to_bytes()
        draft = folder / f"{MODEL_FILE}.part"
        draft.write_bytes(data)
        draft.replace(folder / MODEL_FILE)
        return self.from_bytes(data, str(folder))

    @classmethod
    def load(cls, folder: Path) -> FieldModel:
        """Read the model of a folder.

        Raises:
            ConfigurationError: ``model-missing``, or ``model-mismatch`` (see `from_bytes`).
        """
        path = folder / MODEL_FILE
        if not path.is_file():
            raise ConfigurationError("model-missing", path=str(folder))
        return cls.from_bytes(path.read_bytes(), str(path))


def _check(meta: Meta, state: dict[str, Any], source: str) -> None:
    detail = ""
    if meta.format != FORMAT:
        detail = f"format {meta.format}, here {FORMAT}"
    elif meta.sklearn.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        detail = f"scikit-learn {meta.sklearn}, here {sklearn.__version__}"
    elif fingerprint(state) != meta.sha256:
        detail = "hash"
    if detail:
        raise ConfigurationError("model-mismatch", path=source, detail=detail)


def fingerprint(state: Any) -> str:
    """Hash over the content of a model: the same for the same words, keys and weights, whatever file they came from."""
    digest = hashlib.sha256()

    def add(value: Any) -> None:
        if isinstance(value, dict):
            for key in sorted(value):
                digest.update(str(key).encode())
                add(value[key])
        elif isinstance(value, list | tuple):
            for item in value:
                add(item)
        elif isinstance(value, np.ndarray):
            digest.update(np.ascontiguousarray(value).tobytes())
        else:
            digest.update(str(value).encode())
        digest.update(b";")

    add(state)
    return digest.hexdigest()
