#!/usr/bin/env bash
# Publishes the program for images, the same bytes wherever and whenever the same sources lie.
#   deploy/docker/publish.sh restore ARCH       ARCH as images name it: amd64 or arm64
#   deploy/docker/publish.sh publish ARCH OUT   makes OUT/app, OUT/doc (SBOM, licences) and OUT/data (empty)
# VERSION, REVISION and SOURCE_DATE_EPOCH are taken from the environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

project=src/apps/Cli/ZeroSharp.Cli.csproj
action=${1:?restore or publish} arch=${2:?amd64 or arm64}
version=${VERSION:-0.1.0}
epoch=${SOURCE_DATE_EPOCH:-0}
case $action in
    restore)
        dotnet tool restore
        dotnet restore "$project" --arch "$arch" -p:RunAnalyzers=false
        ;;
    publish)
        out=${3:?the folder for the output}
        # The entry points name `dotnet`, so no executable of the program's own. Compiled ahead (ReadyToRun) it
        # is twice as large and starts a tenth of a second earlier; see docs/internals/images.md.
        dotnet publish "$project" --no-restore --configuration Release --arch "$arch" --self-contained false \
            --output "$out/app" -p:UseAppHost=false -p:RunAnalyzers=false -p:ContinuousIntegrationBuild=true \
            -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false \
            -p:VersionPrefix="$version" -p:SourceRevisionId="${REVISION:-unknown}"
        dotnet tool run dotnet-CycloneDX "$project" --disable-package-restore --recursive \
            --no-serial-number --output-format Json --spec-version 1.6 --set-name zerosharp \
            --set-version "$version" --output "$out/doc" --filename sbom.cdx.json
        time=$(date --utc --date "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
        sed -i -E "0,/\"timestamp\"/s/(\"timestamp\": *\")[^\"]*/\1$time/" "$out/doc/sbom.cdx.json"
        cp LICENSE-MIT LICENSE-APACHE "$out/doc/"
        mkdir -p "$out/data"
        find "$out" -type f -exec chmod 644 {} +
        find "$out" -type d -exec chmod 755 {} +
        find "$out" -exec touch --no-dereference --date "@$epoch" {} +
        ;;
    *)
        echo "error: '$action' is neither restore nor publish" >&2
        exit 64
        ;;
esac
