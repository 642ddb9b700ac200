"""The spaCy pipeline of the house, built from ``models/pipeline.cfg``: tokenizer, papers, sections, facts, field."""

from __future__ import annotations

from spacy.language import Language
from spacy.util import load_config, load_model_from_config

from .settings import Settings, default_settings

CONFIG = "pipeline.cfg"


def load(*, lexicon: bool = True, settings: Settings | None = None) -> Language:
    """The pipeline: ``nlp.make_doc(text)`` segments, ``nlp(doc)`` of a dossier finds papers, sections, facts and field.

    ``lexicon=False`` gives underthesea's own words, without our legal lexicon.  The pipeline can be written with
    ``nlp.to_disk`` and read again with ``spacy.load``.

    Raises:
        ConfigurationError: a data file or the model is missing or does not fit.
    """
    settings = settings or default_settings()
    config = load_config(
        settings.models / CONFIG,
        overrides={
            "nlp.tokenizer.lexicon": lexicon,
            "components.field.model": str(settings.models / "field"),
            "components.papers.folders": [str(p) for p in settings.profiles],
            "components.sections.folders": [str(p) for p in settings.profiles],
        },
    )
    return load_model_from_config(config, auto_fill=True)
