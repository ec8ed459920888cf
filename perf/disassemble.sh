#!/usr/bin/env bash
# Prints what the JIT makes of a hit and its end, in its last tier: what docs/the-hit.md explains.
#   perf/disassemble.sh [METHOD...]     of tests/Core.Tests/Disassembly/HitPairs.cs; without one: Shared Light ByReader
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- Shared Light ByReader

dotnet build tests/Core.Tests -c Release -v quiet --nologo >&2
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT
MAPPINGCACHE_TESTS_LISTING=1 DOTNET_JitDisasm='*HitPairs:*' DOTNET_JitStdOutFile=$listing DOTNET_TC_CallCountingDelayMs=0 \
  tests/Core.Tests/bin/Release/net10.0/MappingCache.Core.Tests --filter Name=Hits_run_until_they_are_compiled_for_good >&2
for method in "$@"; do
  awk -v method=":$method(" '/^; Assembly listing/ { wanted = index($0, method) && /\(Tier1\)/ } wanted' "$listing"
done
