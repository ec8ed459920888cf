#!/usr/bin/env bash
# Serves files under load for a while, and fails if a request fails or if memory, descriptors or map areas grow. Clients that
# ask for whole files and for ranges, that read slowly and that break off, all at once. Needs wrk, h2load (nghttp2-client)
# and curl; Linux.
#   tests/soak.sh [SECONDS]      300 unless given; after: dotnet build -c Release
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/server.sh
seconds=${1:-300}
rounds=12
round=$((seconds / rounds > 0 ? seconds / rounds : 1))

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; wait; rm -rf "$work"' EXIT
mkdir "$work/files"
for kib in 1 4 16 64 256 1024 16384; do
  head -c $((kib * 1024)) /dev/urandom > "$work/files/${kib}K.bin"
done

start Cli/bin/Release/net10.0/mapping-cache "$work/files" --slots 64 --unchecked

# Sizes that are served from windows, and by the kernel from the file; 32 connections that stay, and some that come and go.
whole() { wrk -t 1 -c 16 -d "$round" "$url/$1" > "$work/wrk-$1"; }
counted() { h2load --h1 -t 1 -c 16 -D "$round" "$url/$1" > "$work/h2load-$1"; }
others() {
  local end=$((SECONDS + round))
  while [ "$SECONDS" -lt "$end" ]; do
    curl -fsS -r 100000-900000 "$url/1024K.bin" | cmp - <(tail -c +100001 "$work/files/1024K.bin" | head -c 800001)
    curl -fsS --limit-rate 4M --max-time 0.2 -o /dev/null "$url/16384K.bin" 2> /dev/null || true
    curl -fsS -o /dev/null -H 'Range: bytes=0-9,5000-6000,-5' "$url/16K.bin"
  done
}

sizes=(1 4 16 64 256 1024 16384)
printf '%6s %12s %12s %10s\n' second 'memory KiB' descriptors areas
for ((index = 0; index <= rounds; index++)); do
  whole "${sizes[index % ${#sizes[@]}]}K.bin" & one=$!
  counted "${sizes[(index + 3) % ${#sizes[@]}]}K.bin" & two=$!
  others & three=$!
  wait "$one" && wait "$two" && wait "$three"
  memory=$(awk '/^RssAnon/ { print $2 }' "/proc/$pid/status")
  descriptors=$(find "/proc/$pid/fd" -mindepth 1 | wc -l)
  areas=$(wc -l < "/proc/$pid/maps")
  printf '%6d %12d %12d %10d\n' "$SECONDS" "$memory" "$descriptors" "$areas" | tee -a "$work/samples"
done

# wrk names errors only if there are any. A connection that h2load has no time for any more is no error.
forbid() { # WHAT FILE...; fails if any line is like that
  if grep -hE "$@"; then
    echo "there should be none of these"
    exit 1
  fi
}
forbid 'Socket errors|Non-2xx' "$work"/wrk-*
forbid '^requests:.*( [1-9][0-9]* (failed|errored|timeout))' "$work"/h2load-*
grep -h '^Requests/sec' "$work"/wrk-*

# The first third warms up. Of the rest the second half may have no more than the first, but for what the collector leaves
# lying about.
awk -v slack=32768 '
  { memory[NR] = $2; descriptors[NR] = $3; areas[NR] = $4 }
  function most(of, from, to,   best, i) { for (i = from; i <= to; i++) if (of[i] > best) best = of[i]; return best }
  END {
    begin = int(NR / 3) + 1; middle = int((begin + NR) / 2)
    grown = most(memory, middle + 1, NR) - most(memory, begin, middle)
    if (grown > slack) { print "memory has grown by " grown " KiB"; bad = 1 }
    grown = most(descriptors, middle + 1, NR) - most(descriptors, begin, middle)
    if (grown > 16) { print "there are " grown " more descriptors"; bad = 1 }
    grown = most(areas, middle + 1, NR) - most(areas, begin, middle)
    if (grown > 64) { print "there are " grown " more map areas"; bad = 1 }
    exit bad
  }' "$work/samples"

kill -TERM "$pid"
wait "$pid"
pid=
cat "$work/log"
forbid '^(fail|warn|crit):' "$work/log"
grep -q 'audit: clean' "$work/log"
