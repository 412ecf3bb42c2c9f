#!/bin/sh
# search.sh SECONDS PROGRAM: looks for new inputs that break a fuzz target, from the root of the project, for so long. Keeps what was learnt and
# found under build/fuzz/NAME. With CI=true the search goes the same way each time, so that nobody's change is refused for
# what a stranger's might have been.
set -eu
seconds=$1
program=$2
name=${program##*/fuzz_}
work=$PWD/build/fuzz/$name
mkdir -p "$work/corpus" "$work/found"
folders=$work/corpus
for folder in "tests/fuzz/seeds/$name" "tests/fuzz/regressions/$name"; do
    [ ! -d "$folder" ] || folders="$folders $folder"
done
seed=
[ "${CI:-}" != true ] || seed=-seed=1
began=$(date +%s)
# shellcheck disable=SC2086 # several folders, whose names hold no blank
if "$program" -max_total_time="$seconds" $seed -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$work/found/" $folders >"$work/log" 2>&1 </dev/null; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
    echo "fuzz $name: fine, $runs runs, $(($(date +%s) - began)) s"
else
    echo "fuzz $name: FAILED; the input is in build/fuzz/$name/found; keep it under tests/fuzz/regressions/$name
$(tail -n 40 "$work/log")"
    exit 1
fi
