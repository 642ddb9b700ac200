"""Cost and recall of comparing with a large register: python benchmarks/duplicates.py --size 10000 [--others]

Without arguments 1000 dossiers; ``--signatures 1000000`` fills the index alone.  Results go to
benchmarks/results/duplicates-SIZE.json; ``--plot`` draws all of them.  Text is generated (duplicates_data.py); making it is
not timed.  Wall time and processor time are both kept: the machine may be busy with other things.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from duplicates_data import BLOCK, SYLLABLES, Generator, Planted
from record import record

from nlp_service.duplicates import Comparable, Fingerprints, Index, compare
from nlp_service.duplicates.fingerprints import ROOM, SAMPLE
from nlp_service.duplicates.retrieval import candidates
from nlp_service.duplicates.syllables import folded_words
from nlp_service.register import Register
from nlp_service.register.entries import Prepared, prepare
from nlp_service.settings import Settings

RESULTS = Path(__file__).parent / "results"
FOUND = ("high", "medium")


def _prepare(block: list[Comparable]) -> tuple[list[Prepared], float]:
    start = time.process_time()
    return [prepare(d) for d in block], time.process_time() - start


def add(register: Register, generator: Generator, size: int) -> dict[str, float]:
    """Fill the register; times of adding alone."""
    wall = worked = written = 0.0
    with ProcessPoolExecutor(2) as pool:
        for start in range(0, size, 8 * BLOCK):
            blocks = [generator.many(s, min(BLOCK, size - s)) for s in range(start, min(start + 8 * BLOCK, size), BLOCK)]
            began, cpu = time.perf_counter(), time.process_time()
            for prepared, seconds in pool.map(_prepare, blocks):
                worked += seconds
                register.add_many(prepared, batch=BLOCK)
            wall += time.perf_counter() - began
            written += time.process_time() - cpu
    return {"per_second_wall": size / wall, "cpu_ms": 1000 * (worked + written) / size, "write_ms": 1000 * written / size}


def ask(register: Register, queries: Iterable[Planted]) -> dict[str, Any]:
    """Times and recall of comparing, warm."""
    wall, cpu, found, strangers = [], [], defaultdict(list), 0
    for n, q in enumerate(queries):
        fresh = Comparable(**{k: getattr(q.query, k) for k in q.query.__dataclass_fields__})  # nothing worked out before
        began, processor = time.perf_counter(), time.process_time()
        result = compare(fresh, register)
        if n >= 5:
            wall.append(1000 * (time.perf_counter() - began))
            cpu.append(1000 * (time.process_time() - processor))
        seen = {d.dossier for d in result if d.level in FOUND}
        found[q.how].append(q.source in seen if q.source else not seen)
        strangers += len(seen - {q.source})
    both = (("wall_ms", wall), ("cpu_ms", cpu))
    quantiles = {f"{name}_p{p}": float(np.percentile(v, p)) for name, v in both for p in (50, 95)}
    return {**quantiles, "queries": len(wall), "recall": {k: sum(v) / len(v) for k, v in found.items()}, "strangers": strangers}


def others(generator: Generator, size: int, queries: list[Planted]) -> dict[str, Any]:
    """MinHash LSH of datasketch and rensa, and TF-IDF cosine, on the same dossiers and the same planted copies.

    SemHash is not among them: it needs a sentence model from the network, which the service never has.
    """
    blocks = (generator.many(s, min(BLOCK, size - s)) for s in range(0, size, BLOCK))
    texts = {d.id: " ".join(p.text for p in d.prose) for block in blocks for d in block}
    asked = [(q, " ".join(p.text for p in q.query.prose)) for q in queries]
    return {name: maker(texts, asked) for name, maker in OTHERS.items()}


def _shingles(text: str) -> list[str]:
    words = folded_words(text)
    return [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]


def _measure(build: Callable[[], Callable[[str], set[str]]], asked: list[tuple[Planted, str]]) -> dict[str, Any]:
    began = time.process_time()
    query = build()
    built, times, found = time.process_time() - began, [], defaultdict(list)
    for q, text in asked:
        began = time.process_time()
        seen = query(text)
        times.append(1000 * (time.process_time() - began))
        found[q.how].append(q.source in seen if q.source else not seen)
    recall = {k: sum(v) / len(v) for k, v in found.items()}
    return {"build_cpu_s": built, "cpu_ms_p95": float(np.percentile(times, 95)), "recall": recall}


def _datasketch(texts: dict[str, str], asked: list[tuple[Planted, str]]) -> dict[str, Any]:
    from datasketch import MinHash, MinHashLSH

    def build() -> Callable[[str], set[str]]:
        lsh = MinHashLSH(threshold=0.5, num_perm=128)
        for id, text in texts.items():
            lsh.insert(id, signature(text))
        return lambda text: set(lsh.query(signature(text)))

    def signature(text: str) -> Any:
        made = MinHash(num_perm=128)
        made.update_batch([s.encode() for s in _shingles(text)])
        return made

    return _measure(build, asked)


def _rensa(texts: dict[str, str], asked: list[tuple[Planted, str]]) -> dict[str, Any]:
    try:
        from rensa import RMinHash, RMinHashLSH
    except ImportError:
        return {"skipped": "rensa is not installed: pip install rensa"}
    ids = list(texts)

    def build() -> Callable[[str], set[str]]:
        lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
        for n, text in enumerate(texts.values()):
            lsh.insert(n, signature(text))
        return lambda text: {ids[n] for n in lsh.query(signature(text))}

    def signature(text: str) -> Any:
        made = RMinHash(num_perm=128, seed=7)
        made.update(_shingles(text))
        return made

    return _measure(build, asked)


def _tfidf(texts: dict[str, str], asked: list[tuple[Planted, str]]) -> dict[str, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    ids = np.array(list(texts))

    def build() -> Callable[[str], set[str]]:
        vectors = TfidfVectorizer(analyzer=folded_words, sublinear_tf=True)
        matrix = vectors.fit_transform(texts.values())
        # five best: a cosine has no threshold that holds for all lengths
        return lambda text: set(ids[np.argsort(-(matrix @ vectors.transform([text]).T).toarray().ravel())[:5]].tolist())

    return _measure(build, asked)


OTHERS = {"datasketch MinHash LSH 0.5": _datasketch, "rensa MinHash LSH 0.5": _rensa, "TF-IDF cosine, best 5": _tfidf}


def signatures(size: int, shingles: int = SYLLABLES // SAMPLE, terms: int = ROOM - SYLLABLES // SAMPLE) -> dict[str, float]:
    """The index alone, filled with signatures as numerous and as evenly spread as those of dossiers."""
    rng, index = np.random.default_rng(3), Index()
    for n in range(size):
        drawn = rng.integers(0, 2**32, shingles + terms, dtype=np.uint32)
        index.add(f"s-{n}", Fingerprints(SYLLABLES, drawn[:shingles], drawn[shingles:]))
    query = Fingerprints(SYLLABLES, *(rng.integers(0, 2**32, n, dtype=np.uint32) for n in (shingles, terms)))
    began = time.process_time()
    candidates(query, index)
    settled, times = time.process_time() - began, []
    for _ in range(50):
        began = time.process_time()
        candidates(query, index)
        times.append(1000 * (time.process_time() - began))
    return {"bytes_each": index.nbytes / size, "sort_cpu_s": settled, "candidates_cpu_ms_p95": float(np.percentile(times, 95))}


def plot() -> None:
    """Cost by size, from all results there are."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    rows = sorted((json.loads(p.read_text()) for p in RESULTS.glob("duplicates-*.json")), key=lambda r: r["size"])
    picture, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.5))
    whole = [r for r in rows if "ask" in r]
    left.plot([r["size"] for r in whole], [r["ask"]["cpu_ms_p95"] for r in whole], "o-", label="query, p95 CPU ms")
    alone = [r for r in rows if "signatures" in r]
    times = [r["signatures"]["candidates_cpu_ms_p95"] for r in alone]
    left.plot([r["size"] for r in alone], times, "s--", label="candidates alone")
    right.plot([r["size"] for r in whole], [r["disk_bytes_each"] / 1000 for r in whole], "o-", label="disk, kB a dossier")
    memory = [r["signatures"]["bytes_each"] / 1000 for r in alone]
    right.plot([r["size"] for r in alone], memory, "s--", label="index in memory, kB a dossier")
    for side in (left, right):
        side.set_xscale("log")
        side.set_xlabel("dossiers")
        side.legend()
    picture.tight_layout()
    picture.savefig(RESULTS / "duplicates.png", dpi=110)


