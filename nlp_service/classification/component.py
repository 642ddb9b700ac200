"""The spaCy component ``nlp_service_field``: names the field of a dossier, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from nlp_service.dossier import Classification, Metadata
from nlp_service.settings import default_settings
from nlp_service.structure import prose

from .judge import classify_pieces, nothing
from .model import FieldModel
from .titles import classify_batch
from .views import dossier_pieces

if not Doc.has_extension("classification"):
    Doc.set_extension("classification", default=None)


class FieldComponent:
    """Sets ``doc._.classification`` and ``doc.cats`` (probabilities by label).

    Of a dossier's Doc it reads the metadata, papers and roles that the structure components have set; of any other Doc it
    takes the whole text as a bare title or abstract.  The model is read at first use from ``model``.
    """

    def __init__(self, name: str, model: str | FieldModel) -> None:
        self.name = name
        self._model = model if isinstance(model, FieldModel) else None
        self._path = Path(model) if isinstance(model, str) else None

    @property
    def model(self) -> FieldModel:
        """The model, read if it was not yet.

        Raises:
            ConfigurationError: ``model-missing`` or ``model-mismatch``.
        """
        if self._model is None:
            self._model = FieldModel.load(self._path or Path())
        return self._model

    def __call__(self, doc: Doc) -> Doc:
        """Classify a Doc in place."""
        result = self._classify(doc)
        doc._.classification = result
        doc.cats = dict(result.probabilities)
        return doc

    def _classify(self, doc: Doc) -> Classification:
        threshold = default_settings().unknown_below
        if doc._.dossier is None:
            return next(classify_batch(self.model, [doc.text], threshold))
        metadata: Metadata = doc._.metadata or Metadata()
        own = prose(doc._.dossier, doc._.papers or (), doc._.roles or ())
        pieces = dossier_pieces(metadata, own)
        if not pieces:  # a letter, a news item: words, but none that an initiative is told in
            return nothing(self.model, "no-initiative" if doc.text.strip() else "no-text", metadata.field_declared)
        return classify_pieces(self.model, pieces, declared=metadata.field_declared, unknown_below=threshold)

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into the folder ``path``."""
        self.model.save(Path(path))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> FieldComponent:
        """Read the model from the folder ``path``."""
        self._model = FieldModel.load(Path(path))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The model as bytes."""
        return self.model.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> FieldComponent:
        """The model from bytes of `to_bytes`."""
        self._model = FieldModel.from_bytes(data)
        return self


@Language.factory("nlp_service_field", default_config={"model": "models/field"}, assigns=["doc.cats", "doc._.classification"])
def create_field(nlp: Language, name: str, model: str) -> FieldComponent:
    """Make the component; ``model`` is the folder of a trained model."""
    return FieldComponent(name, model)


__all__ = ["FieldComponent", "create_field"]
