#!/bin/sh
# package.sh ROOT BUILD: a package made twice, at another time and in another time zone, is the same bytes; and it is what a package has
# to be: files of root's that everybody may read, at places where Debian looks for them, stripped, compressed, with the licence of
# whatever is in it.
set -u
root=$1
build=$2
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
wrong=$(awk '$2 != "root/root" || $1 !~ /^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--|lrwxrwxrwx)$/' "$work/contents")
[ -z "$wrong" ] || { echo "permissions:"; echo "$wrong" | head -n 5; code=1; }
for file in bin/callflow share/man/man1/callflow.1.gz share/man/man5/callflow-flow.5.gz share/bash-completion/completions/callflow \
    share/callflow/schemas/flow.schema.json share/callflow/samples/hello/hello.yaml share/doc/callflow/README.md \
    share/doc/callflow/copyright share/doc/callflow/changelog.gz share/doc/callflow/changelog.Debian.gz; do
    grep -q " ./usr/$file\$" "$work/contents" || { echo "the package has no /usr/$file"; code=1; }
done
field() { dpkg-deb --field "$work/one.deb" "$1"; }
field Depends | grep -q libc6 || { echo "no dependencies"; code=1; }
[ "$(field Section)" = "$(sed -n 's/^Section: //p' "$root/debian/control")" ] || { echo "section: $(field Section)"; code=1; }
field Maintainer | grep -qE '^[^<>]+ <[^@<> ]+@[^@<> ]+\.[^@<> ]+>$' || { echo "maintainer: $(field Maintainer)"; code=1; }
[ "$(field Description | wc -l)" -gt 3 ] || { echo "no long description"; code=1; }
[ -z "$(dpkg-deb --info "$work/one.deb" | grep -E ' (pre|post)(inst|rm)( |$)')" ] || { echo "scripts that nothing here asks for"; code=1; }

dpkg-deb --extract "$work/one.deb" "$work/root" || exit 1
usr=$work/root/usr
for file in "$usr/bin/callflow" "$usr"/lib/callflow/modules/*.so; do
    readelf -SW "$file" | grep -qE '\.(symtab|debug_)' && { echo "not stripped: ${file#"$work/root"}"; code=1; }
done
sh "$root/tests/house/hardening.sh" "$usr/bin/callflow" "$usr"/lib/callflow/modules/*.so || code=1
# Stripped, the program and its modules are of the same build still.
"$usr/bin/callflow" draw "$usr/share/callflow/samples/hello/hello.yaml" -o "$work/drawn.svg" || code=1
for file in $(find "$usr/share/man" -type f ! -name '*.gz'); do
    echo "not compressed: ${file#"$work/root"}"
    code=1
done
gzip -dc "$usr/share/doc/callflow/changelog.gz" | cmp - "$root/CHANGELOG.md" || code=1
for file in $(find "$usr/share" -type f -exec grep -lE -m 1 '^#! ?/' {} +); do
    head -n 1 "$file" | grep -q '^#!' || continue
    [ -x "$file" ] || { echo "a script that nobody can run: ${file#"$work/root"}"; code=1; }
done
# What a page links is there, and commands that name samples are told where those are.
doc=$usr/share/doc/callflow
for page in "$doc"/*.md "$doc"/docs/*.md; do
    name=${page#"$doc/"}
    for link in $(grep -oE '\]\([^)#]+[)#]' "$page" | sed 's/^](//; s/[)#]$//' | grep -v '^https*:' | sort -u); do
        [ -e "${page%/*}/$link" ] || { echo "$name leads to $link, which is not there"; code=1; }
    done
    if awk '/^```/ { inside = !inside } inside' "$page" | grep -qE '^\$ .*[ =]samples/|^flow: samples/|^samples/' &&
        ! grep -q /usr/share/callflow/samples "$page"; then
        echo "$name runs what is in samples, and does not say where those are"
        code=1
    fi
done
# Whose code is in the program, has its licence there: the archives that it is linked with, and what is headers alone.
copyright=$usr/share/doc/callflow/copyright
linked=$(awk '/^build bin\// { on = 1 } /^$/ { on = 0 } on' "$build/build.ninja" | grep -oE '/[^ ]+/lib[^/ ]+\.a( |$)' | sort -u)
[ -n "$linked" ] || { echo "$build/build.ninja does not say what is linked"; code=1; }
for archive in $linked; do
    package=$(dpkg -S "$(readlink -f "$archive")" 2>/dev/null | sed 's/:.*//')
    [ -n "$package" ] || continue # one of ours
    grep -qE "archives? of $package(;|\$)" "$copyright" || { echo "copyright says nothing of $archive ($package)"; code=1; }
done
for library in CLI11 nlohmann/json xxHash Boost.Beast tl::expected; do
    grep -qE "^Comment: .*$library.* headers? of " "$copyright" || { echo "copyright says nothing of $library"; code=1; }
done
for licence in $(sed -nE 's/^License: (.*)/\1/p' "$copyright" | sed 's/ and / /'); do
    awk -v name="License: $licence" 'found && /^ ./ { text = 1 } { found = $0 == name } END { exit !text }' "$copyright" \
        || { echo "copyright has no text of $licence"; code=1; }
done
exit "$code"
