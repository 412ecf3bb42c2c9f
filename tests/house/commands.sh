#!/bin/sh
# commands.sh ROOT CALLFLOW [--write]: what is made by the program is up to date: the manual pages in man/ and the README's
# table of commands, made from the commands' records, the attributes of verbs in callflow-flow(5), and the schemas of what
# authors write. With --write it is made anew.
set -eu
root=$1 callflow=$2 write=${3:-}
now=$(mktemp -d)
trap 'rm -rf "$now"' EXIT
mkdir "$now/man" "$now/schemas"
for name in config flow scenario; do "$callflow" schema "$name" >"$now/schemas/$name.schema.json"; done
"$callflow" help --man >"$now/man/callflow.1"
"$callflow" help --table >"$now/table"
for name in $(sed -n 's/^| `\([a-z]*\)` |.*/\1/p' "$now/table"); do
    "$callflow" help --man "$name" >"$now/man/callflow-$name.1"
done
"$callflow" help --verbs >"$now/verbs"
# between BEGIN END TEXT PAGE: the page with the text between the two lines.
between() {
    awk -v begin="$1" -v end="$2" -v text="$3" '
        $0 == end { while ((getline line <text) > 0) print line; inside = 0; seen = 1 }
        !inside { print }
        $0 == begin { inside = 1 }
        END { if (!seen) exit 1 }' "$root/$4" >"$now/$4" || { echo "$4 has no lines $1 and $2"; exit 1; }
}
between '<!-- commands -->' '<!-- /commands -->' "$now/table" README.md
between '.\\" verbs' '.\\" end of verbs' "$now/verbs" man/callflow-flow.5

code=0
for file in README.md $(cd "$now" && ls man/* schemas/*); do
    cmp -s "$now/$file" "$root/$file" && continue
    if [ "$write" = --write ]; then
        mkdir -p "$root/man" "$root/schemas"
        cp "$now/$file" "$root/$file"
        echo "wrote $file"
    else
        code=1
        diff -u --label "$file" --label "$file, from the records" "$root/$file" "$now/$file" || true
    fi
done
for page in "$root"/man/callflow-*.1; do
    [ -f "$page" ] && [ ! -f "$now/man/${page##*/}" ] || continue
    if [ "$write" = --write ]; then
        rm "$page"
        echo "removed man/${page##*/}"
    else
        code=1
        echo "man/${page##*/}: no such command"
    fi
done
[ "$code" -eq 0 ] || echo "./dev update makes them anew"
exit "$code"
