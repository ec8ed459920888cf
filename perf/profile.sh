#!/usr/bin/env bash
# Samples the processor of a server that sends one file, again and again, to wrk, and prints where its time goes: by
# library and by function, and for what is a copy in user mode, who asked for it. Needs perf (linux-perf), wrk and openssl.
#   perf/profile.sh KIND SCHEME SIZE     KIND: Inline, Dispatch, Static or Kestrel; SCHEME: http or https; SIZE: 1024, 64K, 1M
set -euo pipefail
[ $# -eq 3 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
kind=$1 scheme=$2 size=$3
cd "$(dirname "$0")/.."

work=$(mktemp -d)
cleanup() {
  kill "${loading:-}" 2> /dev/null || true
  if [ -n "${pid:-}" ]; then
    kill "$pid" 2> /dev/null && wait "$pid" 2> /dev/null || true
    rm -f "/tmp/perf-$pid.map" "/tmp/perfinfo-$pid.map"
  fi
  rm -rf "$work"
}
trap cleanup EXIT
dotnet build perf/Harness -c Release -v quiet --nologo >&2
mkdir "$work/files"
head -c "$(numfmt --from=iec "$size")" /dev/urandom > "$work/files/file.bin"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null

# The names of compiled methods, and all of their memory mapped once, so that samples find them.
DOTNET_TC_CallCountingDelayMs=0 DOTNET_PerfMapEnabled=3 DOTNET_EnableWriteXorExecute=0 taskset -c 0 \
  dotnet perf/Harness/bin/Release/net10.0/MappingCache.Harness.dll serve-files "$kind" "$work/files" "$work/certificate.pem" "$work/key.pem" > "$work/log" 2>&1 &
pid=$!
until grep -q 'Serving at' "$work/log"; do
  kill -0 "$pid" || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
url=$(grep -o "$scheme://[0-9.:]*" "$work/log")
load() { exec taskset -c 1 wrk -t1 -c16 -d"$1"s "$url/file.bin"; }

(load 15) > /dev/null
load 25 > "$work/load" &
loading=$!
sleep 1

# Compiled methods keep frame pointers, and native libraries mostly none, but tables instead; so once by each.
record() { # CALL_GRAPH FILE
  perf record -q -N -e cpu-clock -F 999 --call-graph "$1" -p "$pid" -o "$work/$2" -- sleep 10 2> "$work/errors" || { cat "$work/errors" >&2; exit 1; }
}
record fp by-pointers
record dwarf,4096 by-tables
wait "$loading"
grep 'Requests/sec' "$work/load"

report() { perf report -i "$work/by-pointers" --stdio --no-children -g none 2> /dev/null "$@" | grep -v -E '^(#|$)'; }
# The first function with a name behind each sample of a copy, in percent of all samples.
callers() {
  perf script -i "$1" -F ip,sym,dso 2> /dev/null | awk '
    function done() { if (copies && caller != "") { found[caller]++ } copies = 0; caller = ""; depth = 0 }
    NF == 0 { done(); next }
    depth++ == 0 { samples++; copies = /mem(move|cpy|set)/; next }
    copies && caller == "" && !/unknown|MemmoveInternal/ { $1 = ""; caller = $0 }
    END { done(); for (name in found) { printf "%6.2f%% %s\n", 100 * found[name] / samples, name } }' | sort -rn | awk '$1 + 0 >= 0.3' | cut -c 1-200
}
echo "== by library"
report --sort dso --percent-limit 0.5
echo "== by function"
report --sort dso,sym --percent-limit 1
echo "== who copies in user mode: by compiled methods, of which the innermost that calls is not seen"
callers "$work/by-pointers"
echo "== who copies in user mode: by native functions"
callers "$work/by-tables"
