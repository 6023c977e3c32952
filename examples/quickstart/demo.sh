#!/usr/bin/env bash
# The demo: builds flowc, checks and builds the quickstart, and runs it to the end on
# the Kafka in its own process. It writes below out/ only and can be run again.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=out
state=$out/quickstart.flow
export FLOWC_CACHE=$PWD/$out/cache
rm -rf "$state" "$out/warm.jsonl"
mkdir -p "$out"

now() { date +%s%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f s", (b - a) / 1e9 }'; }
did() { printf '  %s %-58s %s\n' "$1" "$2" "$3"; }

echo "flowc demo: 1,461 days of Seattle weather, CSV → Kafka → typed map → JSON lines"

t=$(now); go build -trimpath -o $out/flowc ./cmd/flowc
did 1 "build flowc" "$(since "$t")"

t=$(now); verdict=$($out/flowc check examples/quickstart | tail -1)
did 2 "flowc check examples/quickstart" "$(since "$t")   $verdict"

t=$(now); $out/flowc build examples/quickstart -q -o $out/quickstart
did 3 "flowc build examples/quickstart -o $out/quickstart" "$(since "$t")   $(wc -c <$out/quickstart | awk '{ printf "%.1f MB", $1 / 1e6 }'), static"

t=$(now); $out/quickstart --drain --data "$state" --out $out 2>$out/demo.log || { cat $out/demo.log; exit 1; }
did 4 "$out/quickstart --drain" "$(since "$t")   (Kafka runs inside the worker)"
echo
grep -E ' in = ' $out/demo.log | sed 's/^/     /'
echo
echo "  first line of $out/warm.jsonl:  $(head -1 $out/warm.jsonl)"
echo
echo "Now break it:   sed -i 's/\.temp_max >=/.temp_mx >=/' examples/quickstart/weather.flow && $out/flowc check examples/quickstart"
echo "Then mend it:   git checkout examples/quickstart/weather.flow"
echo "Then read:      examples/quickstart/README.md (3 minutes)"
