#!/bin/sh
# words.sh ROOT: no notes to self, no places of somebody's machine in the project's files.
set -u
here=$(dirname -- "$0")
# In pieces, so that this file does not find itself.
notes='TO''DO|FIX''ME|X''XX'
places='/wo''rk|/ho''me|/ro''ot|/Us''ers'
files=$(mktemp)
found=$(mktemp)
trap 'rm -f "$files" "$found"' EXIT
sh "$here/files.sh" "$1" | tr '\n' '\0' >"$files"
cd "$1" || exit 1
# A note stands as a word; a place is the first part of a path (not of a URL) and has another after it.
xargs -0r grep -nIEw "$notes" /dev/null <"$files" >"$found"
xargs -0r grep -nIE "(^|[^A-Za-z0-9_.\$}*-])($places)/[A-Za-z0-9_.]" /dev/null <"$files" >>"$found"
[ ! -s "$found" ] || { cat "$found"; echo "notes to self, or absolute paths of a machine"; exit 1; }
