#!/bin/sh
# man.sh ROOT: the manual pages are clean, and of the day of the release.
set -eu
cd "$1"
for page in man/*.[1-9]; do
    [ ! -f "$page" ] || mandoc -T lint -W warning "$page"
done
day=$(sed -n 's/^set(CALLFLOW_RELEASED "\(.*\)")$/\1/p' CMakeLists.txt)
[ -n "$day" ]
for page in man/*.[1-9]; do
    grep -qxF ".Dd $day" "$page" || { echo "$page: is not of $day, the day of the release"; exit 1; }
done
