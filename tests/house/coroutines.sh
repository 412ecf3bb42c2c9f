#!/bin/sh
# coroutines.sh ROOT: co_await stands by itself. g++ 12 destroys twice what is made from braces, or chosen by `?:`, in an
# expression with co_await.
set -u
cd "$1" || exit 1
found=$(grep -rnE 'co_await' src --include='*.cpp' --include='*.hpp' | grep -vE '^[^:]*:[0-9]*: *//' |
    grep -E 'co_await[^;]*[{?]|\(co_await|[?:,] co_await')
[ -z "$found" ] || { printf '%s\n' "$found"; echo "co_await together with braces, a choice or inside a call"; exit 1; }
