#!/usr/bin/env bash
# Measures everything that the project claims about its speed, beside its peers. See --help.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: ./run-perf.sh [--quick] [--only NAME] [--baseline RESULT] [--results FOLDER]
       ./run-perf.sh bdn [--only NAME]
       ./run-perf.sh COMMAND [OPTION]...

Builds Release, then measures every part, each in a process of its own, and writes a report:
  micro      hits, remaps, leases, revalidation: one operation at a time, beside its floor
  send       whole sends over loopback, beside what .NET offers and C programs
  http       files over HTTP, beside nginx and Kestrel's static files
  cold       files that are not in memory, and what an event loop beside them suffers
  mapping    a window mapped over another, beside bare mmap in C
  hit-ratio  request traces, from the folder that MAPPINGCACHE_TRACES names
  memory     what a slot, a window and a file take
What the machine lacks is left out, by name, with what would bring it. Less than half an hour.

  --quick            few rounds and cases, in less than four minutes; not to be quoted
  --only NAME        only this part, or only races whose name holds this: hot, miss-64k, lease-break
  --baseline RESULT  says what is better or worse than there by more than noise
  --results FOLDER   where results go instead of perf/results/<commit>
  --help             print this

bdn confirms some races by BenchmarkDotNet, one process each, with allocations (2 minutes). The
other commands are those of perf/Harness: send, http, cold, mapping, memory, report, compare and
readme; each has --help. perf/README.md says how all of it is measured and read.

Leave the machine alone meanwhile.
TEXT
}

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# From the root, so that global.json there picks the SDK.
cd -- "$root"

build() {
    dotnet build "$1" -c Release -v quiet --nologo ${MAPPINGCACHE_PERF_BUILD:-}
}

harness() {
    # Both the cache and a rival of it keep 10,000 files open; where that is not allowed, they have fewer.
    ulimit -n 32768 2>/dev/null || true
    exec dotnet perf/Harness/bin/Release/net10.0/MappingCache.Harness.dll "$@"
}

case ${1:-} in
    --help | -h)
        usage
        ;;
    bdn)
        shift
        build perf/Micro
        exec dotnet perf/Micro/bin/Release/net10.0/MappingCache.Micro.dll --bdn "$@"
        ;;
    '' | -* | all)
        [[ ${1:-} == all ]] && shift
        build perf/Micro
        build perf/HitRatio
        build Cli
        build perf/Harness
        harness all "$@"
        ;;
    *)
        build perf/Harness
        harness "$@"
        ;;
esac
