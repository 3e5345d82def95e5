#!/usr/bin/env bash
# Installs dclint, which checks compose files against the Compose specification's schema, from the npm registry
# into ~/.cache/zerosharp/tools/compose-linter. Does nothing where that is done already.
set -euo pipefail

version=3.1.0
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/npm-packages.sh"
home=$tools/compose-linter
stamp="dclint $version"

[ "$(cat "$home/installed" 2> /dev/null || true)" != "$stamp" ] || exit 0
if ! has_npm; then
    echo "note: npm is not installed, so compose files are not checked against the schema" >&2
    exit 0
fi

echo "Installing the linter for compose files (dclint $version) ..."
mkdir -p "$(dirname "$home")"
fresh=$(mktemp -d "$home.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
echo '{ "private": true }' > "$fresh/package.json"
if ! npm install --prefix "$fresh" --ignore-scripts --no-audit --no-fund --fetch-retries=1 \
    --loglevel=error "dclint@$version" > /dev/null; then
    echo "note: dclint could not be installed; compose files are not checked against the schema" >&2
    exit 0
fi
chmod 755 "$fresh"
echo "$stamp" > "$fresh/installed"
rm -rf "$home"
mv "$fresh" "$home"
