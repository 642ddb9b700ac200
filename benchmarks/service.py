"""How quick the desk is: pages at 90 people reading, uploads accepted and screened, and what it survives.

    python -P benchmarks/service.py                                 all of it, in a folder that is removed afterwards
    python -P benchmarks/service.py seed   --data DIR [--dossiers 50000]     fill list and register
    python -P benchmarks/service.py pages  --data DIR [--users 90] [--seconds 30] [--think 3]
    python -P benchmarks/service.py upload --data DIR [--uploads 10]
    python -P benchmarks/service.py chaos  --data DIR [--uploads 200]

Each but ``seed`` starts a server of its own on a free port and reads or writes what is in DIR; ``pages`` wants a folder that
was seeded.  A person looks at a page for ``--think`` seconds on average (exponentially distributed) before the next one; which
pages, and how often each: `service_load`.  Waits are wall time and depend on what else the machine does (``load``);
``cpu_ms`` is processor time of the server and does not.  Figures are kept in benchmarks/results/service.json, with machine
and commit.
"""

# ruff: noqa: E402
from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[0:0] = [str(Path(__file__).parents[1])]  # the root, and with -P not this folder: its files are named as packages

from benchmarks.record import place
from benchmarks.service_chaos import chaos
from benchmarks.service_load import processor_per_page, read_pages, upload
from benchmarks.service_seed import OFFICER, PASSWORD, count_register, seed, seeded
from benchmarks.service_server import served
from nlp_service.register import Register
from nlp_service.service import accounts
from nlp_service.settings import Settings

RESULTS = Path(__file__).parent / "results" / "service.json"


def pages(args: argparse.Namespace) -> dict[str, Any]:
    """People who read."""
    dossiers = seeded(args.data)
    if not dossiers:
        sys.exit(f"nothing to read in {args.data}: fill it first with benchmarks/service.py seed --data {args.data}")
    with served(args.data) as server:
        cookie = _cookie(args.data)
        idle = server.memory()
        alone = processor_per_page(server, cookie, dossiers)
        together = read_pages(server, cookie, dossiers, args.users, args.seconds, args.think)
        return {
            "dossiers": dossiers, "in_register": count_register(args.data), "per_page": alone, **together,
            "memory_mib": {"idle": idle, "after": server.memory()},
        }  # fmt: skip


def uploads(args: argparse.Namespace) -> dict[str, Any]:
    """People who hand in."""
    with served(args.data) as server:
        found = upload(server, _cookie(args.data), args.uploads or 10)
        return {"in_register": count_register(args.data), **found, "memory_mib": server.memory()}


def survives(args: argparse.Namespace) -> dict[str, Any]:
    """Sudden ends."""
    with Register.open(Settings(data=args.data)) as register:
        token = accounts.add_token(register.engine, f"chaos-{os.getpid()}")
    return chaos(args.data, token, args.uploads or 200)


def _cookie(data: Path) -> str:
    with Register.open(Settings(data=data)) as register:
        if not accounts.has_users(register.engine):
            accounts.add_user(register.engine, OFFICER, PASSWORD, role="lead")
        return accounts.log_in(register.engine, OFFICER, PASSWORD)


WAYS = {"pages": pages, "upload": uploads, "chaos": survives}


def keep(what: str, found: dict[str, Any]) -> None:
    """Into the file of results, beside those of the other ways."""
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {}
    kept[what] = {**found, "measured": place()}
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps({what: kept[what]}, ensure_ascii=False))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["all", "seed", *WAYS], default="all")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--dossiers", type=int, default=50_000)
    parser.add_argument("--users", type=int, default=90)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--think", type=float, default=3)
    parser.add_argument("--uploads", type=int)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nlp-service-bench-") as folder:
        if args.data is None:
            if args.what not in ("all", "chaos", "upload"):
                parser.error(f"{args.what} needs --data DIR")
            args.data = Path(folder)
        if args.what in ("all", "seed"):
            seed(args.data, args.dossiers)
        for what in WAYS if args.what == "all" else (args.what,) if args.what in WAYS else ():
            keep(what, WAYS[what](args))


if __name__ == "__main__":
    main()
