#!/usr/bin/env bash
# install-k8s-schemas.sh: installs the declarations of the Kubernetes API (the npm packages of kubernetes-models) into a
# cache outside of the repository and prints the folder that holds them, one folder a package. Does nothing when
# ZEROSHARP_K8S_SCHEMAS names such a folder.
set -euo pipefail

if [ -n "${ZEROSHARP_K8S_SCHEMAS:-}" ]; then
    echo "$ZEROSHARP_K8S_SCHEMAS"
    exit 0
fi

# name, version, hash; of Kubernetes 1.35, its common types, KEDA and Prometheus' operator.
packages=(
    "kubernetes-models 5.1.0 ym4Kiyr8BzGIWj4f853ytVYES1B8C1BdONRP5zodItPD1o//OEKuTwC5nFV3ZJtFGeMqOFbIYkpunSVXSlHS8g=="
    "@kubernetes-models/apimachinery 3.0.2 6Vbzr/tinxPBGGdfYjXiV9WPj8PEhyiqGJiWhXrsihK7h6glPj4HKUxZ0YwYXH/5uucm/NVef/xY3vZ4Crj1Fg=="
    "@kubernetes-models/keda 2.0.0 iqDohrzL51UXD6zM+Rl4RDnZ9Q7jwgikXYrDCxL0sWA5ZTFa7nMfS4Exu2uK6ohA+OUNQMUIFWORAHNpz5qlFw=="
    "@kubernetes-models/prometheus-operator 6.0.0 ySNW4T6U6Vn86bmcJ/emmAYJ/UrzpNvzxWexWJSALwgiO4FqCgL6WoqFsOReSiMhw/LlF+MljQvoiwD3RnaGmg=="
)
tools=${XDG_CACHE_HOME:-$HOME/.cache}/zerosharp/tools
folder=$tools/k8s-schemas-5.1.0

if [ ! -e "$folder/.complete" ]; then
    for tool in npm openssl; do
        if ! command -v "$tool" > /dev/null; then
            echo "error: $tool is missing, which installs the declarations of the Kubernetes API; install it" >&2
            exit 1
        fi
    done
    mkdir -p "$tools"
    scratch=$(mktemp -d "$tools/install.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    for package in "${packages[@]}"; do
        read -r name version integrity <<< "$package"
        archive=$scratch/$(cd "$scratch" && npm pack --silent "$name@$version")
        actual=$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
        if [ "$actual" != "$integrity" ]; then
            echo "error: $name $version: the archive is not the one that this script knows" >&2
            exit 1
        fi
        mkdir "$scratch/${name##*/}"
        # Declarations are all that is read; the validators beside them ignore unknown properties.
        tar -xzf "$archive" -C "$scratch/${name##*/}" --strip-components=1 --wildcards '*.d.ts'
        rm "$archive"
    done
    touch "$scratch/.complete"
    chmod 755 "$scratch"
    rm -rf "$folder"
    mv "$scratch" "$folder"
    trap - EXIT
fi
echo "$folder"
