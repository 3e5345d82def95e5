# Functions that ./test.sh and .ci/run share: they run test projects and add up the results.
# Needs eng/dotnet.sh. The counts live in these variables until close_run prints them.

passed=0
failed=0
skipped=0

# Installs the packages that are missing; without root it says what stays untested. No service of a
# package is started: tests start servers of their own.
install_debian_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'ok installed' \
            || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "note: not root, so these Debian packages are not installed: ${missing[*]};" \
            "tests that need them are skipped" >&2
        return 0
    fi
    echo "Installing ${missing[*]} ..."
    (
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' > "$policy"
            chmod +x "$policy"
        fi
        DEBIAN_FRONTEND=noninteractive apt-get update -qq \
            && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                "${missing[@]}" > /dev/null
    ) || echo "note: ${missing[*]} could not be installed; tests that need them are skipped" >&2
}

build_solution() {
    echo "Building ..."
    "$DOTNET" build ZeroSharp.slnx -c Release -v quiet -nologo
}

# run_tests PROJECT [LABEL]: runs one built test project, adds its counts.
run_tests() {
    local log name
    name=$(basename "$1")${2:+ ($2)}
    log=$(mktemp)
    local start=$SECONDS code=0
    "$DOTNET" test "$1" -c Release --no-build --nologo -v quiet --logger "console;verbosity=minimal" > "$log" 2>&1 \
        || code=$?
    local line p=0 f=0 s=0
    line=$(grep -E 'Failed: +[0-9]+, Passed: +[0-9]+' "$log" | tail -n 1 || true)
    if [ -n "$line" ]; then
        f=$(sed -E 's/.*Failed: +([0-9]+).*/\1/' <<< "$line")
        p=$(sed -E 's/.*Passed: +([0-9]+).*/\1/' <<< "$line")
        s=$(sed -E 's/.*Skipped: +([0-9]+).*/\1/' <<< "$line")
    fi
    # A runner that dies, or a project in which no test ran, is a failure of its own.
    if { [ "$code" != 0 ] && [ "$f" = 0 ]; } || [ $((p + f + s)) = 0 ]; then
        f=$((f + 1))
    fi
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
    printf '%-52s %6d passed %4d failed %4d skipped %5ds\n' "$name" "$p" "$f" "$s" \
        $((SECONDS - start))
    [ "$f" = 0 ] || tail -n 60 "$log"
    rm -f "$log"
}

# run_check NAME COMMAND...: one check of the command line that counts as one test.
run_check() {
    local name=$1 log start=$SECONDS
    shift
    log=$(mktemp)
    if "$@" > "$log" 2>&1; then
        passed=$((passed + 1))
        printf '%-52s %6s %28ds\n' "$name" ok $((SECONDS - start))
    else
        failed=$((failed + 1))
        printf '%-52s %6s %28ds\n' "$name" FAILED $((SECONDS - start))
        tail -n 40 "$log"
    fi
    rm -f "$log"
}

close_run() {
    if [ "$skipped" = 0 ]; then
        echo "$passed passed, $failed failed"
    else
        echo "$passed passed, $failed failed, $skipped skipped"
    fi
    [ "$failed" = 0 ]
}
