# Finds the .NET SDK that global.json asks for, or installs it into .dotnet beside this repository.
# Sourced by ./zero, ./test.sh and the scripts in eng/; sets DOTNET and exports what builds need.

repo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sdk_channel=10.0

has_sdk() {
    command -v "$1" > /dev/null 2>&1 \
        && "$1" --list-sdks 2> /dev/null | grep -q "^${sdk_channel%.*}\."
}

download() {
    if command -v curl > /dev/null 2>&1; then
        curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
    elif command -v wget > /dev/null 2>&1; then
        wget --quiet --tries=3 --output-document="$2" "$1"
    elif [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq curl ca-certificates \
        > /dev/null; then
        curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
    else
        echo "error: neither curl nor wget is installed; install one and run again" >&2
        return 1
    fi
}

install_sdk() {
    echo "Installing the .NET $sdk_channel SDK into .dotnet (once) ..." >&2
    local script
    script=$(mktemp)
    # The SDK is native code that needs ICU only when globalization is on, which we turn off.
    if ! download "https://dot.net/v1/dotnet-install.sh" "$script" \
        || ! bash "$script" --channel "$sdk_channel" --install-dir "$repo_root/.dotnet" \
            --no-path >&2; then
        rm -f "$script"
        echo "error: the .NET $sdk_channel SDK could not be downloaded;" \
            "install it (https://dotnet.microsoft.com/download) and run again" >&2
        exit 69
    fi
    rm -f "$script"
}

if has_sdk dotnet; then
    DOTNET=dotnet
else
    DOTNET=$repo_root/.dotnet/dotnet
    has_sdk "$DOTNET" || install_sdk
    export DOTNET_ROOT=$repo_root/.dotnet
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
