#!/usr/bin/env bash
# Make the lock files anew from pyproject.toml: every package with its hashes, for Python 3.11-3.14, and no index host named,
# so that a mirror of an office serves as well.  Needs uv (in the development environment).
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
common=(pip compile --quiet --generate-hashes --universal --no-emit-index-url --no-annotate --python-version 3.11
  --custom-compile-command scripts/lock.sh)
"$uv" "${common[@]}" "$@" pyproject.toml scripts/build.in -o requirements.lock
"$uv" "${common[@]}" "$@" --all-extras --constraints requirements.lock pyproject.toml scripts/build.in -o requirements-dev.lock
