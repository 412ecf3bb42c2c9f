#!/bin/sh
# selftest.sh ROOT SCRATCH CMAKE CXX: breaks every rule of the house once, in a made-up tree, and wants
# each breach caught and named; then bends the case runner the same way. A check nobody has seen fail
# proves nothing.
set -u
root=$1 scratch=$2 cmake=$3 cxx=$4
house=$root/tests/house
failed=0
rm -rf "$scratch"
mkdir -p "$scratch" || exit 1

# tree NAME: an empty made-up project to put files into
tree() {
    tree=$scratch/$1
    mkdir -p "$tree/cmake" "$tree/src/base" "$tree/src/doc" "$tree/src/cli" "$tree/tests" "$tree/man"
    cp "$root/.clang-format" "$tree"
}
put() { # file, text
    mkdir -p "$(dirname -- "$tree/$1")"
    printf "$2" >"$tree/$1"
}
# catches WHAT TEXT COMMAND...: the command must fail and say TEXT
catches() {
    what=$1 text=$2
    shift 2
    if "$@" >"$scratch/said" 2>&1; then
        echo "not caught: $what"
        failed=1
    elif ! grep -qF -- "$text" "$scratch/said"; then
        echo "caught, but without saying '$text': $what"
        sed 's/^/    /' "$scratch/said"
        failed=1
    fi
}
# passes WHAT COMMAND...: the command must succeed
passes() {
    what=$1
    shift
    if ! "$@" >"$scratch/said" 2>&1; then
        echo "wrongly refused: $what"
        sed 's/^/    /' "$scratch/said"
        failed=1
    fi
}

# --- includes ----------------------------------------------------------------------------------------
layers() { "$cmake" -DROOT="$tree" -P "$root/cmake/CheckLayers.cmake"; }
tree good
put src/base/text.cpp '#include "base/text.hpp"\n#include <string>\n#include <unistd.h>\n#include <fmt/format.h>\n'
put src/doc/yaml.cpp '#include "base/text.hpp"\n#include <yaml-cpp/yaml.h>\n'
put src/lint/rule.hpp '#include "doc/tree.hpp"\n#include <tl/expected.hpp>\n'
put src/cli/parse.cpp '#include <CLI/CLI.hpp>\n#include "embed/schemas.hpp"\n#include "flow/flow.hpp"\n'
put tests/unit/doc/yaml.cpp '#include "doc/yaml.hpp"\n#include "support/files.hpp"\n#include <catch2/catch.hpp>\n'
passes "a tree that keeps the include table" layers
breach() { # what, file, text of the file, text of the complaint
    tree "layers$(ls "$scratch" | wc -l)"
    put "$2" "$3"
    catches "$1" "$4" layers
}
breach "a folder includes one above it" src/base/a.cpp '#include "doc/tree.hpp"\n' "src/base/a.cpp: 'base' may not include 'doc'"
breach "a header does" src/doc/a.hpp '#  include  "flow/flow.hpp"\n' "'doc' may not include 'flow'"
breach "siblings" src/lint/rules/a.cpp '#include "scenario/run.hpp"\n' "'lint' may not include 'scenario'"
breach "a unit test does" tests/unit/doc/a.cpp '#include "engine/step.hpp"\n' "'doc' may not include 'engine'"
breach "an include without its folder" src/doc/a.cpp '#include "tree.hpp"\n' "does not begin with a folder"
breach "a folder without a row" src/extra/a.cpp '' "no row of CALLFLOW_LAYERS"
breach "a source beside main.cpp" src/a.cpp '' "no row of CALLFLOW_LAYERS"
breach "a library outside its folder" src/flow/a.cpp '#include <yaml-cpp/yaml.h>\n' "yaml-cpp belongs in doc only"
breach "a library outside its file" src/cli/a.cpp '#include <CLI/App.hpp>\n' "CLI11 belongs in cli/parse.cpp only"
breach "a heavy library in a header" src/doc/a.hpp '#include <nlohmann/json.hpp>\n' "too heavy for a header"
breach "an unknown library" src/doc/a.cpp '#include <range/v3/all.hpp>\n' "no row of CALLFLOW_THIRD_PARTY"
breach "a banned header" src/doc/a.cpp '#include <regex>\n' "included nowhere"
breach "a system header" src/expr/a.cpp '#include <time.h>\n' "include headers of the system"
breach "somebody else's embedded files" src/doc/a.cpp '#include "embed/schemas.hpp"\n' "does not own"
breach "an include through a macro" src/doc/a.cpp '#include HEADER\n' "names no file"
breach "tables without marks" ARCHITECTURE.md 'text\n' "the marks around the tables are gone"
tree stale
sed 's/| `doc` | base |/| `doc` | base, flow |/' "$root/ARCHITECTURE.md" >"$tree/ARCHITECTURE.md"
catches "stale tables in ARCHITECTURE.md" "its tables are not those" layers
"$cmake" -DROOT="$tree" -DWRITE=ON -P "$root/cmake/CheckLayers.cmake" >/dev/null 2>&1
passes "tables rewritten" cmp "$root/ARCHITECTURE.md" "$tree/ARCHITECTURE.md"

