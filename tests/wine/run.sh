#!/usr/bin/env bash
# Runs the tests on Windows, as far as Wine is Windows: publishes each project for win-x64 and runs its own program. Shows
# of each what failed and what was skipped, and why. perf/Harness is one of them: that it measures, not what it measures.
# Closes with the totals, alone on the last line. Needs root, for root.sh.
#   tests/wine/run.sh [PROJECT...]      e.g. Core.Tests; all of them unless named
set -uo pipefail
cd "$(dirname "$0")/../.."

[ $# -gt 0 ] || set -- Core.Tests Platform.Tests Stress Sender.Tests AspNetCore.Tests Harness
export MAPPINGCACHE_STRESS_SECONDS=${MAPPINGCACHE_STRESS_SECONDS:-4}
longest=600 # seconds for one program; one that hangs is ended, and has failed

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

publish() { # FOLDER OUT; analyzers and documentation are the ordinary build's
  dotnet publish "$1" -c Release -r win-x64 --self-contained -o "$2" -v quiet -p:RunAnalyzers=false -p:GenerateDocumentationFile=false
}

# What can be measured on Windows has to be measured and reported, and what cannot has to be named. Its exit code tells that
# Socket.SendFileAsync was not measured, which Wine does not have.
harness() {
  local out=perf/Harness/obj/wine
  rm -rf "$out/results"
  if publish perf/Harness "$out" \
      && { timeout --foreground -s KILL "$longest" tests/wine/root.sh "$out" MappingCache.Harness.exe all --quick --results 'Z:\app\results' || true; } 2>&1 | tee "$log" \
      && [ -s "$out/results/send.json" ] && [ -s "$out/results/mapping.json" ] && [ -s "$out/results/memory.json" ] && [ -s "$out/results/report.html" ] \
      && grep -q '^== http is left out' "$log"; then
    passed=$((passed + 1))
  else
    echo "perf/Harness has not measured and reported what it can on Windows"
    failed=$((failed + 1))
  fi
}

run() { # PROJECT
  local out="tests/$1/obj/wine" p f s rc
  if ! publish "tests/$1" "$out"; then
    failed=$((failed + 1))
    return
  fi

  timeout --foreground -s KILL "$longest" tests/wine/root.sh "$out" "MappingCache.$1.exe" --no-ansi --progress off > "$log" 2>&1
  rc=$?
  read -r p f s < <(awk -f tests/totals.awk "$log")
  if [ "$rc" -eq 0 ] && [ "$p" -gt 0 ]; then
    sed -n '/^skipped /,+1p; /^Test run summary/,$p' "$log"
  else
    cat "$log"
    echo "MappingCache.$1.exe ended with $rc"
    [ "$f" -gt 0 ] || f=1
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

if tests/wine/root.sh; then
  for project; do
    echo "== $project under Wine"
    if [ "$project" = Harness ]; then
      harness
    else
      run "$project"
    fi
  done
else
  failed=1
fi
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