def _disk(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _queries(generator: Generator, size: int, count: int) -> Iterator[Planted]:
    return generator.planted(size, count)


def main() -> None:
    """Run what was asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int)
    arguments.add_argument("--queries", type=int, default=140)
    arguments.add_argument("--others", action="store_true")
    arguments.add_argument("--signatures", type=int)
    arguments.add_argument("--plot", action="store_true")
    a = arguments.parse_args()
    if not (a.size or a.signatures or a.plot):
        a.size = 1000
    if a.size:
        generator = Generator()
        queries = list(_queries(generator, a.size, a.queries))
        with tempfile.TemporaryDirectory() as folder, Register.open(Settings(data=Path(folder))) as register:
            result: dict[str, Any] = {"size": a.size, "syllables": SYLLABLES}
            result["add"] = add(register, generator, a.size)
            began = time.perf_counter()
            index = register.index
            candidates(queries[0].query.fingerprints, index)
            result["index_load_wall_s"] = time.perf_counter() - began
            result["index_bytes_each"] = index.nbytes / a.size
            result["disk_bytes_each"] = _disk(Path(folder)) / a.size
            result["ask"] = ask(register, queries)
        if a.others:
            result["others"] = others(generator, a.size, queries)
        result["signatures"] = signatures(a.size)
        _keep(result)
    if a.signatures:
        _keep({"size": a.signatures, "signatures": signatures(a.signatures)})
    if a.plot:
        plot()


def _keep(result: dict[str, Any]) -> None:
    rounded = json.loads(json.dumps(result), parse_float=lambda x: round(float(x), 3))
    record(RESULTS / f"duplicates-{result['size']}.json", rounded)
    print(json.dumps(rounded, indent=1))


if __name__ == "__main__":
    main()
