# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# common - what tools/demo, tools/test and tools/fresh-root share. Sourced by bash after `set -euo pipefail`.

# The only list of Debian packages (Debian 12). To build:
build_packages=(
    gcc libc6-dev meson ninja-build pkg-config gettext
    libyaml-dev libxml2-dev libzip-dev libdeflate-dev libmd4c-dev nettle-dev libpcre2-dev
    libcmocka-dev
)
# To pass every test:
test_packages=(
    clang clang-format valgrind
    libreoffice-writer-nogui fonts-liberation2 poppler-utils
    xsltproc libxml2-utils mandoc shellcheck
)

say() {
    printf '%s: %s\n' "$(basename "$0")" "$*"
}

# Those of the packages named that are not installed, one a line.
missing_packages() {
    local name
    for name in "$@"; do
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
            printf '%s\n' "$name"
        fi
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        return 1
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" </dev/null
}

has_package_lists() {
    [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -print -quit 2>/dev/null)" ]
}

# Installs those of the packages named that are missing; nothing if none is.
install_missing() {
    local missing log
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} -eq 0 ]; then
        return 0
    fi
    if ! command -v apt-get >/dev/null || ! as_root true; then
        say "these Debian packages are missing; install them as root: ${missing[*]}" >&2
        return 1
    fi
    say "installing ${missing[*]}"
    log=$(mktemp)
    if { has_package_lists || apt_get update >"$log" 2>&1; } &&
        apt_get install --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    say "once more, with fresh package lists" # stale lists name packages that are gone
    if apt_get update >"$log" 2>&1 &&
        apt_get install --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 30 "$log" >&2
    rm -f "$log"
    say 'the packages could not be installed' >&2
    return 1
}

# configure DIR OPTION…: makes a build folder, or takes the one that is there.
configure() {
    local folder=$1
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        say "configuring $folder"
        meson setup "$folder" "$@" >"$folder.log" 2>&1 || {
            tail -n 30 "$folder.log" >&2
            rm -f "$folder.log"
            return 1
        }
        rm -f "$folder.log"
    fi
}

# compile DIR [TARGET…]: quiet unless it fails; warnings are errors.
compile() {
    local log
    log=$(mktemp)
    say "building in $1"
    if ! ninja -C "$@" >"$log" 2>&1; then
        grep -v '^\[[0-9]*/[0-9]*\] [A-Z][a-z]*ing ' "$log" | tail -n 60 >&2
        rm -f "$log"
        say "the build in $1 failed" >&2
        return 1
    fi
    rm -f "$log"
}
