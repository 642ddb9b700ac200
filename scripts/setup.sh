#!/usr/bin/env bash
# Set everything up: system tools (by apt, where this runs as root), .venv with pinned packages, the field model.
# Does nothing twice.   scripts/setup.sh          what running needs
#                       scripts/setup.sh --dev    and what tests and checks need
# Without root it goes on without the system tools and says what will not work.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 DEBIAN_FRONTEND=noninteractive

mode=run
[ "${1:-}" = --dev ] && mode=dev
say() { printf 'setup: %s\n' "$*" >&2; }

# -- system tools: package | how to see that it is there | what does not work without it
tools=(
  'tesseract-ocr|command -v tesseract|scanned papers and photographs are not read'
  'tesseract-ocr-vie|tesseract --list-langs 2>/dev/null \| grep -qx vie|scanned papers are not read in Vietnamese'
  'libreoffice-writer|ls -d /usr/lib/libreoffice/program/libswlo.so /opt/libreoffice*/program/libswlo.so 2>/dev/null \| grep -q .|old .doc files are not read, letters are not made as pdf'
  'libreoffice-calc|ls -d /usr/lib/libreoffice/program/libsclo.so /opt/libreoffice*/program/libsclo.so 2>/dev/null \| grep -q .|some old workbooks are not read'
  'poppler-utils|command -v pdftoppm|damaged pdf files have no second reader'
  'fonts-croscore|ls /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf|pdf files made here lack Vietnamese letters'
  'unar|command -v unar|rar archives are not opened'
)
[ "$mode" = dev ] && tools+=(
  'chromium|command -v chromium \|\| command -v chromium-browser \|\| command -v google-chrome|the browser tests are skipped'
  'postgresql|ls /usr/lib/postgresql/*/bin/initdb|the register is tested on SQLite alone'
)

there() { bash -c "${1//\\|/|}" >/dev/null 2>&1; }

missing_tools() {
  local entry
  for entry in "${tools[@]}"; do
    IFS=$'\x1f' read -r package test harm <<<"$(fields "$entry")"
    there "$test" || printf '%s\x1f%s\n' "$package" "$harm"
  done
}

# an entry's three fields, where "\|" is a bar of the test itself
fields() { sed -e 's/\\|/\x1e/g' -e 's/|/\x1f/g' -e 's/\x1e/\\|/g' <<<"$1"; }

apt_updated=
apt() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
  if [ -z "$apt_updated" ]; then
    apt-get update -qq </dev/null >&2 || say 'apt-get update did not succeed; trying with what is known'
    apt_updated=yes
  fi
  apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" </dev/null >&2
}

mapfile -t lacking < <(missing_tools)
if [ "${#lacking[@]}" -gt 0 ]; then
  packages=("${lacking[@]%%$'\x1f'*}")
  say "system tools to install: ${packages[*]}"
  # all at once is quicker; one by one where a distribution lacks one of them
  apt "${packages[@]}" || for package in "${packages[@]}"; do apt "$package" || true; done
  while IFS=$'\x1f' read -r package harm; do
    [ -z "$package" ] || say "without $package: $harm (apt-get install $package)"
  done < <(missing_tools)
fi

# -- Python
fits() { "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 15)))' >/dev/null 2>&1; }
find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
    if fits "$candidate"; then command -v "$candidate"; return 0; fi
  done
  return 1
}
if ! fits .venv/bin/python; then
  python=$(find_python) || { apt python3 python3-venv && python=$(find_python); } || {
    say 'Python 3.11 or newer is needed (apt-get install python3 python3-venv)'
    exit 3
  }
  say "virtual environment .venv with $("$python" -V)"
  rm -rf .venv
  if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    apt python3-venv || true
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || apt "$version" || {
      say "this Python cannot make virtual environments (apt-get install python3-venv, or $version)"
      exit 3
    }
  fi
  "$python" -m venv .venv
fi

# -- packages: a stamp tells which lock file .venv was filled from
lock=requirements.lock
[ "$mode" = dev ] && lock=requirements-dev.lock
fingerprint() { cat "$1" pyproject.toml | sha256sum | cut -d' ' -f1; }
filled() { [ -f ".venv/filled-$1" ] && [ "$(cat ".venv/filled-$1")" = "$2" ]; }
if ! filled "$lock" "$(fingerprint "$lock")" && ! { [ "$mode" = run ] && filled requirements-dev.lock "$(fingerprint requirements-dev.lock)"; }; then
  say "packages of $lock"
  .venv/bin/python -m pip install --quiet --require-hashes --requirement "$lock"
  .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
  fingerprint "$lock" >".venv/filled-$lock"
fi

# -- the field model: trained here from corpus/, never downloaded
newest=
if [ -d models/field ]; then newest=$(find models/field -type f -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2-); fi
if [ -z "$newest" ] || [ -n "$(find corpus -newer "$newest" -type f -print -quit)" ]; then
  say 'training the field model from corpus/'
  .venv/bin/nlp-service train >&2
fi
say 'ready'
