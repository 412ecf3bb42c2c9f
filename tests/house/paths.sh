#!/bin/sh
# paths.sh ROOT BUILD FILE...: what is installed does not know where it was built, so that builds from two folders are the same
# bytes. Debug information, which no release has, is left aside.
set -u
root=$1 build=$2
shift 2
stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
code=0
for file in "$@"; do
    strip -g -o "$stripped" "$file" || exit 1
    for folder in "$root" "$build"; do
        if grep -qaF -- "$folder/" "$stripped"; then
            echo "$file has the folder it was built in:"
            grep -aoE -- "$folder/[ -~]*" "$stripped" | sort -u | head -n 10
            code=1
        fi
    done
done
exit "$code"
