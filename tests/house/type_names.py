"""type_names.py ROOT: no two types have one full name. Functions of both would be merged by the linker, silently, and whichever is kept reads the
other's objects: a crash far from its cause. Types of one file belong into its nameless namespace."""
import collections
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
begin = re.compile(r"(?:inline )?namespace\s*([\w:]*)\s*\{")
type_ = re.compile(r"(?:struct|class|enum class|enum|union)\s+(?:alignas\(\w+\)\s+)?(\w+)\s*(?:final\s*)?(?::(?!:)[^;]*)?\{")
places = collections.defaultdict(list)
for path in sorted(root.glob("src/**/*.?pp")):
    spaces = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if found := begin.match(line):
            spaces.append(found[1])
        elif line.startswith("} // namespace") and spaces:
            spaces.pop()
        elif (found := type_.match(line)) and "" not in spaces:
            places["::".join([*spaces, found[1]])].append(f"{path.relative_to(root)}:{number}")
twice = {name: where for name, where in places.items() if len(where) > 1}
for name, where in twice.items():
    print(f"{name} is more than one type: {', '.join(where)}")
if not places:
    print("no types were found")
sys.exit(1 if twice or not places else 0)
