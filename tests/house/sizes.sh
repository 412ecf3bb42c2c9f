#!/bin/sh
# sizes.sh ROOT: no header above 200 lines, no source above 450. The house aims at 150 and 400; what is
# longer than these limits has two subjects.
set -eu
here=$(dirname -- "$0")
sh "$here/files.sh" "$1" | grep -E '^(src|tests)/.*\.(cpp|hpp)$' | (
    cd "$1"
    code=0
    while IFS= read -r file; do
        case $file in *.hpp) limit=200 ;; *) limit=450 ;; esac
        lines=$(wc -l <"$file")
        [ "$lines" -le "$limit" ] || { echo "$file: $lines lines, at most $limit"; code=1; }
    done
    exit "$code"
)
