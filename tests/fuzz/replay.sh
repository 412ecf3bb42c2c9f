#!/bin/sh
# replay.sh PROGRAM FOLDER...: runs a fuzz target on the empty input and on every file of the folders.
set -eu
program=$1
shift
"$program" /dev/null
for folder in "$@"; do
    # `find -exec +` ends non-zero when the program did.
    [ ! -d "$folder" ] || find "$folder" -type f -exec "$program" {} +
done
