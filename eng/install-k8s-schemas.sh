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
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/npm-packages.sh"
folder=$tools/k8s-schemas-5.1.0

if [ ! -e "$folder/.complete" ]; then
    begin_install
    for package in "${packages[@]}"; do
        read -r name version integrity <<< "$package"
        archive=$(fetch_npm_package "$name@$version" "$integrity")
        mkdir "$scratch/${name##*/}"
        # Declarations are all that is read; the validators beside them ignore unknown properties.
        tar -xzf "$archive" -C "$scratch/${name##*/}" --strip-components=1 --wildcards '*.d.ts'
        rm "$archive"
    done
    end_install "$folder"
fi
echo "$folder"
