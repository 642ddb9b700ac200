"""How well sections are found in papers nobody tuned for.

    python benchmarks/structure.py [--dossiers FOLDER ...]

Prints the recall of present sections three ways: as shipped; with a heading model that has not seen the dossier (five
folds); and leave-one-form-out, where the form's wordings are taken from the profiles, from the general wordings, and from the
training of the heading model together with all dossiers of that family.  Also the time a 20-page dossier takes.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from record import record

from nlp_service.corpus import CorpusDossier, as_dossier, parse_dossier
from nlp_service.rules.profile import GENERIC, Profile, Wordings, profiles, wordings
from nlp_service.structure.facts import paper_facts, settle_sections
from nlp_service.structure.learned import heading_model
from nlp_service.structure.training import corpus_examples, fit, listed_examples
from nlp_service.structure.understanding import Outliner
from nlp_service.structure.vocabulary import Vocabulary, heading_key

ROOT = Path(__file__).parents[1]
STYLES = ("bold", "headings", "plain")


def present(outliner: Outliner, source: CorpusDossier, style: str) -> Mapping[str, set[str]]:
    """Sections found present, by kind of paper."""
    dossier = as_dossier(source, style=style)
    outlined = [outliner.outline(dossier, i, span, lines) for i, (span, lines) in enumerate(outliner.papers(dossier))]
    settled = settle_sections(
        [s for o in outlined for s in o.sections], paper_facts(dossier, outlined), [o.body_ends_at for o in outlined]
    )
    out: dict[str, set[str]] = {}
    for s in settled:
        kind = outlined[s.document or 0].paper.kind if len(source.papers) > 1 else source.papers[0].kind
        if s.status == "present":
            out.setdefault(kind, set()).add(s.id)
    return out


def recall(outliner: Outliner, sources: Iterable[CorpusDossier]) -> Counter[str]:
    """Hits, sections, and sections claimed that are not there."""
    n: Counter[str] = Counter()
    for source in sources:
        for style in STYLES:
            found = present(outliner, source, style)
            for paper in source.papers:
                if paper.kind in ("request", "description"):
                    got = found.get(paper.kind, set())
                    n["sections"] += len(paper.sections)
                    n["hits"] += len(paper.sections & got)
                    n["claimed"] += len(got - paper.sections)
    return n


def without(form: str, forms: Mapping[str, Profile], general: Wordings) -> tuple[dict[str, Profile], Wordings]:
    """Forms and general wordings without those that only ``form`` uses."""
    rest = {k: v for k, v in forms.items() if k != form}
    kept = {heading_key(w) for p in rest.values() for s in p.sections for w in s.wordings}
    gone = {heading_key(w) for s in forms[form].sections for w in s.wordings} - kept
    sections = {k: tuple(w for w in v if heading_key(w) not in gone) for k, v in general.sections.items()}
    return rest, replace(general, sections=sections)


def share(n: Counter[str]) -> str:
    return f"{n['hits'] / n['sections']:.4f} ({n['hits']}/{n['sections']}, claimed wrongly {n['claimed']})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=Path, nargs="*", default=[ROOT / "corpus" / "dossiers"])
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    forms, general = profiles(), wordings()
    training = [parse_dossier(p) for p in sorted((ROOT / "corpus" / "dossiers").glob("*.dossier"))]
    sources = [parse_dossier(p) for folder in args.dossiers for p in sorted(folder.glob("*.dossier"))]
    vocabulary = Vocabulary(forms)
    figures: dict[str, object] = {}
    shipped = recall(Outliner(forms, heading_model()), sources)
    print("as shipped          ", share(shipped))
    figures["shipped"] = shipped["hits"] / shipped["sections"]

    trained_on = {s.id for s in training}
    listed = list(listed_examples(forms.values(), general))
    folds: Counter[str] = Counter()
    for k in range(5):
        unseen = [s for i, s in enumerate(sources) if (i % 5 == k if s.id in trained_on else k == 0)]
        ids = {s.id for s in unseen}
        model = fit([*listed, *corpus_examples([t for t in training if t.id not in ids], vocabulary)])
        folds += recall(Outliner(forms, model), unseen)
    print("dossier not seen    ", share(folds))
    figures["dossier_unseen"] = folds["hits"] / folds["sections"]

    left_out: Counter[str] = Counter()
    for form in sorted({s.header["profile"] for s in sources} - {GENERIC}):
        if form not in forms:
            continue
        family = [s for s in sources if s.header["profile"] == form]
        rest, fewer = without(form, forms, general)
        examples = [
            *listed_examples(rest.values(), fewer),
            *corpus_examples([t for t in training if t.header["profile"] != form], Vocabulary(rest, fewer)),
        ]
        n = recall(Outliner(rest, fit(examples), fewer), family)
        print(f"  without {form:24}", share(n))
        left_out += n
    print("form left out       ", share(left_out))
    figures["form_left_out"] = left_out["hits"] / left_out["sections"]

    longest = max(sources, key=lambda s: sum(len(x.text) for p in s.papers for x in p.lines))
    dossier = as_dossier(longest)
    outliner = Outliner(forms, heading_model())
    times = []
    for _ in range(15):
        start = perf_counter()
        for i, (span, lines) in enumerate(outliner.papers(dossier)):
            outliner.outline(dossier, i, span, lines)
        times.append(perf_counter() - start)
    size = len(dossier.files[0].text)
    print(f"time                 {1000 * median(times):.1f} ms for {size} characters ({longest.id})")
    figures["milliseconds"] = 1000 * median(times)
    if args.json:
        record(args.json, figures)


if __name__ == "__main__":
    main()
