#!/usr/bin/env bash
# Runs a win-x64 program under Wine 10, in a Debian trixie root that the first call builds: half a minute, 2 GB. Needs root.
#   tests/wine/root.sh [DIR PROGRAM [ARGUMENT...]]      PROGRAM is a path within DIR; without any, only the root is built
# The root is /var/tmp/mappingcache-wine, or where MAPPINGCACHE_WINE_ROOT says.
set -euo pipefail
export root=${MAPPINGCACHE_WINE_ROOT:-/var/tmp/mappingcache-wine}

fail() {
  echo "tests/wine/root.sh: $*" >&2
  exit 125
}

# In namespaces of its own, so that mounts, Wine's server and its services end with the program. What it writes to temporary
# folders goes as well. /tmp is also where the server has its socket: programs at once share the root, and no server.
inside() { # ROOT DIR COMMAND [ARGUMENT...]
  exec unshare --mount --pid --fork --kill-child bash -euc '
    root=$1 dir=$2; shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for temporary in tmp dev/shm root/prefix/drive_c/users/root/AppData/Local/Temp; do
      [ ! -d "$root/$temporary" ] || mount -t tmpfs tmpfs "$root/$temporary"
    done
    mount --bind "$dir" "$root/app"
    mapfile -t own < <(env | grep "^MAPPINGCACHE_")
    # The .NET runtime crashes under Wine while it keeps its memory either writable or executable.
    chroot "$root" env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin WINEPREFIX=/root/prefix WINEDEBUG=-all LC_ALL=C.UTF-8 \
      XDG_RUNTIME_DIR=/tmp DOTNET_EnableWriteXorExecute=0 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 "${own[@]}" "$@"' -- "$@"
}

build() {
  command -v apt-get >/dev/null || fail "apt is missing, from which Wine comes"
  apt-get update -qq || fail "apt-get update failed"
  command -v mmdebstrap >/dev/null || apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null \
    || fail "mmdebstrap is missing and cannot be installed"
  # The archive that this machine has its own packages from.
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
  [ -n "$archive" ] || fail "there is no Debian archive among apt's sources"

  # Built beside its place and moved there: what is at the place is whole.
  partial=$(mktemp -d "$root.XXXXXX")
  trap 'rm -rf "$partial"' EXIT
  chmod 755 "$partial"
  mmdebstrap --quiet --variant=essential --aptopt='APT::Install-Recommends "false"' --include=wine,wine64 trixie "$partial" "$archive"
  mkdir "$partial/app"
  echo '127.0.0.1 localhost' > "$partial/etc/hosts"
  # Windows' registry and folders, without what Wine would look for on the network. The server writes the registry as it ends.
  (inside "$partial" / env WINEDLLOVERRIDES=mscoree,mshtml= sh -c 'wineboot --init && wineserver --wait') \
    > "$partial/setup.log" 2>&1 || fail "Wine cannot be set up: $(cat "$partial/setup.log")"
  (inside "$partial" / wine cmd /c ver) | grep -q Windows || fail "Wine does not run"
  mv -T "$partial" "$root"
}

[ "$(id -u)" -eq 0 ] || fail "needs root rights, to mount and to change the root"
exec 9> "$root.lock"
flock 9
if [ ! -e "$root" ]; then
  (build)
elif [ ! -e "$root/root/prefix/system.reg" ]; then
  fail "$root is not a root that this script built: remove it or set MAPPINGCACHE_WINE_ROOT"
fi
exec 9>&-
[ $# -eq 0 ] || inside "$root" "$1" wine "/app/$2" "${@:3}"
