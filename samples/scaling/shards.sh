#!/bin/sh
# shards.sh FLOW MAP LOG N: replays one log in N processes. Each reads all of it and keeps the calls that are its own, so that this
# pays where replaying costs more than reading: full reports of long calls.
set -eu
flow=$1 map=$2 log=$3 n=$4
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
# -q: what stands here reaches callflow as it is, blanks in names, too
seq "$n" | parallel --will-cite -q --halt now,fail=1 \
    callflow replay "$flow" --map "$map" --by event --jobs 1 --shard {}/"$n" --partial -o "$parts"/{}.json "$log"
callflow replay "$flow" --by event --merge "$parts"/*.json
