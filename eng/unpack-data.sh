#!/usr/bin/env bash
# unpack-data.sh FOLDER: unpacks the test sets in FOLDER (*.tar.zst) into a cache outside of the
# repository and prints the cache's path. Does nothing when ZEROSHARP_DATA names unpacked sets.
set -euo pipefail

if [ -n "${ZEROSHARP_DATA:-}" ]; then
    echo "$ZEROSHARP_DATA"
    exit 0
fi
if ! compgen -G "$1/*.tar.zst" > /dev/null; then
    echo "note: no test sets in $1, so the conformance runs on real data are left out" >&2
    exit 1
fi
if ! command -v zstd > /dev/null; then
    apt-get update -qq >&2 && apt-get install -y -qq zstd > /dev/null
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/zerosharp/data
for archive in "$1"/*.tar.zst; do
    set=$(basename "$archive" .tar.zst)
    if [ ! -e "$cache/$set/.complete" ] || [ "$archive" -nt "$cache/$set/.complete" ]; then
        rm -rf "${cache:?}/$set"
        mkdir -p "$cache/$set"
        tar --zstd -xf "$archive" -C "$cache/$set"
        touch "$cache/$set/.complete"
    fi
done
echo "$cache"
