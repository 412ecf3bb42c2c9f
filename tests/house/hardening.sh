#!/bin/sh
# hardening.sh [--release] FILE...: programs and modules are built as SECURITY.md says. Fortified calls are in releases alone, for they need
# the optimiser.
set -u
release=no
[ "$1" != --release ] || { release=yes; shift; }
code=0
lacks() { # file, what
    echo "$1: $2"
    code=1
}
for file in "$@"; do
    headers=$(readelf -hldW "$file") || exit 1
    symbols=$(nm -D --undefined-only "$file")
    echo "$headers" | grep -q 'Type: *DYN' || lacks "$file" "not position independent"
    echo "$headers" | grep -q GNU_RELRO || lacks "$file" "no -z relro"
    echo "$headers" | grep -qE 'BIND_NOW|Flags:.* NOW' || lacks "$file" "no -z now"
    echo "$headers" | grep -qE 'GNU_STACK .* RW +0x' || lacks "$file" "the stack can be executed"
    echo "$headers" | grep -q TEXTREL && lacks "$file" "its code is written to"
    # A small program may have no function with an array.
    echo "$symbols" | grep -q __stack_chk_fail || lacks "$file" "no stack protector"
    [ "$release" = no ] || echo "$symbols" | grep -qE '__[a-z]+_chk(@|$)' || case $file in
    *.so) ;; # may call nothing that has a fortified form
    *) lacks "$file" "no fortified call" ;;
    esac
done
exit "$code"
