#!/usr/bin/env bash
# Shows that what guards the speed of a hit works: builds the library with a lock in every hit, in a folder of its own, and
# fails unless the tests that read the compiled code, and the comparison of two runs, both find it out. Takes some minutes.
#   perf/prove-guards.sh
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
slow=$scratch/slow

# A copy, so that nothing of this build is left in the tree's own.
mkdir "$slow"
git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- --ignore-failed-read | tar --extract --directory="$slow"

build() { # FOLDER PROJECT [OPTION...]
    (cd "$1" && dotnet build "$2" -c Release -v quiet --nologo -p:RunAnalyzers=false -p:GenerateDocumentationFile=false "${@:3}") >&2
}

races() { # FOLDER RESULTS
    (cd "$1" && dotnet perf/Micro/bin/Release/net10.0/MappingCache.Micro.dll --races --quick --only hit-hot --json "$2/micro.json") >&2
}

build "$slow" tests/Core.Tests -p:SlowHit=true
build "$slow" perf/Micro -p:SlowHit=true
build . perf/Micro
build . perf/Harness

failed=0
echo "== the guard: what the JIT makes of a hit"
if "$slow/tests/Core.Tests/bin/Release/net10.0/MappingCache.Core.Tests" --filter "Name~A_hit_and_its_end_lock_what_they_must" --no-ansi --progress off > "$scratch/guard"; then
    echo "NOT FOUND: the tests pass with a lock in every hit"
    failed=1
else
    grep -m 3 -E 'calls .*Lock|locked instructions, not' "$scratch/guard" || { cat "$scratch/guard"; failed=1; }
fi

echo "== the comparison: the ordinary build, and the one with the lock"
mkdir "$scratch/ordinary" "$scratch/with-lock"
races . "$scratch/ordinary"
races "$slow" "$scratch/with-lock"
if dotnet perf/Harness/bin/Release/net10.0/MappingCache.Harness.dll compare "$scratch/ordinary" "$scratch/with-lock" > "$scratch/comparison"; then
    cat "$scratch/comparison"
    echo "NOT FOUND: nothing is worse with a lock in every hit"
    failed=1
else
    cat "$scratch/comparison"
fi
exit "$failed"
