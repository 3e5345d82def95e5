#!/usr/bin/env bash
# Compiles the guest programs and writes each executable, its SHA-256 and its list of functions
# beside its source.
# Run it after any change to guest code or to the guest compiler. Needs clang-19 and ld.lld-19.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/dotnet.sh"

compile() {
    local project=$1 assembly=$2 output=$3
    "$DOTNET" build "$repo_root/guests/$project" --configuration Release --verbosity quiet
    "$DOTNET" run --project "$repo_root/src/compiler/Compiler.App" --configuration Release -- \
        "$repo_root/guests/$project/bin/Release/net10.0/$assembly.dll" \
        "$repo_root/guests/$project/$output.elf" --symbols "$repo_root/guests/$project/$output.symbols"
    (cd "$repo_root/guests/$project" && sha256sum "$output.elf" > "$output.elf.sha256")
}

compile Block ZeroSharp.Guests.Block block
