"""A confusion matrix as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import ConfigurationError


def confusion_picture(confusion: NDArray[np.int64], labels: Sequence[str], folder: Path) -> Path:
    """Draw shares of each true label (rows) into ``folder/confusion.png`` and give its path.

    Raises:
        ConfigurationError: ``picture-impossible``, matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ConfigurationError("picture-impossible", path=str(folder)) from error
    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    side = 2.5 + 0.55 * len(labels)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=60, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("label given")
    axes.set_ylabel("true label")
    for i, j in np.ndindex(*confusion.shape):
        if confusion[i, j]:
            axes.text(
                j,
                i,
                str(confusion[i, j]),
                ha="center",
                va="center",
                color="white" if shares[i, j] > 0.5 else "black",
                fontsize=8,
            )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "confusion.png"
    figure.savefig(path, dpi=120)
    return path
