"""The CRF model of underthesea's word segmentation: where it lies."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from nlp_service.dossier import ConfigurationError

_FOLDER = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"


def model_folder() -> Path:
    """The folder of underthesea's model.

    Raises:
        ConfigurationError: underthesea or its model is not installed.
    """
    spec = find_spec("underthesea")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (folder := Path(place) / _FOLDER).is_dir():
            return folder
    raise ConfigurationError("data-invalid", path=_FOLDER, detail="missing")
