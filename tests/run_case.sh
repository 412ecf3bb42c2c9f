#!/bin/sh
# run_case.sh ROOT CASE BUILD_TESTS BIN: runs tests/cases/CASE/cmd and compares what it said, byte for
# byte, with out, err and code beside it. Plain sh, because a case must not cost more than what it runs.
#
# The command runs in a copy of the case's folder, without cmd, out, err, code, needs and out.d. Where
# the case has a folder out.d, the command must leave exactly that behind in its own ./out.d.
# A case with a file `needs` (one word, see house/part.sh) may exit 77 to be skipped.
#
# CASE_UPDATE=1 (set by `./dev update`) rewrites what differs, except after a crash, and leaves a
# record under BUILD_TESTS/updates.
set -u
root=$1 case=$2 tests=$3 bin=$4
dir=$root/tests/cases/$case
scratch=$tests/scratch/$case
rm -rf "$scratch"
mkdir -p "$scratch/work" "$scratch/home" "$scratch/tmp" || exit 99
# A repository of its own: nothing looks for configuration above it.
mkdir "$scratch/.git"
cp -R "$dir/." "$scratch/work" || exit 99
cd "$scratch/work" || exit 99
rm -rf cmd out err code needs out.d

env -i LC_ALL=C.UTF-8 TZ=UTC HOME="$scratch/home" TMPDIR="$scratch/tmp" ROOT="$root" \
    PATH="$bin:$tests/programs" ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    sh "$dir/cmd" </dev/null >"$scratch/out" 2>"$scratch/err"
code=$?

if [ "$code" -eq 77 ] && [ -f "$dir/needs" ]; then
    part=$(cat "$dir/needs")
    cat "$scratch/err"
    case " ${CALLFLOW_REQUIRE:-} " in
    *" $part "*) echo "skipped for want of '$part', which CALLFLOW_REQUIRE says is here"; exit 1 ;;
    esac
    exit 77
fi

[ -f "$dir/out" ] && want_out=$dir/out || want_out=/dev/null
[ -f "$dir/err" ] && want_err=$dir/err || want_err=/dev/null
want_code=0
[ ! -f "$dir/code" ] || read -r want_code <"$dir/code"
same=1
cmp -s "$want_out" "$scratch/out" || same=0
cmp -s "$want_err" "$scratch/err" || same=0
[ "$want_code" = "$code" ] || same=0
if [ -d "$dir/out.d" ]; then
    diff -r "$dir/out.d" out.d >/dev/null 2>&1 || same=0
fi
[ "$same" -eq 0 ] || exit 0

show() {
    diff -u --label "$case: expected $1" --label "$case: actual $1" "$2" "$3"
}
differences() {
    [ "$want_code" = "$code" ] || echo "exit status: expected $want_code, got $code"
    show err "$want_err" "$scratch/err"
    show out "$want_out" "$scratch/out"
    [ ! -d "$dir/out.d" ] || diff -ruN "$dir/out.d" out.d | sed "s|$dir/||"
}

if [ "${CASE_UPDATE:-0}" != 1 ]; then
    echo "\$ $(cat "$dir/cmd")"
    differences
    exit 1
fi

mkdir -p "$tests/updates"
record=$tests/updates/$(echo "$case" | tr / .)
crash='AddressSanitizer|LeakSanitizer|runtime error:|Segmentation fault|Aborted|Assertion .* failed|terminate called'
if [ "$code" -ge 128 ] || grep -Eqa "$crash" "$scratch/err" "$scratch/out"; then
    { echo "refused: it crashed (exit status $code)"; differences; } >"$record.refused" 2>&1
    head -n 1 "$record.refused"
    exit 1
fi
differences >"$record.changed" 2>&1
put() { # bytes, file: an empty expectation is no file
    if [ -s "$1" ]; then cp "$1" "$2"; else rm -f "$2"; fi
}
put "$scratch/out" "$dir/out"
put "$scratch/err" "$dir/err"
if [ "$code" -ne 0 ]; then echo "$code" >"$dir/code"; else rm -f "$dir/code"; fi
if [ -d "$dir/out.d" ]; then
    rm -rf "$dir/out.d"
    [ ! -d out.d ] || cp -R out.d "$dir/out.d"
fi
exit 0
