#!/bin/sh
# parallel.sh FLOW MAP LOG...: replays logs on all cores, a process for each log, and prints the report of all of them.
# Logs may be cut anywhere, between calls or within: each process writes down what it could not finish, `--merge` goes on with it.
set -eu
flow=$1 map=$2
shift 2
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
# -q: what stands here reaches callflow as it is, blanks in names, too
parallel --will-cite -q --halt now,fail=1 callflow replay "$flow" --map "$map" --by event --jobs 1 --partial -o "$parts"/{#}.json {} ::: "$@"
callflow replay "$flow" --by event --merge "$parts"/*.json