# --- sizes, words, format, man -----------------------------------------------------------------------
tree plain
put src/base/a.hpp '#pragma once\n'
put src/base/a.cpp 'int f() { return 1; }\n'
put README.md 'See https://example.com/home/page, 55'"5-01XXX"'X and src/home/x.\n'
put man/a.1 '.Dd January 1, 2026\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n.Nd b\n'
put CMakeLists.txt 'set(CALLFLOW_RELEASED "January 1, 2026")\n'
for rule in sizes words format man; do passes "$rule of a plain tree" sh "$house/$rule.sh" "$tree"; done
tree big
yes '// a line' | head -n 201 >"$tree/src/base/a.hpp"
yes '// a line' | head -n 451 >"$tree/src/base/a.cpp"
catches "a long header" "src/base/a.hpp: 201 lines, at most 200" sh "$house/sizes.sh" "$tree"
catches "a long source" "src/base/a.cpp: 451 lines, at most 450" sh "$house/sizes.sh" "$tree"
tree words
put src/a.cpp "// TO""DO later\n"
put README.md 'Look in /ho''me/me/x\n'
catches "a note to self" "src/a.cpp:1:" sh "$house/words.sh" "$tree"
catches "a place of somebody's machine" "README.md:1:" sh "$house/words.sh" "$tree"
tree format
put src/base/a.cpp 'int  f( ){return 1;}\n'
catches "a misformatted source" "src/base/a.cpp" sh "$house/format.sh" "$tree"
tree man
put CMakeLists.txt 'set(CALLFLOW_RELEASED "January 2, 2026")\n'
put man/a.1 '.Dd January 1, 2026\n.Dt A 1\n.Os\n.Sh NAME\n.Xx a\n'
catches "a manual page with an unknown macro" "a.1" sh "$house/man.sh" "$tree"
put man/a.1 '.Dd January 1, 2026\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n.Nd b\n'
catches "a manual page of another day" "man/a.1: is not of January 2, 2026" sh "$house/man.sh" "$tree"

# --- what is made from the commands' records -----------------------------------------------------------
tree records
mkdir -p "$tree/bin" "$tree/tests/examples"
cat >"$tree/bin/callflow" <<'END'
#!/bin/sh
case "$*" in
"help --man") echo "page of $*" ;;
"help --man go")
    printf '.Dd January 2, 2026\n.Dt GO 1\n.Os\n.Sh EXAMPLES\nGoes:\n.Bd -literal\n'
    if [ -f "$0.other" ]; then echo "callflow  go"; else printf 'callflow \\e\n    go\n'; fi
    printf '.Ed\n.Sh SEE ALSO\n.Xr a 1\n'
    ;;
