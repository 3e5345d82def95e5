# Functions of the scripts in eng/ that install pinned packages of the npm registry into a cache outside of the
# repository. Sourced; sets tools, the folder of the cache.

tools=${XDG_CACHE_HOME:-$HOME/.cache}/zerosharp/tools

# has_npm: whether npm is there; root installs it from Debian if it is missing.
has_npm() {
    command -v npm > /dev/null 2>&1 && return
    [ "$(id -u)" = 0 ] && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm > /dev/null
}

# begin_install: ends with an error without npm and openssl; sets scratch, a new folder in the cache that goes away
# unless end_install gives it its place.
begin_install() {
    if ! has_npm; then
        echo "error: npm is not installed; install it (apt-get install npm)" >&2
        exit 1
    fi
    if ! command -v openssl > /dev/null; then
        echo "error: openssl is not installed; install it (apt-get install openssl)" >&2
        exit 1
    fi
    mkdir -p "$tools"
    scratch=$(mktemp -d "$tools/install.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
}

# fetch_npm_package NAME@VERSION SHA512: fetches the archive of a package into scratch and prints its path; ends with an
# error if it is not the one of the hash (base64).
fetch_npm_package() {
    local archive
    if ! archive=$scratch/$(cd "$scratch" && npm pack --silent "$1"); then
        echo "error: $1 could not be fetched from the npm registry" >&2
        exit 1
    fi
    if [ "$(openssl dgst -sha512 -binary "$archive" | base64 -w0)" != "$2" ]; then
        echo "error: $1: the archive is not the one that this script knows" >&2
        exit 1
    fi
    echo "$archive"
}

# end_install FOLDER: makes scratch the folder, whole or not at all.
end_install() {
    chmod 755 "$scratch"
    touch "$scratch/.complete"
    rm -rf "$1"
    mv "$scratch" "$1"
    trap - EXIT
}
