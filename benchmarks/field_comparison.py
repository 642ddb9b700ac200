"""Which features and which linear classifier find the field best: the table of models/README.md and notebook 02.

    python benchmarks/field_comparison.py [--repeats N] [--json FILE]

All candidates learn from the same rows (titles, titles with abstracts, bare titles, short titles, lexicon) and are measured on
the titles of the corpus by repeated grouped cross-validation (mean, and standard deviation between repeats), and on the two
files of titles kept apart.  Scikit-learn's own vectorisers are
used but for "syllables", the features of this package.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, pstdev
from time import process_time
from typing import Any

import numpy as np
from record import record
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

import nlp_service
from nlp_service.classification.corrections import gold_titles
from nlp_service.classification.examples import Example, item_examples, knowledge_examples, load_corpus
from nlp_service.classification.features import Features, Options
from nlp_service.classification.learn import fit_linear, folds
from nlp_service.settings import default_settings

Texts = Sequence[str]
KEPT_APART = {"kept_apart": "titles.tsv", "kept_apart_2": "titles2.tsv"}


def words() -> TfidfVectorizer:
    """Words as the tokenizer segments them, and pairs of them; texts come with words joined by underscores."""
    return TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True)


def characters() -> TfidfVectorizer:
    """N-grams of two to five characters inside words."""
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)


FEATURES: dict[str, Callable[[], Any]] = {
    "segmented words": words,
    "characters": characters,
    "words + characters": lambda: make_union(words(), characters()),
}
CLASSIFIERS: dict[str, Callable[[], Any]] = {
    "logistic regression": lambda: LogisticRegression(C=10, max_iter=300, tol=1e-3, class_weight="balanced"),
    "linear SVM": lambda: LinearSVC(C=0.3, class_weight="balanced", random_state=0),
    "complement naive Bayes": lambda: ComplementNB(alpha=0.3),
}


def segmented(texts: Texts) -> list[str]:
    """Texts with the syllables of each word joined."""
    nlp = nlp_service.load()
    return [" ".join("_".join(t.text.lower().split()) for t in nlp.make_doc(text)) for text in texts]


def compare(repeats: int) -> list[dict[str, Any]]:
    """One row a candidate: macro-F1 on titles (mean over repeats, spread), on the titles kept apart, CPU seconds of a fold."""
    corpus = load_corpus(default_settings().corpus)
    known, items = knowledge_examples(corpus), corpus.items
    rows: list[Example] = [*item_examples(items), *known]
    texts = [e.text for e in rows]
    joined = dict(zip(texts, segmented(texts), strict=True))
    apart = {column: gold_titles(name=name) for column, name in KEPT_APART.items()}
    for pairs in apart.values():
        joined.update(zip([t for t, _ in pairs], segmented([t for t, _ in pairs]), strict=True))
    table = []
    candidates: list[tuple[str, str]] = [(f, c) for f in FEATURES for c in CLASSIFIERS]
    for feature, classifier in [*candidates, ("syllables", "SVM + naive Bayes")]:

        def fit(train: Sequence[Example], feature: str = feature, classifier: str = classifier) -> Callable[[Texts], list[str]]:
            labels, weights = [e.field for e in train], np.array([e.weight for e in train])
            if feature == "syllables":
                own = Features.fit([e.text for e in train], Options())
                linear, classes = fit_linear(own.transform([e.text for e in train]), labels, weights)
                return lambda t: [classes[i] for i in linear.scores(own.transform(t)).argmax(axis=1)]
            vectors, model = FEATURES[feature](), CLASSIFIERS[classifier]()
            model.fit(vectors.fit_transform([joined[e.text] for e in train]), labels, sample_weight=weights)
            return lambda t: list(model.predict(vectors.transform([joined[x] for x in t])))

        start, scores = process_time(), []
        for seed in range(repeats):
            given = np.empty(len(items), dtype=object)
            for train, test in folds([i.group for i in items], [i.field for i in items], seed):
                predict = fit([*item_examples([items[i] for i in train]), *known])
                given[test] = predict([items[i].title for i in test])
            scores.append(f1_score([i.field for i in items], list(given), average="macro"))
        seconds = (process_time() - start) / (5 * repeats)
        row = {
            "features": feature,
            "classifier": classifier,
            "titles": round(mean(scores), 4),
            "spread": round(pstdev(scores), 4),
        }
        predict = fit(rows)
        for column, pairs in apart.items():
            titles, truth = zip(*pairs, strict=True)
            row[column] = round(f1_score(truth, predict(titles), average="macro"), 4)
        table.append({**row, "seconds": round(seconds, 2)})
        print(table[-1], flush=True)
    return table


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table = compare(options.repeats)
    if options.json:
        record(options.json, {"ways": table})


if __name__ == "__main__":
    main()
