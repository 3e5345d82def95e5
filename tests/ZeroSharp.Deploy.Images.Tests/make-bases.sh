#!/usr/bin/env bash
# Makes base images like those of the Dockerfile, of Debian's packages and this machine's .NET:
#   localhost/zerosharp-base/runtime   as aspnet:10.0-noble-chiseled: libraries, .NET, user app, no shell
#   localhost/zerosharp-base/jumpbox   as aspnet:10.0-noble: the same with a whole Debian around it
#   localhost/zerosharp-base/sdk       as sdk:10.0-noble
# make-bases.sh FOLDER: a folder for the files, which the caller deletes. buildah's storage is the environment's.
set -euo pipefail

folder=$1
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
authorities=/etc/ssl/certs/ca-certificates.crt
jumpbox=$folder/jumpbox runtime=$folder/runtime
mkdir -p "$jumpbox" "$runtime"

. /etc/os-release
# Into a file, since tar may stop reading a pipe before the padding at the end; and in a session of its own, since
# mmdebstrap ends its whole process group, and so whoever started these tests, when it fails.
setsid --wait mmdebstrap --quiet --mode=root --variant=minbase --include=ca-certificates,libssl3,libstdc++6 \
    "$VERSION_CODENAME" "$folder/debian.tar"
tar -C "$jumpbox" -xf "$folder/debian.tar"
rm "$folder/debian.tar"
chroot "$jumpbox" groupadd --gid 1654 app
chroot "$jumpbox" useradd --no-log-init --uid 1654 --gid 1654 --create-home --shell /bin/bash app

# What belongs to the libraries that .NET needs, and nothing that could run.
for link in bin sbin lib lib64; do
    mkdir -p "$runtime/usr/$link"
    ln -s "usr/$link" "$runtime/$link"
done
dpkg-query --admindir="$jumpbox/var/lib/dpkg" --listfiles libc6 libgcc-s1 libssl3 libstdc++6 | sort -u \
    | while read -r path; do
        { [ -d "$jumpbox$path" ] && [ ! -L "$jumpbox$path" ]; } || echo ".$path"
    done | tar -C "$jumpbox" --no-recursion -T - -cf - | tar -C "$runtime" --keep-directory-symlink -xf -
mkdir -p "$runtime"/{dev,etc/ssl/certs,home/app,proc,run,sys,tmp}
cp "$jumpbox$authorities" "$runtime$authorities"
grep -E '^(root|app):' "$jumpbox/etc/passwd" > "$runtime/etc/passwd"
grep -E '^(root|app):' "$jumpbox/etc/group" > "$runtime/etc/group"
touch "$runtime/etc/hosts" "$runtime/etc/resolv.conf"
chown 1654:1654 "$runtime/home/app"
chmod 1777 "$runtime/tmp"
for root in "$jumpbox" "$runtime"; do
    mkdir -p "$root/usr/share/dotnet"
    cp -a "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$root/usr/share/dotnet/"
    ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
done

# commit NAME FROM: runs the copies on standard input (SOURCE TARGET a line) and keeps the result.
commit() {
    local container source target
    container=$(buildah from --pull-never "$2")
    while read -r source target; do
        buildah add --quiet "$container" "$source" "$target" > /dev/null
    done
    buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        --env APP_UID=1654 --env ASPNETCORE_HTTP_PORTS=8080 --env DOTNET_RUNNING_IN_CONTAINER=true \
        --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true "$container"
    [ "$1" != runtime ] || buildah config --user 1654 "$container"
    buildah commit --quiet --format docker --rm "$container" "localhost/zerosharp-base/$1" > /dev/null
}

commit runtime scratch <<< "$runtime /"
commit jumpbox scratch <<< "$jumpbox /"
# Registries are reached through whatever authorities this machine trusts.
commit sdk localhost/zerosharp-base/jumpbox << END
$dotnet /usr/share/dotnet
$authorities $authorities
END
