"""Make nlp_service/duplicates/background.tsv anew from the corpus: python scripts/build_background.py"""

from __future__ import annotations

import csv

from nlp_service.corpus import corpus_dossiers
from nlp_service.duplicates.background import TABLE, build  # the table itself is not read
from nlp_service.settings import default_settings


def main() -> None:
    """Count pairs of syllables in the initiatives and in the paragraphs of the dossiers of ``corpus/``."""
    corpus = default_settings().corpus
    texts = []
    for path in sorted((corpus / "initiatives").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts += [f"{row['title']}. {row['abstract'] or ''}" for row in rows]
    for dossier in corpus_dossiers(corpus):
        lines = [line.text for paper in dossier.papers for line in paper.lines if line.kind in ("p", "b")]
        texts += [t for t in lines if len(t.split()) >= 12]
    TABLE.write_text(build(texts), "utf-8")
    print(f"{TABLE}: {len(texts)} texts, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