"help --verbs") echo ".Ss say" ;;
"help --table") echo '| `go` | goes |' ;;
"schema config" | "schema flow" | "schema scenario") echo "{}" ;;
"help --examples") printf 'go\t0\tcallflow go\n' ;;
go) echo gone; [ ! -f "$0.broken" ] || exit 3 ;;
*) exit 2 ;;
esac
END
chmod +x "$tree/bin/callflow"
put README.md '# A\n<!-- commands -->\n<!-- /commands -->\n'
put man/callflow-flow.5 '.\\" verbs\n.\\" end of verbs\n'
commands() { sh "$house/commands.sh" "$tree" "$tree/bin/callflow" "$@"; }
record_examples() { sh "$house/record_examples.sh" "$tree" "$tree/bin/callflow"; }
catches "a table and pages that were never made" "| \`go\` | goes |" commands
passes "making them" commands --write
passes "a table and pages just made" commands
put man/callflow-go.1 'edited by hand\n'
catches "a manual page edited by hand" "-edited by hand" commands
commands --write >/dev/null
put man/callflow-gone.1 'page\n'
catches "a manual page without a command" "man/callflow-gone.1: no such command" commands
passes "examples that do what they say" record_examples
touch "$tree/bin/callflow.other"
catches "an example that is another one in the page" "callflow-go(1) has no line callflow go" record_examples
rm "$tree/bin/callflow.other"
touch "$tree/bin/callflow.broken"
catches "an example that fails" "callflow go: exit status 3, expected 0" record_examples

# --- manual pages for authors ----------------------------------------------------------------------------
tree manual
mkdir -p "$tree/bin"
cat >"$tree/bin/callflow" <<'END'
#!/bin/sh
if [ "$1" = go ]; then echo gone; else echo '{"findings": []}'; fi
END
chmod +x "$tree/bin/callflow"
put schemas/flow.schema.json '{"$defs": {"x": {"title": "a thing", "properties": {"lost": {}}}}}'
put schemas/scenario.schema.json '{"$defs": {}}'
put schemas/config.schema.json '{"$defs": {}}'
put man/callflow-config.5 '.Sh NAME\n'
put man/callflow-scenario.5 '.Sh NAME\n'
put man/callflow-flow.5 '.\\" console\n.Bd -literal\n$ callflow go\nwent\n.Ed\n.Bd -literal\nalone\n.Ed\n'
manual() { /usr/bin/python3 "$house/manual.py" "$tree" "$tree/bin/callflow"; }
catches "an example that prints something else" "+gone" manual
catches "an example that nobody runs" "line 6: an example that nobody runs: alone" manual
catches "a key that no page explains" "callflow-flow.5 does not say what \`lost\` of a thing is" manual

# --- what users install ------------------------------------------------------------------------------------
tree installed
printf 'const char* volatile place = "%s/src/a.cpp";\nint main() { return place == nullptr; }\n' "$tree" >"$tree/placed.cpp"
printf '#include <cstdlib>\nint main() { return std::system("true"); }\n' >"$tree/shell.cpp"
for name in placed shell; do "$cxx" -o "$tree/$name" "$tree/$name.cpp" || exit 1; done
catches "a place in a program" "/src/a.cpp" sh "$house/paths.sh" "$tree" "$tree/build" "$tree/shell" "$tree/placed"
passes "a program without its place" sh "$house/paths.sh" "$tree" "$tree/build" "$tree/shell"
catches "a program that runs a shell" "shell asks the C library for system" sh "$house/no_shell.sh" "$tree" "$tree/shell"
"$cxx" -no-pie -fno-stack-protector -Wl,-z,norelro,-z,lazy -o "$tree/soft" "$tree/shell.cpp" || exit 1
for lack in "not position independent" "no -z relro" "no -z now" "no stack protector"; do
    catches "a program with $lack" "$lack" sh "$house/hardening.sh" "$tree/soft"
done
put src/base/a.cpp 'int f() { return ::execl("sh", "sh", nullptr); }\n'
catches "a source that runs a program" "src/base/a.cpp:1:" sh "$house/no_shell.sh" "$tree"
put src/base/a.cpp '// a file system (of the machine); machine.system(1)\nint f() { return 1; }\n'
passes "words that are not calls" sh "$house/no_shell.sh" "$tree" "$tree/placed"
tree types
put src/doc/a.hpp 'namespace callflow::doc {\nstruct Place {\n};\nstruct Tree::Place {\n};\nnamespace {\nstruct Own {\n};\n} // namespace\n} // namespace callflow::doc\n'
put src/doc/b.cpp 'namespace callflow::doc {\nnamespace {\nstruct Own {\n};\nstruct Place {\n};\n} // namespace\n} // namespace callflow::doc\n'
passes "types of other scopes" /usr/bin/python3 "$house/type_names.py" "$tree"
put src/doc/c.hpp 'namespace callflow::doc {\nclass Place final : Base {\n};\n} // namespace callflow::doc\n'
catches "two types with one name" "callflow::doc::Place is more than one type: src/doc/a.hpp:2, src/doc/c.hpp:2" /usr/bin/python3 "$house/type_names.py" "$tree"

