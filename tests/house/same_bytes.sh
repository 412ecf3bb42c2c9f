#!/bin/sh
# same_bytes.sh ROOT CALLFLOW: what is drawn by lot comes of the seed and of nothing else: the same bytes the second time, in
# another folder, with another time zone, language, home and number of workers; and others with another seed.
set -u
root=$1 callflow=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
code=0

# say FOLDER SEED JOBS NAME=VALUE...: everything that is drawn, with the statuses.
say() {
    folder=$1 seed=$2 jobs=$3
    shift 3
    mkdir -p "$folder/home"
    cp -R "$root/samples/." "$folder"
    (
        cd "$folder" || exit 99
        play() {
            env -i HOME="$folder/home" "$@" </dev/null 2>&1
            echo "status $?"
        }
        for sample in support_line/support_line bank/bank call_back/call_back; do
            for format in text json; do
                play "$@" "$callflow" simulate --chaos --seed "$seed" --format "$format" "$sample.yaml" \
                    "$sample.scenarios.yaml"
            done
            play "$@" "$callflow" paths --random --seed "$seed" --steps 8 --count 5 "$sample.yaml"
        done
        play "$@" "$callflow" simulate --hang-up-everywhere --format json riverside/riverside.yaml \
            riverside/riverside.scenarios.yaml
        play "$@" "$callflow" test --shuffle --seed "$seed" --jobs "$jobs" --format jsonl .
    )
}

say "$scratch/a" 7 1 LC_ALL=C.UTF-8 TZ=UTC >"$scratch/first"
say "$scratch/a" 7 1 LC_ALL=C.UTF-8 TZ=UTC >"$scratch/again"
say "$scratch/b c/some way further down" 7 3 LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8 TZ=XST-5:45 COLUMNS=40 >"$scratch/elsewhere"
say "$scratch/a" 8 1 LC_ALL=C.UTF-8 TZ=UTC >"$scratch/other"

for one in again elsewhere; do
    cmp -s "$scratch/first" "$scratch/$one" && continue
    code=1
    echo "the same seed, and other bytes ($one):"
    diff "$scratch/first" "$scratch/$one" | head -n 20
done
lines=$(wc -l <"$scratch/first")
[ "$lines" -gt 1000 ] || { code=1; echo "only $lines lines were compared"; head -n 20 "$scratch/first"; }
! cmp -s "$scratch/first" "$scratch/other" || { code=1; echo "another seed, and the same bytes"; }
exit $code
