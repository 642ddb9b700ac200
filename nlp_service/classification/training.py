"""Training the field model from the corpus: fit, calibrate on texts the fitted models had not seen, measure, store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import sklearn

from nlp_service import __version__
from nlp_service.settings import Settings, default_settings

from .examples import Corpus, Example, dossier_examples, item_examples, knowledge_examples, load_corpus, other_examples
from .features import Options
from .heldout import HeldOut, calibrate, held_out, settled
from .items import data_hash
from .learn import fit_examples, fit_linear
from .model import FORMAT, FieldModel, Meta
from .strays import fit_strays

OPTIONS = Options()


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came out of a training; figures are from grouped cross-validation over the corpus.

    ``calibration_error`` is that of titles, ``borderline_settled`` the share of border-line titles labelled right, or unknown,
    or with the true field as second.  ``kept`` is false where a candidate did not pass its gate and was not stored.
    """

    model: FieldModel
    seconds: float
    texts: int
    title_macro_f1: float
    abstract_macro_f1: float
    dossier_macro_f1: float
    calibration_error: float
    borderline_settled: float
    kept: bool = True

    def render(self) -> str:
        """The report as lines for people."""
        meta, calibration = self.model.meta, self.model.calibration
        figures = (
            f"titles {self.title_macro_f1:.3f}, abstracts {self.abstract_macro_f1:.3f}, dossiers {self.dossier_macro_f1:.3f}"
        )
        return "\n".join(
            [
                f"model         {meta.name} ({self.texts} texts, data {meta.data[:10]}, {meta.corrections} corrections)",
                f"macro-F1      {figures} (grouped cross-validation)",
                f"calibration   error {self.calibration_error:.3f}; unknown below {calibration.unknown_below:.2f}",
                f"border-line   {self.borderline_settled:.3f} right, unknown or named as second field",
                f"time          {self.seconds:.1f} s" + ("" if self.kept else "; not stored: worse than the model in use"),
            ]
        )


def train_model(settings: Settings | None = None, *, extra: Sequence[Example] = (), save: bool = True) -> TrainingReport:
    """Train on ``settings.corpus`` (and ``extra`` examples, from corrections) and store the model in ``settings.models/field``.

    Deterministic: the same corpus and the same versions give the same model.

    Raises:
        ConfigurationError: ``data-invalid``, the corpus breaks its schema.
    """
    settings = settings or default_settings()
    start = perf_counter()
    corpus = load_corpus(settings.corpus)
    found = held_out(corpus, OPTIONS, extra)
    model = fit_model(corpus, found, extra, data_hash(settings.corpus))
    if save:
        model = model.save(settings.models / "field")
    titles = found["title"]
    return TrainingReport(
        model,
        perf_counter() - start,
        model.meta.texts,
        titles.macro_f1(),
        found["abstract"].macro_f1(),
        found["dossier"].macro_f1(),
        titles.calibration_error(model.calibration.title),
        settled(corpus, titles, model.calibration),
    )


def fit_model(corpus: Corpus, found: dict[str, HeldOut], extra: Sequence[Example], data: str) -> FieldModel:
    """The model over all examples, calibrated by held-out scores."""
    examples = [*item_examples(corpus.items), *dossier_examples(corpus.dossiers), *knowledge_examples(corpus), *extra]
    other = other_examples(corpus)
    learnt = fit_examples(examples, OPTIONS, other)
    named = [i for i, e in enumerate(examples) if e.subfield]
    subfield, subfields = fit_linear(learnt.rows[named], [str(examples[i].subfield) for i in named])
    meta = Meta(
        format=FORMAT,
        package=__version__,
        sklearn=sklearn.__version__,
        data=data,
        texts=len(examples),
        labels=learnt.labels,
        subfields=subfields,
        subfield_fields=tuple(corpus.fields.field_of(s) for s in subfields),
        corrections=len(extra),
    )
    strays = fit_strays(learnt.features, learnt.rows, examples, other)
    return FieldModel(learnt.features, learnt.linear, subfield, strays, calibrate(found), meta)


__all__ = ["OPTIONS", "TrainingReport", "fit_model", "train_model"]
