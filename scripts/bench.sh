#!/usr/bin/env bash
# Run the benchmarks that need no reference files from elsewhere, one after another, at low priority; what they print goes to
# standard output and to benchmarks/results/<name>.txt.   scripts/bench.sh [name...]
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p benchmarks/results
failed=0
names=("$@")
if [ "${#names[@]}" = 0 ]; then
  for file in benchmarks/*.py; do
    name=$(basename "$file" .py)
    # those with a required folder of reference files are run by name with their arguments, see their first lines
    grep -q '__main__' "$file" && [ "$name" != legacy ] && names+=("$name")
  done
fi
for name in "${names[@]}"; do
  printf '\n== %s\n' "$name"
  nice timeout "${BENCH_SECONDS:-1800}" .venv/bin/python "benchmarks/$name.py" | tee "benchmarks/results/$name.txt" || failed=1
done
exit $failed
