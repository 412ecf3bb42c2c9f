#!/bin/sh
# part.sh PART COMMAND...: runs a test that exits 77 when the part of the world it needs (a corpus,
# other shells, a database) is missing. Where CALLFLOW_REQUIRE lists the part, that is a failure: CI
# says what it has, so nothing it should have tested is skipped in silence. PART `-` can never be missing.
part=$1
shift
"$@"
code=$?
if [ "$code" -eq 77 ]; then
    case " ${CALLFLOW_REQUIRE:-} " in
    *" $part "*) missing=1 ;;
    *) [ "$part" = - ] && missing=1 || missing=0 ;;
    esac
    if [ "$missing" -eq 1 ]; then
        echo "skipped for want of '$part', which CALLFLOW_REQUIRE says is here" >&2
        exit 1
    fi
fi
exit "$code"
