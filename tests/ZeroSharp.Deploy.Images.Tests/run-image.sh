#!/usr/bin/env bash
# Runs a program in a mounted image as a container runtime does it: process 1 of its own, the root file system
# read-only, /tmp and DATA (as /data) writable, uid and gid 1654, no capabilities, no new privileges.
#   run-image.sh ROOT DATA NAME=VALUE... -- PROGRAM [ARGUMENT]...
set -euo pipefail
root=$1 data=$2
shift 2
environment=()
while [ "$1" != -- ]; do
    environment+=("$1")
    shift
done
shift
chroot=$(command -v chroot)
export ROOT="$root" DATA="$data"
exec unshare --mount --pid --fork --kill-child --propagation private -- bash -euc '
    mount --bind "$ROOT" "$ROOT"
    mount --make-private "$ROOT"
    mount -t proc proc "$ROOT/proc"
    mount -t tmpfs -o mode=755 tmpfs "$ROOT/dev"
    for device in null zero random urandom; do
        touch "$ROOT/dev/$device"
        mount --bind "/dev/$device" "$ROOT/dev/$device"
    done
    ln -s /proc/self/fd "$ROOT/dev/fd"
    mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
    mount --bind "$DATA" "$ROOT/data"
    mount --bind /etc/hosts "$ROOT/etc/hosts"
    mount -o remount,bind,ro "$ROOT"
    exec setpriv --no-new-privs -- env -i "$@"
' run-image "${environment[@]}" "$chroot" --userspec=1654:1654 --groups=1654 "$root" "$@"
