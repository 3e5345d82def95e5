#!/usr/bin/env bash
# install-anvil.sh: installs anvil and cast (Foundry, from their npm packages) into a cache outside of the
# repository and prints the folder that holds both. Does nothing when ZEROSHARP_ANVIL names such a folder.
set -euo pipefail

if [ -n "${ZEROSHARP_ANVIL:-}" ]; then
    echo "$ZEROSHARP_ANVIL"
    exit 0
fi

version=1.7.1
declare -A integrity=(
    [anvil]=+XmShybEaxfCrr0OUUZwYEy2OnYZt5pHH9TzBtLv3+VrK0O/ANuNSVEahqNhKHlgX7GRJ59383ofNhxkRWIYTg==
    [cast]=XUpTM2rwtkF8BJ02dae38NNZAx5QfycWRpdR2RmSgOJnasvXuvN58whDVLjQu8IDHEV/fCNIa49aE8V74pmDwQ==
)
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/npm-packages.sh"
folder=$tools/foundry-$version

if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "error: anvil $version is installed on Linux x86_64 only; name a folder with anvil and cast" \
        "in ZEROSHARP_ANVIL" >&2
    exit 1
fi
if [ ! -e "$folder/.complete" ]; then
    begin_install
    for tool in anvil cast; do
        archive=$(fetch_npm_package "@foundry-rs/$tool-linux-amd64@$version" "${integrity[$tool]}")
        tar -xzf "$archive" -C "$scratch" --strip-components=2 "package/bin/$tool"
        rm "$archive"
    done
    chmod +x "$scratch/anvil" "$scratch/cast"
    end_install "$folder"
fi
echo "$folder"
