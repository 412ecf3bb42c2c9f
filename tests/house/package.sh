#!/bin/sh
# package.sh BUILD: a package made twice, at another time and in another time zone, is the same bytes; and it is what a package has to
# be: files of root's that everybody may read, at places where Debian looks for them.
set -u
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=0
pack() { # in $work/NAME; not compressed, which is the slow part
    (cd "$build" && cpack -D CPACK_DEBIAN_COMPRESSION_TYPE=none -B "$work/$1") >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    mv "$work/$1"/*.deb "$work/$1.deb" && rm -rf "${work:?}/$1"
}
umask 022
(pack one) || exit 1
(TZ=Asia/Tokyo LC_ALL=C && export TZ LC_ALL && pack two) || exit 1
cmp "$work/one.deb" "$work/two.deb" || code=1
dpkg-deb --contents "$work/one.deb" >"$work/contents" || exit 1
wrong=$(awk '$2 != "root/root" || $1 !~ /^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--)$/' "$work/contents")
[ -z "$wrong" ] || { echo "permissions:"; echo "$wrong" | head -n 5; code=1; }
for file in bin/callflow share/man/man1/callflow.1 share/man/man5/callflow-flow.5 share/bash-completion/completions/callflow \
    share/callflow/schemas/flow.schema.json share/callflow/samples/hello/hello.yaml share/doc/callflow/README.md; do
    grep -q " ./usr/$file\(.gz\)\?\$" "$work/contents" || { echo "the package has no /usr/$file"; code=1; }
done
dpkg-deb --field "$work/one.deb" Depends | grep -q libc6 || { echo "no dependencies"; code=1; }
exit "$code"
