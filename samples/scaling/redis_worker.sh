#!/bin/sh
# redis_worker.sh FLOW MAP STREAM PART: takes what one stream holds for the group `replay` and writes it down as a part.
# A group hands the entries of one stream to any of its members, so that a call stays in order only where a stream has one worker.
# What was taken is acknowledged when the part is on disk: a worker that dies before is begun again and loses nothing (its own pending
# entries come first, with the id 0).
set -eu
flow=$1 map=$2 stream=$3 part=$4
redis() { redis-cli ${REDIS-} --raw "$@"; }
redis XGROUP CREATE "$stream" replay 0 MKSTREAM >/dev/null 2>&1 || true # it may be there
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/ids"
from=0
while :; do
    # stream, then for each entry its id, `line`, and the line itself
    redis XREADGROUP GROUP replay worker COUNT 10000 STREAMS "$stream" "$from" >"$work/batch"
    case $(head -n 1 "$work/batch") in '' | "$stream") ;; *) cat "$work/batch" >&2 && exit 1 ;; esac # that was an error
    awk 'NR > 1 && NR % 3 == 2 && NF { print }' "$work/batch" >"$work/new"
    if [ ! -s "$work/new" ]; then
        [ "$from" = '>' ] && echo >"$work/all" && break
        from='>'
        continue
    fi
    awk 'NR > 1 && NR % 3 == 1' "$work/batch"
    cat "$work/new" >>"$work/ids"
    [ "$from" = '>' ] || from=$(tail -n 1 "$work/new")
done | callflow replay "$flow" --map "$map" --by event --jobs 1 --partial -o "$part" -
if [ ! -e "$work/all" ]; then
    rm -f "$part"
    echo "redis_worker.sh: $stream was not read to its end; there is no part of it" >&2
    exit 1
fi
# shellcheck disable=SC2086 # options
xargs -r -n 1000 redis-cli ${REDIS-} XACK "$stream" replay <"$work/ids" >/dev/null
