#!/bin/sh
# redis_relay.sh N [FIELD] < LOG: puts the lines of a log into N streams, calls:0 to calls:N-1, all lines of a call into the same one.
# The call's id is the value of FIELD, `call` where that is not given. A log in which some line has none is refused as a whole, so
# that it can be mended and relayed again. REDIS holds redis-cli's options, such as `-h queue.example.com`.
set -eu
n=$1 field=${2-call}
export LC_ALL=C # the protocol of Redis counts bytes
commands=$(mktemp)
trap 'rm -f "$commands"' EXIT
awk -v n="$n" -v field="$field" '
    BEGIN {
        for (i = 1; i < 256; ++i) code[sprintf("%c", i)] = i
        key = "\"" field "\"[ \t]*:[ \t]*"
    }
    # in the protocol of Redis, so that no line needs quoting
    function word(text) { return "$" length(text) "\r\n" text "\r\n" }
    {
        id = ""
        if (match($0, key)) {
            id = substr($0, RSTART + RLENGTH)
            if (id ~ /^"/) { id = substr(id, 2); sub(/".*/, "", id) } else sub(/[^0-9].*/, "", id)
        }
        if (id == "") {
            print "redis_relay.sh: line " NR " has no " field "; nothing is relayed" >"/dev/stderr"
            exit 1
        }
        sum = 0
        for (i = 1; i <= length(id); ++i) sum = (sum * 31 + code[substr(id, i, 1)]) % 1000003
        printf "*5\r\n%s%s%s%s%s", word("XADD"), word("calls:" sum % n), word("*"), word("line"), word($0)
    }' >"$commands"
# shellcheck disable=SC2086 # options
redis-cli ${REDIS-} --pipe <"$commands" >/dev/null
