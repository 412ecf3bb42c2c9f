#!/bin/sh
# record_examples.sh ROOT CALLFLOW: every example in the commands' records does what it says: it ends with its exit status and
# says something. Each runs in its own copy of tests/examples. The manual pages show the same lines, and none that does not fit a terminal.
set -u
root=$1 callflow=$2
PATH=$(dirname -- "$callflow"):/usr/bin:/bin
export PATH LC_ALL=C.UTF-8 TZ=UTC
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
callflow help --examples >"$scratch/list" || exit 1
tab=$(printf '\t')
code=0
count=0
# What can be copied from a page: lines that end in a backslash go on in the next.
for command in $(cut -f 1 "$scratch/list" | sort -u); do
    callflow help --man "$command" | mandoc -T ascii -O width=78 | sed 's/.\x08//g' | sed -n '/^EXAMPLES/,/^SEE ALSO/p' >"$scratch/page"
    grep -nE '^.{80}' "$scratch/page" && { echo "callflow-$command(1): longer than a line of a terminal"; code=1; }
    sed -e ':more' -e '/\\$/{' -e 'N' -e 's/ \\\n */ /' -e 'b more' -e '}' "$scratch/page" | sed 's/^ *//' >"$scratch/lines"
    while IFS=$tab read -r of want line; do
        [ "$of" != "$command" ] || grep -qxF -- "$line" "$scratch/lines" || { echo "callflow-$command(1) has no line $line"; code=1; }
    done <"$scratch/list"
done
while IFS=$tab read -r command want line; do
    rm -rf "$scratch/work"
    cp -R "$root/tests/examples" "$scratch/work"
    case $line in
    # what runs until it is stopped is stopped
    "callflow serve "*) line="exec timeout --preserve-status --signal=TERM 2 $line" ;;
    # who asks a store needs one
    "callflow sessions "*) (cd "$scratch/work" && callflow simulate support_line.yaml person.yaml --track >/dev/null) ;;
    esac
    (cd "$scratch/work" && HOME=$scratch sh -c "$line") </dev/null >"$scratch/out" 2>"$scratch/err"
    got=$?
    count=$((count + 1))
    wrote=$(find "$scratch/work" -newer "$scratch/list" -type f | head -n 1)
    if [ "$got" -ne "$want" ] || [ ! -s "$scratch/out" ] && [ -z "$wrote" ]; then
        code=1
        echo "help $command: $line: exit status $got, expected $want"
        cat "$scratch/out" "$scratch/err"
    elif [ "$got" -eq 0 ] && grep -q "^callflow\|error\[" "$scratch/err"; then
        code=1
        echo "help $command: $line: it ends with 0, and complains:"
        cat "$scratch/err"
    fi
done <"$scratch/list"
[ "$count" -gt 0 ] || { echo "no examples"; exit 1; }
echo "$count examples"
exit "$code"
