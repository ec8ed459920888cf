# Adds up what test programs say of themselves: passed, failed, skipped.
/^Test run summary/ { summary = 1 }
summary && /^  (error|failed|succeeded|skipped): [0-9]+/ { sub(":", "", $1); n[$1] += $2 }
END { printf "%d %d %d\n", n["succeeded"], n["failed"] + n["error"], n["skipped"] }
