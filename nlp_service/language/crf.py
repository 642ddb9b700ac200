"""The CRF of underthesea's word segmentation, read from its plain CRFsuite file.

The file (http://www.chokkan.org/software/crfsuite/, ``crf1d_model.c``): a header of 48 bytes, then features (kind, source,
target, weight), labels and attributes as constant quark databases.  Labels are ``B-W`` (a word begins) and ``I-W`` (it goes
on); with two labels only the difference of their weights matters.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Set
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from nlp_service.dossier import ConfigurationError

_FOLDER = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
_LABELS = ["B-W", "I-W"]
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])

#: SHA-256 of the files whose decoding we reproduce (underthesea 9.5).
KNOWN = {
    "models.bin": "c3a64c64349f1d73304f89babacaa8f8cd6078b1ec1a1b2c104e9e411ac1d2c3",
    "features.bin": "cf93263c7c7973bf50122b0be76a394443ff61be00c1368713dee1b7d5b8a435",
    "dictionary.bin": "ec8c62b3881c6682c18959988e1fe08800cc835777778845bded470ca02745d9",
}


@dataclass(frozen=True, slots=True)
class Crf:
    """``weights``: attribute → weight of I-W minus weight of B-W; ``transitions[a][b]``: weight of label b after label a."""

    weights: dict[str, float]
    transitions: tuple[tuple[float, float], tuple[float, float]]
    dictionary: Set[str]


def model_folder() -> Path:
    """The folder of underthesea's model.

    Raises:
        ConfigurationError: underthesea or its model is not installed.
    """
    spec = find_spec("underthesea")  # finds the folder without importing the package
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (folder := Path(place) / _FOLDER).is_dir():
            return folder
    raise ConfigurationError("data-invalid", path=_FOLDER, detail="missing")


def is_known(folder: Path) -> bool:
    """Whether the model, its feature list and its dictionary are those we know."""
    return all(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == known
        for name, known in KNOWN.items()
    )


def load_crf(folder: Path) -> Crf:
    """Read model and dictionary.

    Raises:
        ConfigurationError: the model is no CRFsuite model with the labels B-W and I-W.
    """
    import joblib

    data = (folder / "models.bin").read_bytes()
    header = struct.unpack_from("<4sI4sIIIIIIIII", data)
    if header[0] != b"lCRF" or header[2] != b"FOMC":
        raise ConfigurationError("data-invalid", path="models.bin", detail="not a CRFsuite model")
    features_at, labels_at, attributes_at = header[7:10]
    if _quarks(data, labels_at) != _LABELS:
        raise ConfigurationError("data-invalid", path="models.bin", detail="labels")
    names = _quarks(data, attributes_at)
    (count,) = struct.unpack_from("<I", data, features_at + 8)
    features = np.frombuffer(data, _FEATURE, count, features_at + 12)
    state = features[features["kind"] == 0]
    signed = np.where(state["target"] == 1, state["weight"], -state["weight"])
    sums = np.bincount(state["source"], weights=signed, minlength=len(names))
    moves = {(int(f["source"]), int(f["target"])): float(f["weight"]) for f in features[features["kind"] == 1]}
    return Crf(
        dict(zip(names, sums.tolist(), strict=True)),
        ((moves.get((0, 0), 0.0), moves.get((0, 1), 0.0)), (moves.get((1, 0), 0.0), moves.get((1, 1), 0.0))),
        joblib.load(folder / "dictionary.bin"),
    )


def _quarks(data: bytes, at: int) -> list[str]:
    """The strings of a constant quark database, in order of their ids."""
    magic, _, _, _, count, backward = struct.unpack_from("<4sIIIII", data, at)
    if magic != b"CQDB":
        raise ConfigurationError("data-invalid", path="models.bin", detail="no CQDB")
    names = []
    for offset in struct.unpack_from(f"<{count}I", data, at + backward):
        (size,) = struct.unpack_from("<I", data, at + offset + 4)
        names.append(data[at + offset + 8 : at + offset + 7 + size].decode("utf-8"))
    return names
