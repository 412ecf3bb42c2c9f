#!/bin/sh
# format.sh ROOT: every source is as clang-format writes it.
set -u
here=$(dirname -- "$0")
found=$(mktemp)
trap 'rm -f "$found"' EXIT
sh "$here/files.sh" "$1" | grep -E '\.(cpp|hpp)$' | tr '\n' '\0' |
    (cd "$1" && xargs -0r -n 20 -P "$(nproc)" clang-format-19 --dry-run -Werror) >"$found" 2>&1 && exit 0
# One line per file is enough: nobody mends these by hand.
sed -n 's/: error: code should be clang-formatted.*//p' "$found" | sort -u -t: -k1,1
grep -q 'should be clang-formatted' "$found" || cat "$found"
echo "not as clang-format writes it; ./dev format rewrites them"
exit 1
