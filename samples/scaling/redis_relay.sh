#!/bin/sh
# redis_relay.sh N < LOG: puts the lines of a log into N streams, calls:0 to calls:N-1, all lines of a call into the same one.
# REDIS holds redis-cli's options, such as `-h queue.example.com`. The call's id is the value behind "call": here.
set -eu
n=$1
awk -v n="$n" '
    BEGIN { for (i = 1; i < 256; ++i) code[sprintf("%c", i)] = i }
    # in the protocol of Redis, so that no line needs quoting
    function word(text) { return "$" length(text) "\r\n" text "\r\n" }
    {
        id = $0
        sub(/.*"call":"/, "", id)
        sub(/".*/, "", id)
        sum = 0
        for (i = 1; i <= length(id); ++i) sum = (sum * 31 + code[substr(id, i, 1)]) % 1000003
        printf "*5\r\n%s%s%s%s%s", word("XADD"), word("calls:" sum % n), word("*"), word("line"), word($0)
    }' | LC_ALL=C redis-cli ${REDIS-} --pipe >/dev/null
