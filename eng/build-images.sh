#!/usr/bin/env bash
# Builds the container images of the roles.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# All targets of deploy/docker/Dockerfile that are images. The tests take the list from here.
targets=(leader worker scaler jumpbox)

tool=
registry=ghcr.io/zerosharp
tag=
platforms=
push=false
images=()
extra=()

usage() {
    cat << END
Usage: eng/build-images.sh [OPTION]... [IMAGE]...
Builds the images ${targets[*]} (or those that are named) and prints their sizes.

  --tool docker|buildah    what builds; default: the first of both that is installed
  --registry NAME          first part of the images' names; default: $registry
  --tag TAG                default: the version in Directory.Build.props
  --platform LIST          such as linux/amd64,linux/arm64; default: that of this machine. Several need --push
                           (docker) or give a manifest list (buildah)
  --push                   push the images
  --build-arg NAME=VALUE   for the Dockerfile, such as RUNTIME_IMAGE=...@sha256:...; may be repeated
  --nuget-config FILE      NuGet.Config of the build (mirror, credentials); it stays out of the images
  --help                   this text

docker builds with an SBOM and a provenance attestation of the whole image when it pushes; the SBOM of the program
is in every image, as /usr/share/doc/zerosharp/sbom.cdx.json.
END
}

fail() {
    echo "error: $1" >&2
    exit 64
}

while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage; exit 0 ;;
        --push) push=true ;;
        --tool | --registry | --tag | --platform | --build-arg | --nuget-config)
            [ $# -ge 2 ] || fail "$1 needs a value; see --help"
            case $1 in
                --tool) tool=$2 ;;
                --registry) registry=${2%/} ;;
                --tag) tag=$2 ;;
                --platform) platforms=$2 ;;
                --build-arg) extra+=(--build-arg "$2") ;;
                --nuget-config)
                    [ -f "$2" ] || fail "there is no file $2"
                    extra+=(--secret "id=nuget-config,src=$(readlink -f "$2")")
                    ;;
            esac
            shift
            ;;
        -*) fail "'$1' is not an option; see --help" ;;
        *)
            [[ " ${targets[*]} " == *" $1 "* ]] || fail "'$1' is not one of the images ${targets[*]}"
            images+=("$1")
            ;;
    esac
    shift
done
[ ${#images[@]} -gt 0 ] || images=("${targets[@]}")

if [ -z "$tool" ]; then
    for candidate in docker buildah; do
        if command -v "$candidate" > /dev/null; then tool=$candidate; break; fi
    done
fi
[ -n "$tool" ] || { echo "error: neither docker nor buildah is installed; install one of them" >&2; exit 69; }
[ "$tool" = docker ] || [ "$tool" = buildah ] || fail "--tool is docker or buildah, not '$tool'"
command -v "$tool" > /dev/null || { echo "error: $tool is not installed" >&2; exit 69; }

version=$(sed -nE 's|.*<VersionPrefix>(.*)</VersionPrefix>.*|\1|p' Directory.Build.props)
tag=${tag:-$version}
revision=$(git rev-parse HEAD 2> /dev/null || echo unknown)
if [ "$revision" != unknown ] && [ -n "$(git status --porcelain)" ]; then
    revision=$revision-dirty
fi
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || echo 0)}
export SOURCE_DATE_EPOCH
common=(--file deploy/docker/Dockerfile --build-arg "VERSION=$version" --build-arg "REVISION=$revision"
    --build-arg "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH" "${extra[@]}")

build_with_docker() {
    local output=(--load)
    if $push; then
        output=(--push --sbom=true --provenance=mode=max)
    elif [[ $platforms == *,* ]]; then
        fail "docker keeps images of several platforms only in a registry: add --push, or build one at a time"
    fi
    docker buildx build "${common[@]}" ${platforms:+--platform "$platforms"} --target "$1" --tag "$2" \
        "${output[@]}" .
}

# HEALTHCHECK exists in Docker's image format only. --layers lets the images share one build.
build_with_buildah() {
    if [[ $platforms == *,* ]]; then
        buildah bud "${common[@]}" --layers --format docker --timestamp "$SOURCE_DATE_EPOCH" \
            --platform "$platforms" --target "$1" --manifest "$2" .
        ! $push || buildah manifest push --all "$2" "docker://$2"
    else
        buildah bud "${common[@]}" --layers --format docker --timestamp "$SOURCE_DATE_EPOCH" \
            ${platforms:+--platform "$platforms"} --target "$1" --tag "$2" .
        ! $push || buildah push "$2"
    fi
}

for image in "${images[@]}"; do
    echo "Building $registry/$image:$tag ..." >&2
    "build_with_$tool" "$image" "$registry/$image:$tag" >&2
done

echo "image size"
for image in "${images[@]}"; do
    name=$registry/$image:$tag
    if [ "$tool" = docker ]; then
        size=$(docker image inspect --format '{{.Size}}' "$name" 2> /dev/null || echo)
    else
        size=$(buildah images --format '{{.Size}}' "$name" 2> /dev/null | tail -n 1)
    fi
    [[ $size =~ ^[0-9]+$ ]] && size="$((size / 1000000)) MB"
    echo "$name ${size:-(in the registry)}"
done
