#!/usr/bin/env bash
# Measures the cache beside its floors and its rivals. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: ./run-perf.sh [--quick] [--only NAME]
       ./run-perf.sh send [OPTION]...

Builds Release, then measures the cache beside its floors and its rivals:
  1. races: every way to a window, with its floor and what one would use without
     the cache, in alternating rounds of one process, on one and two threads (4 minutes)
  2. BenchmarkDotNet: some of them again, one process each, with allocations (2 minutes)
With send, whole sends over loopback instead, beside what .NET offers and C programs
(15 minutes; --quick 1 minute; send --help has its options).

  --quick      races only, with a short warm-up and few rounds (1 minute); not to be quoted
  --only NAME  only races with NAME in their names, such as hot, hit2-same, miss-64k, lru or lease-break
  --help       print this

Results go to perf/results/<commit>/. Leave the machine alone meanwhile.
TEXT
}

fail() {
    echo "run-perf.sh: $1" >&2
    echo "See ./run-perf.sh --help." >&2
    exit 2
}

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

if [[ ${1:-} == send ]]; then
    shift
    cd -- "$root"
    dotnet build perf/Harness -c Release -v quiet --nologo

    # Both the cache and a rival of it keep 10,000 files open; where that is not allowed, they have fewer.
    ulimit -n 32768 2>/dev/null || true
    exec dotnet perf/Harness/bin/Release/net10.0/MappingCache.Harness.dll "$@"
fi

quick=false
arguments=()
while (($# > 0)); do
    case $1 in
        --quick)
            quick=true
            ;;
        --only)
            [[ -n ${2:-} ]] || fail "--only needs a name"
            arguments+=(--only "$2")
            shift
            ;;
        --help | -h)
            usage
            exit 0
            ;;
        *)
            fail "unknown option: $1"
            ;;
    esac
    shift
done

# From the root, so that global.json there picks the SDK.
cd -- "$root"
dotnet build perf/Micro -c Release -v quiet --nologo

micro() {
    dotnet perf/Micro/bin/Release/net10.0/MappingCache.Micro.dll "$@" ${arguments[@]+"${arguments[@]}"}
}

if $quick; then
    micro --races --quick
else
    micro --races
    micro --bdn
fi
