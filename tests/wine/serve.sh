#!/usr/bin/env bash
# Publishes the command line for Windows, which has to give one file, and has it serve under Wine as tests/serve.sh says,
# of the sparse file only what is around and beyond 4 GiB. Needs root, for root.sh, and curl.
#   tests/wine/serve.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/Cli/obj/wine

if [ $# -eq 0 ]; then
  rm -rf "$out"
  dotnet publish Cli -c Release -r win-x64 --self-contained -o "$out" -v quiet -p:RunAnalyzers=false
  [ "$(ls -A "$out")" = mapping-cache.exe ] || { echo "one program was to be published, not: $(ls -A "$out")"; exit 1; }
  tests/wine/root.sh
  TMPDIR=$out tests/serve.sh tests/wine/serve.sh $((4096 - 64 << 20))
  exit
fi

# Called by tests/serve.sh, in the place of the program, which sees $out as Z:/app. Wine takes SIGINT for Ctrl-C, and does
# nothing on SIGTERM. The program is the one child of root.sh's process.
tests/wine/root.sh "$out" mapping-cache.exe "${@/#$out/Z:/app}" &
trap 'kill -INT "$(pgrep -P $!)"' TERM
# The first wait ends with the signal.
wait $! || wait $!
