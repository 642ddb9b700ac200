"""kill -9 in the middle of adding dossiers: python benchmarks/sudden_end.py [--dossiers 1000] [--kills 8]

A process adds dossiers with an original each and says of every one when it is done; it is killed at moments that chance picks,
in the middle of whatever it does, and started again some dossiers before the last it spoke of.  After every kill: what was said
to be done is there, once; index and register agree; the deep check finds nothing.  At the end ``doctor --deep`` is asked.
Result: benchmarks/results/sudden_end.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from duplicates_data import dossier
from record import record

from nlp_service.register import Register
from nlp_service.settings import Settings

RESULTS = Path(__file__).parent / "results"
AGAIN = 20  # dossiers done before that are handed in again after a kill
_WORDS = ("bơm", "van", "ống", "lưới", "rác", "bể", "trạm", "cống", "thợ", "ca", "sổ", "lịch", "bảng", "thẻ", "kẹp", "tổ")


def add_all(data: Path, start: int, count: int) -> None:
    """Add the dossiers of the list from ``start``; those that are there already change nothing."""
    with Register.open(Settings(data=data)) as register:
        for n in range(start, count):
            rng = random.Random(n)
            texts = [" ".join(rng.choice(_WORDS) for _ in range(40)) for _ in range(6)]
            register.add(dossier(f"s-{n:05}", f"Sáng kiến số {n}", texts, 2020), originals=[("đơn.txt", texts[0].encode())])
            print(n, flush=True)


def killed(data: Path, start: int, count: int, after: int, wait: float) -> int:
    """Start adding and kill it ``wait`` seconds after dossier ``after`` was said to be done; gives the last that was said."""
    command = [sys.executable, __file__, "--add", str(data), "--dossiers", str(count), "--start", str(start)]
    last = -1
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as adder:
        assert adder.stdout is not None
        for line in adder.stdout:
            last = int(line)
            if last == after:
                time.sleep(wait)
                os.kill(adder.pid, signal.SIGKILL)
    return last


def state(data: Path, said: int) -> dict[str, int]:
    """Whether all is there that should be, once."""
    with Register.open(Settings(data=data)) as register:
        kept = [e.id for e in register.list()]
        assert len(kept) == len(set(kept)) == len(register.index), "double, or the index differs"
        assert {f"s-{n:05}" for n in range(said + 1)} <= set(kept), "lost"
        troubles = register.check("en")
        assert not troubles, troubles
        return {"said": said + 1, "kept": len(kept), "half_written_originals": len(register.originals.leftovers())}


def main() -> None:
    """Kill, look, go on; at last let it finish and ask the doctor."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--dossiers", type=int, default=1000)
    arguments.add_argument("--kills", type=int, default=8)
    arguments.add_argument("--add", type=Path)
    arguments.add_argument("--start", type=int, default=0)
    a = arguments.parse_args()
    if a.add is not None:
        add_all(a.add, a.start, a.dossiers)
        return
    rng, began, rounds, start = random.Random(7), time.perf_counter(), [], 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for after in sorted(rng.sample(range(a.dossiers // 20, a.dossiers), a.kills)):
            said = killed(data, start, a.dossiers, after, rng.random() * 0.02)
            rounds.append(state(data, said))
            start = max(said - AGAIN, 0)
        add_all(data, start, a.dossiers)
        rounds.append(state(data, a.dossiers - 1))
        doctor = [sys.executable, "-m", "nlp_service", "doctor", "--deep", "--data", folder]
        done = subprocess.run(doctor, stdout=subprocess.DEVNULL, check=False)
        assert done.returncode == 0, "doctor --deep found something"
    result = {"dossiers": a.dossiers, "kills": a.kills, "rounds": rounds, "wall_s": round(time.perf_counter() - began, 1)}
    record(RESULTS / "sudden_end.json", result)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
