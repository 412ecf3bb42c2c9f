#!/bin/sh
# robustness.sh ROOT: docs/robustness.md has a row for every fuzz target, and none for others; each target has seeds.
set -u
cd "$1" || exit 1
code=0
listed=$(sed -n '/^| target | reads/,/^$/p' docs/robustness.md | sed -n 's/^| \(`[^|]*\) |.*/\1/p' | tr -d '`,')
for source in tests/fuzz/fuzz_*.cpp; do
    name=${source##*/fuzz_}
    name=${name%.cpp}
    case " $(echo $listed) " in
    *" $name "*) ;;
    *) echo "docs/robustness.md has no row for the fuzz target $name"; code=1 ;;
    esac
    [ -n "$(ls "tests/fuzz/seeds/$name" 2>/dev/null)" ] || { echo "tests/fuzz/seeds/$name: no seeds"; code=1; }
done
for name in $listed; do
    [ -f "tests/fuzz/fuzz_$name.cpp" ] || { echo "docs/robustness.md: there is no fuzz target $name"; code=1; }
done
exit "$code"