# --- fuzz targets ----------------------------------------------------------------------------------------
tree robustness
put docs/robustness.md '| target | reads | the law |\n|---|---|---|\n| `good`, `gone` | bytes | none |\n'
put tests/fuzz/fuzz_good.cpp ''
put tests/fuzz/fuzz_new.cpp ''
put tests/fuzz/seeds/good/one 'a'
catches "a fuzz target without a row" "no row for the fuzz target new" sh "$house/robustness.sh" "$tree"
catches "a fuzz target without seeds" "tests/fuzz/seeds/new: no seeds" sh "$house/robustness.sh" "$tree"
catches "a row without a fuzz target" "there is no fuzz target gone" sh "$house/robustness.sh" "$tree"

# --- packages ----------------------------------------------------------------------------------------
# A tiny build of one file that reads headers of two packages.
tree packages
mkdir -p "$tree/debian" "$tree/build"
printf 'cat\nsh\nmandoc\n' >"$tree/tests/programs.txt"
control() {
    { echo "Source: x"; echo "Build-Depends:"; for name in "$@"; do echo " $name,"; done; echo; echo "Package: x"; } \
        >"$tree/debian/control"
}
put a.cpp '#include <string>\n#include <pugixml.hpp>\nint main() {}\n'
cat >"$tree/build/build.ninja" <<END
rule cxx
  command = $cxx -MD -MF \$out.d -c \$in -o \$out
  depfile = \$out.d
  deps = gcc
build a.o: cxx $tree/a.cpp
END
packages() { /usr/bin/python3 "$house/packages.py" "$tree" "$tree/build"; }
control g++ libpugixml-dev dpkg-dev file 'mandoc <!nocheck>'
catches "a build that has not run" "build first" packages
ninja -C "$tree/build" >"$scratch/said" 2>&1 || { cat "$scratch/said"; exit 1; }
passes "a build whose packages are all named" packages
control g++ dpkg-dev file 'mandoc <!nocheck>'
catches "a header of a package not named" "debian/control lacks libpugixml-dev, which has /usr/include/pug" packages
control g++ libpugixml-dev dpkg-dev file
catches "a program of a package not named" "mandoc is from mandoc" packages
control g++ libpugixml-dev dpkg-dev mandoc
catches "a program of packaging that no package named has" "packaging: file is from file" packages
control g++ libpugixml-dev dpkg-dev file mandoc no-such-package
catches "a name that is not installed" "no-such-package, which is not installed" packages
control g++ libpugixml-dev dpkg-dev file mandoc
echo no-such-program >>"$tree/tests/programs.txt"
catches "a program that is not there" "no-such-program is not installed" packages

# --- parts that CI must not skip ---------------------------------------------------------------------
part() { CALLFLOW_REQUIRE=$1 sh "$house/part.sh" corpus sh -c "exit $2"; }
passes "a test that passes" part corpus 0
catches "a skip where the part is required" "skipped for want of 'corpus'" part "shells corpus" 77
part "shells" 77 >/dev/null 2>&1
[ $? -eq 77 ] || { echo "a skip for want of a part that is not required is no skip"; failed=1; }
part "shells" 3 >/dev/null 2>&1
[ $? -eq 3 ] || { echo "a failure loses its exit status"; failed=1; }

# --- the case runner ---------------------------------------------------------------------------------
tree cases
mkdir -p "$tree/build/programs" "$tree/bin"
for program in cat sh sed mkdir env; do ln -s "$(command -v "$program")" "$tree/build/programs/$program"; done
printf '#!/bin/sh\necho "hello $*"\n' >"$tree/bin/callflow"
chmod +x "$tree/bin/callflow"
run_case() { sh "$root/tests/run_case.sh" "$tree" "x/$1" "$tree/build" "$tree/bin"; }
update() { CASE_UPDATE=1 run_case "$1"; }
case_file() { put "tests/cases/x/$1" "$2"; }

