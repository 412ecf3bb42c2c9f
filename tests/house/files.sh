#!/bin/sh
# files.sh ROOT: the project's files, one per line, relative to ROOT: what git tracks or would track,
# or, in an unpacked archive, everything outside build.
cd "$1" || exit 1
if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ]; then
    # A file removed but not yet committed is still in git's list.
    git ls-files -co --exclude-standard | while IFS= read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done
else
    find . -path ./build -prune -o -path ./.git -prune -o -type f -print | sed 's|^\./||'
fi
