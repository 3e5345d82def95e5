#!/usr/bin/env bash
# Installs what the tests need, builds everything and runs every test of the repository.
# Closes with "N passed, N failed" (and ", N skipped" where a machine lacks a tool).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source eng/dotnet.sh
source eng/test-runner.sh

install_debian_packages clang-19 lld-19 qemu-user rabbitmq-server postgresql prometheus jq curl unzip \
    buildah mmdebstrap
eng/install-s3-server.sh
eng/install-compose-linter.sh > /dev/null
build_solution

for project in tests/*.Tests; do
    [ "$project" = tests/ZeroSharp.Conformance.Tests ] || run_tests "$project"
done

# The kernels once more without AVX2, and without any intrinsics: the scalar twins must agree.
for project in Field Hashing Polynomials Pcs; do
    DOTNET_EnableAVX2=0 run_tests "tests/ZeroSharp.Stark.$project.Tests" "without AVX2"
    DOTNET_EnableHWIntrinsic=0 run_tests "tests/ZeroSharp.Stark.$project.Tests" \
        "without intrinsics"
done

close_run