case_file good/cmd 'callflow a; cat input >&2; exit 3\n'
case_file good/input 'in\n'
case_file good/out 'hello a\n'
case_file good/err 'in\n'
case_file good/code '3\n'
passes "a case that says what it should" run_case good
case_file good/out 'hello a'
catches "a missing newline" "No newline" run_case good
case_file good/out 'hello b\n'
catches "other output" "-hello b" run_case good
case_file good/out 'hello a\n'
case_file good/code '4\n'
catches "another exit status" "exit status: expected 4, got 3" run_case good
rm "$tree/tests/cases/x/good/err"
catches "words on stderr that nobody expects" "+in" run_case good
passes "an update" update good
passes "the case after it" run_case good
passes "what update wrote" grep -qx in "$tree/tests/cases/x/good/err"

case_file clean/cmd 'ls 2>/dev/null; echo "$HOME|$CALLFLOW_CONFIG|$NO_COLOR|$TZ|$LC_ALL" | sed "s/.*home|/home|/"; cat\n'
case_file clean/out 'home|||UTC|C.UTF-8\n'
CALLFLOW_CONFIG=x NO_COLOR=1 TZ=EST passes "an environment and programs of its own" run_case clean

case_file crash/cmd 'kill -SEGV $$\n'
catches "a crash" "exit status" run_case crash
catches "the update of a crash" "refused: it crashed" update crash
case_file abort/cmd 'echo "==1==ERROR: AddressSanitizer: heap" >&2; exit 1\n'
catches "the update of a sanitizer's report" "refused: it crashed" update abort
[ ! -e "$tree/tests/cases/x/crash/code" ] && [ ! -e "$tree/tests/cases/x/abort/err" ] || {
    echo "an update blessed a crash"
    failed=1
}

case_file files/cmd 'mkdir out.d; callflow b > out.d/b.txt\n'
case_file files/out.d/a.txt 'a\n'
catches "other files left behind" "b.txt" run_case files
passes "their update" update files
passes "the case after that" run_case files

case_file needs/cmd 'echo "no corpus" >&2; exit 77\n'
case_file needs/needs 'corpus\n'
CALLFLOW_REQUIRE='' run_case needs >/dev/null 2>&1
[ $? -eq 77 ] || { echo "a case whose part is missing is no skip"; failed=1; }
CALLFLOW_REQUIRE=corpus catches "such a case where the part is required" "skipped for want" run_case needs

# --- the behaviour tables ----------------------------------------------------------------------------
behaviour() { python3 "$root/tests/behaviour/check.py" "$tree"; }
# table WHAT THEIRS OURS TEXT: a copy of the tables with THEIRS written as OURS in one of them; TEXT of the complaint
table() {
    tree=$scratch/behaviour$(ls "$scratch" | wc -l)
    cp -R "$root/tests/behaviour" "$tree"
    sed -i "s|$2|$3|" "$tree/twilio/verbs.yaml"
    catches "$1" "$4" behaviour
}
table "two rows of one name" "row: an empty response hangs up" "row: the end of the document hangs up" "the name is that of a row of"
table "a fact without a source" 'fact: "1 D: empty' 'fact: "empty' "its fact is not"
table "an unknown assumption" "assumed: \[play_failure\]" "assumed: [play_luck]" "assumed play_luck is not in"
table "a value that an assumption does not take" "play_failure: end" "play_failure: never" "assumes play_failure=never"
table "an unknown key" "elapsed: 800ms" "lasts: 800ms" "unknown key lasts"
table "a time without a unit" "elapsed: 2400ms" "elapsed: 2400" "is no time"
table "a request that nothing answers" "{to: /sent, params" "{to: /gone, params" "which has no answer"
table "a document that is no XML" "<Response><Hangup/></Response>" "<Response><Hangup></Response>" "mismatched tag"
table "a key twice" "theme: verbs" "theme: verbs\ntheme: verbs" "stands twice"

[ "$failed" -ne 0 ] || echo "every breach was caught"
exit "$failed"
