#!/bin/sh
# man.sh ROOT: the manual pages are clean.
set -eu
cd "$1"
for page in man/*.[1-9]; do
    [ ! -f "$page" ] || mandoc -T lint -W warning "$page"
done
