#!/usr/bin/env bash
# Serves a folder with few slots to many clients at once and compares every file byte by byte: odd sizes around pages and
# windows, 100 MB, and a sparse file of 5 GB, once whole and then by ranges around 2 and 4 GiB. Needs curl.
#   tests/serve.sh [PROGRAM [FROM]]      after: dotnet build -c Release
# PROGRAM takes mapping-cache's arguments, which it is unless given, and SIGTERM. FROM is where in the sparse file to begin,
# in bytes, for one that would take too long over the whole of it.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/server.sh
program=${1:-Cli/bin/Release/net10.0/mapping-cache}
from=${2:-0}
clients=16
window=262144

work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/files" "$work/got"

for size in 0 1 4095 4096 4097 $((window - 1)) $window $((window + 1)) 104857600; do
  head -c "$size" /dev/urandom > "$work/files/$size.bin"
done
truncate -s 5G "$work/files/sparse.bin"
for at in 0 2147483647 2147483648 4294967295 4294967296 5368709119; do
  printf 'x%d' "$((at % 9))" | dd of="$work/files/sparse.bin" bs=1 seek="$at" conv=notrunc count=1 status=none
done

start "$program" "$work/files" --slots 64

# Every file of ordinary size by every client at once.
fetch() {
  name=$2
  curl -fsS "$1/$name" -o "$3/got/$4-$name" && cmp "$3/files/$name" "$3/got/$4-$name" && rm "$3/got/$4-$name"
}
export -f fetch
for ((client = 0; client < clients; client++)); do
  for file in "$work"/files/[0-9]*.bin; do
    printf '%s %s %s %s\n' "$url" "$(basename "$file")" "$work" "$client"
  done
done | xargs -P "$clients" -L 1 bash -c 'fetch "$@"' fetch
echo "$clients clients got every file whole"

# The sparse one, then parts of it, beyond what 31 and 32 bits can count.
curl -fsS -r "$from-" "$url/sparse.bin" | cmp - <(tail -c "+$((from + 1))" "$work/files/sparse.bin")
echo "5 GB came, from byte $from on"
for at in 0 2147483000 2147483647 2147483648 4294966000 4294967295 4294967296 5368708000; do
  to=$((at + 1999 < 5368709119 ? at + 1999 : 5368709119))
  curl -fsS -r "$at-$to" "$url/sparse.bin" | cmp - <(tail -c "+$((at + 1))" "$work/files/sparse.bin" | head -c "$((to - at + 1))")
done
echo "so did its ranges"

# A shell starts background jobs with SIGINT ignored, so not that.
kill -TERM "$pid"
wait "$pid"
pid=
cat "$work/log"
grep -q 'audit: clean' "$work/log"
