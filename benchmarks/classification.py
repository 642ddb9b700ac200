"""How well and how fast the field is found.

    python benchmarks/classification.py [--dossiers FOLDER] [--large N] [--repeats N] [--json FILE]

Trains into a temporary folder.  Prints macro-F1, calibration error and border-line share of repeated grouped cross-validation
over the corpus; macro-F1 on the titles kept apart (``corpus/check``), as they are, in capitals and without accents; macro-F1 on
the dossiers of FOLDER, which no training reads (titles alone, and whole); milliseconds a dossier, titles a second, megabytes of
the model.  ``--large N`` measures `evaluate` on N texts of about 100 words put together from the corpus.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
from record import record
from sklearn.metrics import f1_score

from nlp_service.classification import FieldModel, classify_texts, train_model
from nlp_service.classification.calibration import fit_temperature
from nlp_service.classification.corrections import gold_titles
from nlp_service.classification.evaluation import Labelled, evaluate
from nlp_service.classification.examples import load_corpus
from nlp_service.classification.heldout import calibrate, held_out, settled
from nlp_service.classification.judge import classify_pieces
from nlp_service.classification.model import MODEL_FILE
from nlp_service.classification.training import OPTIONS
from nlp_service.classification.views import corpus_pieces
from nlp_service.corpus import corpus_dossiers, parse_dossier
from nlp_service.language.keys import fold
from nlp_service.settings import Settings, default_settings

LABELS = ["administration", "education", "technical"]


def f1(model: FieldModel, settings: Settings, texts: list[str], truth: list[str]) -> float:
    """Macro-F1 of the labels given; unknown counts as wrong."""
    given = [r.label for r in classify_texts(texts, settings, model=model)]
    return float(f1_score(truth, given, average="macro", labels=LABELS))


def cross_validation(repeats: int) -> dict[str, float]:
    """Means over repeated grouped cross-validations; the temperature for the calibration error is fitted on the last."""
    corpus = load_corpus(default_settings().corpus)
    runs = [held_out(corpus, OPTIONS, seed=seed) for seed in range(repeats)]
    figures = {f"{k}_macro_f1": round(mean(r[k].macro_f1() for r in runs), 4) for k in ("title", "abstract", "dossier")}
    other = runs[-1]["title"]
    temperature = fit_temperature(other.scores, other.truth)
    figures["title_calibration_error"] = round(mean(r["title"].calibration_error(temperature) for r in runs), 4)
    figures["borderline_settled"] = round(mean(settled(corpus, r["title"], calibrate(r)) for r in runs), 4)
    return figures


def large(count: int) -> dict[str, float]:
    """Processor seconds and most memory for `evaluate` on ``count`` texts: half to learn, half to measure.

    Each text is five sentences of abstracts, two of any field, and eight words from anywhere: labels cannot always be told.
    """
    corpus = load_corpus(default_settings().corpus)
    choice = random.Random(0)
    by_label = {label: [s for i in corpus.items if i.field == label for s in i.abstract.split(". ")] for label in LABELS}
    words = [w for i in corpus.items for w in i.text.split()]
    labels = [LABELS[i % 3] for i in range(count)]

    def text(label: str) -> str:
        sources = [label, label, label, choice.choice(LABELS), choice.choice(LABELS)]
        return ". ".join([*(choice.choice(by_label[s]) for s in sources), " ".join(choice.choices(words, k=8))])

    texts = [text(label) for label in labels]
    half = count // 2
    before = getrusage(RUSAGE_SELF).ru_maxrss
    start = process_time()
    report = evaluate(Labelled(tuple(texts[:half]), tuple(labels[:half])), Labelled(tuple(texts[half:]), tuple(labels[half:])))
    seconds = process_time() - start
    return {
        "texts": count,
        "words_a_text": round(mean(t.count(" ") + 1 for t in texts[:100]), 1),
        "cpu_seconds": round(seconds, 1),
        "cpu_milliseconds_a_text": round(1000 * seconds / count, 2),
        "peak_megabytes": round(getrusage(RUSAGE_SELF).ru_maxrss / 1024),
        "peak_megabytes_before": round(before / 1024),
        "accuracy": round(report.accuracy, 4),
        "macro_f1": round(report.macro_f1, 4),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=Path, help="folder of .dossier files no training reads")
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: dict[str, object] = {"cross_validation": cross_validation(options.repeats)}
    with TemporaryDirectory() as folder:
        settings = Settings(models=Path(folder))
        start = process_time()
        model = train_model(settings).model
        figures["train_cpu_seconds"] = round(process_time() - start, 1)
        figures["model_megabytes"] = round((Path(folder) / "field" / MODEL_FILE).stat().st_size / 1e6, 1)
    texts, truth = [t for t, _ in gold_titles()], [x for _, x in gold_titles()]
    figures["check_macro_f1"] = round(f1(model, settings, texts, truth), 4)
    second = gold_titles(name="titles2.tsv")
    figures["check_2_macro_f1"] = round(f1(model, settings, [t for t, _ in second], [x for _, x in second]), 4)
    figures["check_without_accents_macro_f1"] = round(f1(model, settings, [fold(t) for t in texts], truth), 4)
    figures["check_capitals_macro_f1"] = round(f1(model, settings, [t.upper() for t in texts], truth), 4)
    if options.dossiers:
        sources = [parse_dossier(p) for p in sorted(options.dossiers.glob("*.dossier"))]
        truth = [s.header["field"] for s in sources]
        figures["unseen_titles_macro_f1"] = round(f1(model, settings, [s.header["title"] for s in sources], truth), 4)
        given = [classify_pieces(model, corpus_pieces(s)).label for s in sources]
        figures["unseen_dossiers_macro_f1"] = round(float(f1_score(truth, given, average="macro", labels=LABELS)), 4)
    pieces = [corpus_pieces(d) for d in corpus_dossiers(settings.corpus)]
    classify_pieces(model, pieces[0])
    times = []
    for p in pieces:
        start = process_time()
        classify_pieces(model, p)
        times.append(process_time() - start)
    figures["dossier_cpu_milliseconds"] = round(1000 * float(np.median(times)), 1)
    many = [i.title for i in load_corpus(settings.corpus).items] * 4
    start = process_time()
    figures["titles_a_cpu_second"] = round(len(list(classify_texts(many, settings, model=model))) / (process_time() - start))
    if options.large:
        figures["large"] = large(options.large)
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        record(options.json, figures)


if __name__ == "__main__":
    main()
