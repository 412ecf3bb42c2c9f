#!/bin/sh
# replay.sh PROGRAM FOLDER...: runs a fuzz target on the empty input and on every file of the folders.
# Files are named one by one: given a folder, libFuzzer would cut its files short and begin to fuzz.
set -eu
program=$1
shift
nothing=$(mktemp)
trap 'rm -f "$nothing"' EXIT
"$program" "$nothing"
for folder in "$@"; do
    # `find -exec +` ends non-zero when the program did.
    [ ! -d "$folder" ] || find "$folder" -type f -exec "$program" {} +
done
