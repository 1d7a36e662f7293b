#!/usr/bin/env bash
# For maintainers: writes constraints.txt anew from pyproject.toml, with hashes, for every Python
# and platform that the project runs on. `repin.sh --upgrade` takes the newest versions, without it
# only what pyproject.toml asks for changes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$(dirname "$here")"
uv=$(command -v uv || echo .venv/bin/uv)
if [ ! -x "$uv" ]; then
    .venv/bin/python -m pip install -q uv
    uv=.venv/bin/uv
fi
"$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@" \
    pyproject.toml installers/build.in -o installers/constraints.txt
"$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-deps \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@" \
    installers/peers/python.in -o installers/peers/python.txt
if grep -nE 'https?://|file://|@ ' installers/constraints.txt installers/peers/python.txt; then
    echo "repin: an address got into the pins" >&2
    exit 1
fi
