#!/bin/sh
# no_shell.sh ROOT FILE...: nothing that is read can be executed. No source of ours names a function that runs a shell or another
# program, and no program or module of ours asks the C library for one.
set -u
root=$1
shift
functions='system|popen|exec[lv][pe]?|execv?pe|fexecve|posix_spawnp?|wordexp|vfork'
code=0
if grep -rnE --include='*.cpp' --include='*.hpp' "(^|[^A-Za-z0-9_>.\"])($functions)\(" "$root/src"; then
    echo "a source of ours runs another program"
    code=1
fi
for file in "$@"; do
    # libedit's `v` of vi mode opens vi on the line that is being typed: at a terminal only, by a key of the person who sits there.
    allowed=
    [ "${file##*/}" != callflow ] || allowed=execlp
    for name in $(nm -D --undefined-only "$file" | sed -n 's/^ *U \([A-Za-z_]*\).*/\1/p' | grep -xE "$functions"); do
        [ "$name" = "$allowed" ] && continue
        echo "$file asks the C library for $name"
        code=1
    done
done
exit "$code"
