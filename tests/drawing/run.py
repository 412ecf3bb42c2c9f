"""run.py CALLFLOW ROOT FOLDER TEST: one of the tests below, in a folder of its own.

What people see of a drawing: measured in the SVG, opened by a browser, read by other programs. Ends with 77 where a program
that the test needs is missing."""
import glob
import json
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser
import flows
import geometry

CALLFLOW, ROOT, FOLDER, TEST = sys.argv[1:5]
faults = []


def check(holds, what):
    if not holds:
        faults.append(what)


def run(*arguments, status=0, given=None):
    done = subprocess.run([CALLFLOW, *arguments], input=given, capture_output=True, timeout=120)
    check(done.returncode == status, f"{' '.join(arguments)}: ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return done


def draw(*arguments, status=0):
    return run("draw", *arguments, status=status).stdout


def write(name, text):
    with open(name, "w", encoding="utf-8") as out:
        out.write(text)
    return name


def samples():
    return [path for path in sorted(glob.glob(f"{ROOT}/samples/*/*.yaml")) if re.search(r"^callflow: 1$", open(path).read(), re.M)]


def measure(what, svg):
    text = svg.decode()
    drawing = geometry.Drawing(text)
    for fault in drawing.faults() + geometry.contrast_faults(text):
        check(False, f"{what}: {fault}")
    return drawing


def test_samples():
    """Nothing overlaps in any sample, each arrow can be followed, and words stand by their own, from top to bottom and from left to right, and no line runs through words or boxes; all text is
    inside; all colours can be read."""
    labels = on_lines = 0
    for path in samples():
        for more in (["--title", "--legend"], ["--direction", "LR"], ["--expand", "--no-groups", "--hubs", "0"]):
            drawing = measure(f"{path} {more}", draw(path, *more))
            check(len(drawing.nodes) > 0, f"{path}: no boxes")
            if "--expand" not in more:
                labels += len(drawing.labels)
                on_lines += drawing.labels_on_lines()
                through = drawing.lines_through_boxes()
                check(through == [], f"{path} {more}: lines run through {through}")
                borders = drawing.labels_on_borders()
                check(borders == [], f"{path} {more}: on borders of frames lie {borders}")
                doubtful = drawing.doubtful_labels()
                check(doubtful == [], f"{path} {more}: nearer to another arrow than to their own stand {doubtful}")
                few = 3 if "LR" in more and len(drawing.nodes) > 100 else 0
                shared, crossed = drawing.shared_ways(), drawing.crossed_heads()
                check(len(shared) <= few, f"{path} {more}: arrows on top of each other: {shared}")
                crossed_ends = drawing.crossed_ends()
                check(len(crossed_ends) <= few, f"{path} {more}: crossing just before they end: {crossed_ends}")
                check(len(crossed) <= few, f"{path} {more}: through heads of arrows run others: {crossed}")
                grazed = drawing.grazed_boxes()
                check(len(grazed) <= (30 if len(drawing.nodes) > 100 else 6), f"{path} {more}: close to other boxes pass {grazed}")
                touched = drawing.touched_boxes()
                check(len(touched) <= few, f"{path} {more}: along other boxes run {touched}")
                bends = drawing.meeting_bends()
                check(len(bends) <= (24 if len(drawing.nodes) > 100 else 2), f"{path} {more}: one bends where it meets the other: {bends}")
            if "--title" in more and path.endswith("/riverside.yaml"):
                # One in three: those that go round boxes and groups turn once or twice, the others never.
                turns, arrows = drawing.turns(), len(drawing.curves)
                check(turns < 0.35 * arrows, f"{path}: {arrows} arrows turn {turns} times to and fro")
    check(labels > 300, f"only {labels} lines on arrows in all samples")
    check(on_lines == 0, f"lines run through {on_lines} of {labels} labels")


def test_generated():
    """The same of graphs of 20, 60 and 150 states, each of several kinds; and groups stand side by side: none is a strip."""
    labels = on_lines = on_borders = doubtful = 0
    for states, seeds in ((20, 6), (60, 4), (150, 2)):
        for seed in range(1, seeds + 1):
            path = write(f"g{states}_{seed}.yaml", flows.flow(states, seed))
            drawing = measure(path, draw(path, "--time-limit", "100s"))
            check(len(drawing.nodes) == states + 1, f"{path}: {len(drawing.nodes)} boxes")  # and what holds everywhere
            check(len(drawing.labels) > states, f"{path}: {len(drawing.labels)} lines on arrows")
            labels += len(drawing.labels)
            on_lines += drawing.labels_on_lines()
            on_borders += len(drawing.labels_on_borders())
            through = drawing.lines_through_boxes()
            check(through == [], f"{path}: lines run through {through}")
            doubtful += len(drawing.doubtful_labels())
            # In hundreds of rows, an arrow would change its place in each.
            turns, arrows = drawing.turns(), len(drawing.curves)
            check(states < 150 or turns < 2.3 * arrows, f"{path}: {arrows} arrows turn {turns} times to and fro")
            check(drawing.view[3] < 6 * drawing.view[2], f"{path}: {drawing.view[2]:.0f} wide and {drawing.view[3]:.0f} high")
    check(on_lines == 0, f"lines run through {on_lines} of {labels} labels")
    check(on_borders == 0, f"borders of frames run through {on_borders} of {labels} labels")
    check(doubtful == 0, f"{doubtful} of {labels} labels are nearer to another arrow than to their own, without a line to it")


def test_frames():
    """Groups, sub-flows and machines: each box within its frames and in no others, whatever Graphviz makes of them."""
    ends = labels = borders = titles = left_out = 0
    for states, seeds in ((5, (1,)), (60, (1, 21, 24, 26, 34))):
        for seed in seeds:
            text = flows.flow(states, seed, bodies=True).replace("group: part", "group: the part")
            path = write(f"f{states}_{seed}.yaml", text)
            done = run("draw", path, "--time-limit", "100s")
            # Some graphs Graphviz cannot lay out with groups, not even with rows in common: then they have no frames, and it is said.
            unframed = b"misplaces the groups" in done.stderr
            check(unframed or done.stderr == b"", f"{path}: {done.stderr.decode()}")
            left_out += unframed
            drawing = measure(path, done.stdout)
            pin = {"state-ask", "state-right", "state-wrong"}
            check(drawing.members("flow pin") == pin, f"{path}: in flow pin are {drawing.members('flow pin')}")
            desk = {"state-idle", "state-busy", "state-off"}
            check(drawing.members("machine desk") == desk, f"{path}: in machine desk are {drawing.members('machine desk')}")
            groups = {}
            for name, group in re.findall(r"^  (step_\d+):\n    group: (.*)$", text, re.M):
                groups.setdefault(group, set()).add("state-" + name)
            for group, names in groups.items():
                check(drawing.members(group) is None if unframed else drawing.members(group) == names, f"{path}: in {group} are {drawing.members(group)}, not {names}")
            labels += len(drawing.labels)
            ends += drawing.coinciding_ends()
            borders += len(drawing.labels_on_borders())
            titles += drawing.lines_on_titles()
    check(left_out == 0, f"{left_out} drawings without frames")
    check(labels > 300, f"only {labels} labels")
    check(ends == 0, f"{ends} heads stand on other ends")
    check(borders <= labels / 200, f"{borders} of {labels} labels lie on borders of frames")
    check(titles <= 2, f"lines run through {titles} titles of frames")


def test_covered():
    """Where there is no room for some words, it is said, and only there."""
    for path, crowded in ((write("tangle.yaml", flows.tangle(60, 4)), True), (write("few.yaml", flows.tangle(8, 1)), False)):
        done = run("draw", path, "--time-limit", "100s")
        on_lines = measure(path, done.stdout).labels_on_lines()
        check((on_lines > 0) == crowded, f"{path}: {on_lines} labels lie on lines: mend this test")
        said = re.search(rb"words of (\d+|one) arrows? lies? on", done.stderr)
        check((said is not None) == crowded, f"{path}: {on_lines} labels lie on lines; it says {done.stderr.decode()}")


def test_borders():
    """Words of an arrow that leaves a group beside a long row of words: the group's frame is as wide as they are, and nothing is covered."""
    path = write("desk.yaml", """callflow: 1
name: desk
initial: greeting
actors: {patient: {}, clinic: {}}
signals: {hangup: patient.hangs_up}
on: {patient.hangs_up: gone}
vars: {tries: 0}
states:
  greeting:
    group: desk
    menu:
      prompt: [say: "Welcome. Press 1 for a new appointment, press 2 to move one that you have."]
      keys: {1: book, 2: move}
      no_input: [{to: same, if: attempt < 3}, gone]
      no_match: same
  book:
    group: desk
    response:
      - say: "Please leave your name and your number after the tone"
      - record: {maxLength: 30s, action: patient.has_spoken}
    on:
      patient.has_spoken: [{to: move, if: 'input.recording_duration > 2 && tries < 3', set: {tries: tries + 1}}, gone]
    next: gone
  move:
    response: [say: "One moment please", dial: {number: "+15550001111", timeout: 20s, action: clinic.leaves}]
    on: {clinic.leaves: [{to: gone, if: 'input.dial_status == "completed"'}, greeting]}
    next: gone
  gone: {final: true}
""")
    done = run("draw", path, "--direction", "LR")
    check(done.stderr == b"", f"{path}: {done.stderr.decode()}")
    drawing = measure(path, done.stdout)
    check(drawing.labels_on_borders() == [], f"{path}: on borders of frames lie {drawing.labels_on_borders()}")
    check(drawing.labels_on_lines() == 0, f"{path}: lines run through {drawing.labels_on_lines()} labels")
    check(drawing.lines_through_boxes() == [], f"{path}: lines run through {drawing.lines_through_boxes()}")
    check(drawing.members("desk") == {"state-greeting", "state-book"}, f"{path}: in the group are {drawing.members('desk')}")


def test_direction():
    """From top to bottom, but a tree of menus, which would be ten times as wide as high, from left to right; as asked for where it is."""
    path = write("tree.yaml", flows.tree(150))
    chosen, down, right = draw(path), draw(path, "--direction", "TB"), draw(path, "--direction", "LR")
    across, along = measure("TB", down).view[2:]
    check(across > 5 * along, f"the tree is {across} by {along}: mend this test")
    check(chosen == right, "a strip though nobody asked for it")
    check(b"rankdir=LR" in draw(path, "--format", "dot") and b"flowchart LR" in draw(path, "--format", "mermaid"), "texts go another way than the drawing")
    for flow in (f"{ROOT}/samples/riverside/riverside.yaml", write("few.yaml", flows.tree(10)), write("deep.yaml", flows.flow(60, 1))):
        check(b"rankdir=TB" in draw(flow, "--format", "dot"), f"{flow} goes from left to right")


# Of those flows whose groups Graphviz only places with rows in common, where it puts labels between groups into the last row of all.
DEPARTMENTS = (("TB", 10, 12, 25), ("LR", 10, 14, 38))


def test_departments():
    """A hundred and fifty states in groups with arrows to and fro: each box in its frame, each label beside its arrow."""
    for direction, groups, states, seed in DEPARTMENTS:
        path = write(f"d{groups}_{seed}.yaml", flows.departments(groups, states, seed))
        done = run("draw", path, "--time-limit", "100s", "--direction", direction)
        check(done.stderr == b"", f"{path}: {done.stderr.decode()}")
        drawing = measure(path, done.stdout)
        check(len(drawing.nodes) == groups * states + 2, f"{path}: {len(drawing.nodes)} boxes")
        check(len(drawing.around) == groups, f"{path}: {len(drawing.around)} frames")
        check(len(drawing.labels) > groups * states, f"{path}: {len(drawing.labels)} lines on arrows")
        through = drawing.lines_through_boxes()
        check(through == [], f"{path}: lines run through {through}")
        on_lines = drawing.labels_on_lines()
        check(on_lines == 0, f"{path}: lines run through {on_lines} labels")
        borders = drawing.labels_on_borders()
        check(borders == [], f"{path}: on borders of frames lie {borders}")


def test_same():
    """The same bytes each time, in every form."""
    for form in ("svg", "html", "dot", "mermaid", "ascii", "png", "pdf"):
        first = draw(f"{ROOT}/samples/bank/bank.yaml", "--format", form)
        check(first == draw(f"{ROOT}/samples/bank/bank.yaml", "--format", form), f"{form} differs from run to run")
        check(len(first) > 1000, f"{form} is short")


def test_same_memory():
    """The same bytes however memory is handed out: Graphviz goes through groups in the order of what names them."""
    path = write("tree.yaml", flows.tree(300))
    first = draw(path, "--time-limit", "100s")
    for threshold in (128 << 10, 1 << 20, 4 << 20):
        done = subprocess.run([CALLFLOW, "draw", path, "--time-limit", "100s"], capture_output=True, timeout=120,
                              env={**os.environ, "MALLOC_MMAP_THRESHOLD_": str(threshold), "MALLOC_PERTURB_": "85"})
        check(done.stdout == first, f"with a system's pieces from {threshold} bytes on, the drawing is another: {done.stderr.decode()}")


HOSTILE = """callflow: 1
name: "</title><script>alert(1)</script>"
description: "]]> & 'quotes' \\" \\\\ \\u202e backwards"
initial: first
states:
  first:
    label: "<b>&\\"'`#;|{}[]"
    group: "--> <g> %% \\""
    response: [say: "שלום مرحبا 你好 🎉 e\\u0301 </text> ]]> \\u0007"]
    on: {"pressed": {to: last, if: "'<&>\\"' == params.x && '@DATA@' != 'é'"}}
    next: last
  last: {final: true, description: "end </g>"}
"""


def test_hostile():
    """What authors write is text in every form, whatever it looks like."""
    path = write("hostile.yaml", HOSTILE)
    measure("hostile", draw(path, "--title", "--legend", "--link-template", "https://example.com/{file}?a=1&b=\"#L{line}"))
    page = draw(path, "--format", "html").decode()
    check(page.count("<script>") == 1 and page.count("</script>") == 2, "a text of the flow ends a script")
    check("alert(1)</script>" not in page, "a text of the flow is a script")
    mermaid = draw(path, "--format", "mermaid").decode()
    check(all('"' not in line.split('["', 1)[1].rsplit('"]', 1)[0] for line in mermaid.splitlines() if '["' in line and '"]' in line),
          "a quote in a text of Mermaid")
    boxes = draw(path, "--format", "ascii").decode()
    check("\x07" not in boxes, "a bell for the terminal")
    if shutil.which("dot"):
        done = subprocess.run(["dot", "-Tsvg"], input=draw(path, "--format", "dot"), capture_output=True)
        check(done.returncode == 0 and not done.stderr, f"dot: {done.stderr.decode()}")
    for wrong in ("javascript:alert('{file}')", "no place", "data:{file}"):
        run("draw", path, "--link-template", wrong, status=2)


def test_mermaid():
    """Where a state's arrow is only named, the text says where it leads, not that calls stay; nothing that authors write is a formula."""
    boxes = {}
    for line in draw(f"{ROOT}/samples/riverside/riverside.yaml", "--format", "mermaid").decode().splitlines():
        if "[\"<b>" in line:
            name, *words = line.split("<b>", 1)[1].split("<br>")
            boxes[name.split("</b>")[0]] = words
    for state, target, key in (("storm_notice", "main_menu", "3"), ("billing_menu", "main_menu", "9"), ("billing_menu", "to_person", "0")):
        check(f"→ {target}: {key}" in [words.split('"]')[0] for words in boxes[state]], f"{state} says {boxes[state]}")
    check(any("more lead here" in words for words in boxes["main_menu"]), f"main_menu says {boxes['main_menu']}")
    flow = f"{ROOT}/samples/support_line/support_line.yaml"
    run("replay", flow, f"{ROOT}/samples/logs/support_line.jsonl", "--overlay", "replay.json")
    counted = draw(flow, "--format", "mermaid", "--overlay", "replay.json").decode()
    check("31 calls" in counted and re.search(r"<b>! sales</b>.*×13 to 18", counted) and '|"1 (×13)"|' in counted, "no counts of a replay")
    sums = write("sums.yaml", 'callflow: 1\ninitial: a\nstates: {a: {response: [say: "From $$5$$ on."], next: b}, b: {final: true}}\n')
    check("$$" not in draw(sums, "--format", "mermaid").decode(), "two dollars begin a formula")


def test_dot():
    """Other programs' Graphviz makes the same picture of the DOT text: every state is in it, and it is as large."""
    if not shutil.which("dot"):
        return 77
    for path in samples():
        dot = draw(path, "--format", "dot")
        done = subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True)
        check(done.returncode == 0 and not done.stderr, f"{path}: {done.stderr.decode()}")
        theirs = re.search(rb'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', done.stdout)
        drawing = geometry.Drawing(draw(path).decode())
        ours = drawing.view
        width, height = (mine / float(their) - 1 for mine, their in zip(ours[2:], theirs.groups()))
        check(abs(width) < 0.25, f"{path}: {ours} against {theirs.groups()}")
        # Where Graphviz only places the boxes of many arrows, those that go far across between two rows make room for themselves.
        routed = len(drawing.curves) > 45
        check(-0.15 < height < (0.3 if routed else 0.15), f"{path}: {ours} against {theirs.groups()}")
        names = set(re.findall(r'data-state="([^"]*)"', draw(path).decode()))
        for name in names:
            check(f'tooltip="{name}"'.encode() in dot, f"{path}: {name} is not in the DOT text")
    # Flows whose groups Graphviz places only with rows in common.
    for states, seed in ((60, 1), (60, 4), (300, 1)):
        path = write(f"grouped{states}_{seed}.yaml", flows.flow(states, seed, bodies=True))
        done = subprocess.run(["dot", "-Tsvg"], input=draw(path, "--format", "dot"), capture_output=True)
        check(done.returncode == 0 and not done.stderr, f"{path}: {done.stderr.decode()}")
        frames = done.stdout.count(b'class="cluster"')
        check(frames == 11, f"{path}: {frames} frames")


def test_large():
    """Five thousand states end in a picture within the time, with a notice that says what is not in it."""
    path = write("large.yaml", flows.flow(5000))
    done = run("draw", path, "--time-limit", "4s")
    drawing = geometry.Drawing(done.stdout.decode())
    check(len(drawing.nodes) > 5, "no boxes")
    check(b"too much to lay out in 4 s" in done.stderr, done.stderr.decode())
    # With all the time that it takes: groups are boxes, where these stood in rows on a busy machine.
    keys = re.findall(r'class="event"[^>]*>([^<]*)<', run("draw", path, "--time-limit", "100s").stdout.decode())
    check(any(re.fullmatch(r"\d+ transitions", one) for one in keys), f"nothing says how many transitions an arrow is: {keys[:5]}")
    check(not any(", " in one for one in keys), f"transitions of many states as if they were one's: {max(keys, key=len, default='')}")
    # Without groups, arrows become lines in boxes, which is no trouble for Graphviz and takes a small part of that time.
    tree = run("draw", write("flat1500.yaml", flows.flow(1500, groups=False)), "--time-limit", "20s")
    drawing = measure("tree", tree.stdout)
    check(len(drawing.nodes) == 1501 and b"one arrow leads to each state" in tree.stderr, f"{len(drawing.nodes)} boxes; {tree.stderr.decode()}")
    check(len(drawing.labels) > 500 and drawing.lines_through_boxes() == [], f"{len(drawing.labels)} lines on arrows; {drawing.lines_through_boxes()[:5]}")


def test_no_time():
    """Where there is no time for a layout, however fast the machine is, all states stand in rows; those of groups are one box each."""
    for path, boxes, said in ((write("grouped.yaml", flows.flow(1200)), 8 + 2, b"each group is drawn as one box"),
                              (write("flat.yaml", flows.flow(400, groups=False)), 400 + 1, b"in plain rows")):
        done = run("draw", path, "--time-limit", "1ms")
        drawing = measure(path, done.stdout)
        check(len(drawing.nodes) == boxes and said in done.stderr, f"{path}: {len(drawing.nodes)} boxes; {done.stderr.decode()}")


def png_size(data):
    check(data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG")
    return struct.unpack(">II", data[16:24])


def pixels(data):
    """Width, and rows of RGBA, of a PNG that cairo has written."""
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
        packed += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    plain, size = zlib.decompress(packed), {2: 3, 6: 4}[colour]
    rows, above = [], bytearray(width * size)
    for y in range(height):
        begin = y * (width * size + 1)
        row = bytearray(plain[begin + 1:begin + 1 + width * size])
        for x in range(len(row)):
            left = row[x - size] if x >= size else 0
            corner = above[x - size] if x >= size else 0
            near = [(abs(above[x] - corner), 0, left), (abs(left - corner), 1, above[x]), (abs(left + above[x] - 2 * corner), 2, corner)]
            row[x] = (row[x] + (0, left, above[x], (left + above[x]) // 2, min(near)[2])[plain[begin]]) & 255
        rows.append(row)
        above = row
    return width, [b"".join(bytes(row[x:x + 3]) + b"\xff" for x in range(0, len(row), size)) for row in rows]


def test_raster():
    """PNG in the scale asked for, PDF of one page without a date; both too large or to a terminal are refused in words."""
    path = f"{ROOT}/samples/support_line/agent.yaml"
    view = geometry.Drawing(draw(path).decode()).view
    for scale in (0.5, 1, 3):
        width, height = png_size(draw(path, "--format", "png", "--scale", str(scale)))
        check(abs(width - view[2] * scale) < 2 and abs(height - view[3] * scale) < 2, f"scale {scale}: {width} x {height} of {view}")
    pdf = draw(path, "--format", "pdf")
    check(pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-10:], "no PDF")
    large = run("draw", f"{ROOT}/samples/riverside/riverside.yaml", "--format", "png", "--scale", "10", status=2)
    check(b"--scale" in large.stderr, large.stderr.decode())
    # Where nobody asks for a scale, a smaller one is taken.
    names = [f"step_{i}" for i in range(300)]
    chain = write("chain.yaml", "callflow: 1\nname: chain\ninitial: step_0\nstates:\n" + "".join(
        f'  {name}: {{response: [say: "Step."], next: {after}}}\n' for name, after in zip(names, names[1:] + ["over"])) + "  over: {final: true}\n")
    view = geometry.Drawing(draw(chain).decode()).view
    check(view[3] * 2 > 32767, f"the chain is {view[3]} high: mend this test")
    fitted = run("draw", chain, "--format", "png")
    width, height = png_size(fitted.stdout)
    check(20000 < height <= 32767 and abs(height / width - view[3] / view[2]) < 0.02 * view[3] / view[2], f"{width} x {height} of {view}")
    check(b"points for each pixel, not 2" in fitted.stderr, fitted.stderr.decode())
    run("draw", chain, "--format", "png", "--scale", "2", status=2)


def hebrew(path):
    """The box of the state `a`, its line with Hebrew letters, and where in that line a PNG has dark pixels."""
    scale = 2
    svg = geometry.Drawing(draw(path).decode())
    width, rows = pixels(draw(path, "--format", "png", "--scale", str(scale)))
    box = next(one for one in svg.nodes if one.name == "state-a")
    line = next(one for one in svg.texts if "\u05e9" in one.name)
    return box, line, [x / scale for row in rows[int(line.top * scale):int(line.bottom * scale)] for x in range(width)
                       if sum(row[4 * x:4 * x + 3]) < 450]


def test_from_right():
    """Words that are read from right to left stay in their boxes in a PNG, too."""
    path = write("right.yaml", '''callflow: 1
name: right
initial: a
states:
  a: {response: [say: "שלום וברוכים הבאים, הקישו אחת או שתיים"], next: b}
  b: {final: true}
''')
    box, line, dark = hebrew(path)
    dark = [x for x in dark if box.left + 3 < x]
    inside = [x for x in dark if x < box.right - 3]
    beyond = [x for x in dark if x > box.right + 3]
    check(beyond == [], f"words reach {max(beyond, default=0)}, beyond their box, which ends at {box.right}")
    check(inside and min(inside) - line.left < 8 and line.right - max(inside) < 8,
          f"words from {min(inside, default=0)} to {max(inside, default=0)}, their place is from {line.left} to {line.right}")


def test_missing_letters():
    """Words with letters that no font has, which are measured wrong, begin within their boxes in a PNG, too."""
    path = write("mixed.yaml", '''callflow: 1
name: mixed
initial: a
states:
  a: {response: [say: "👍🏽 שלום hello שלום 👍"], next: b}
  b: {final: true}
''')
    box, _, dark = hebrew(path)
    before = [x for x in dark if x < box.left - 3]
    check(before == [], f"words begin at {min(before, default=0)}, before their box, which begins at {box.left}")
    check(any(box.left + 3 < x < box.right - 3 for x in dark), "no words")


def test_lines():
    """A description is told whole, in lines as wide as the drawing; what is heard takes as much room in every script."""
    words = " ".join(f"word{i}" for i in range(40))
    flow = 'callflow: 1\nname: long\ndescription: "{}"\ninitial: a\nstates:\n  a: {{response: [say: "{}"], next: b}}\n  b: {{final: true}}\n'
    lines = [one.name for one in measure("long", draw(write("long.yaml", flow.format(words, "Hello.")), "--title")).texts]
    check(words in " ".join(lines), f"not all of the description is there: {lines}")
    ends = measure("longer", draw(write("longer.yaml", flow.format(f"{words} " * 9, "Hello.")), "--title")).texts
    check(any(one.name.endswith("…") for one in ends) and len(ends) < 15, f"a description without end: {len(ends)} lines")
    wide = {}
    for script, said in (("latin", "for sales press one for support press two "), ("han", "销售部门请按一号键选择中文服务")):
        boxes = measure(script, draw(write(f"{script}.yaml", flow.format("x", said * 6)))).nodes
        wide[script] = next(one.right - one.left for one in boxes if one.name == "state-a")
    check(wide["han"] < 1.6 * wide["latin"], f"boxes are as wide as {wide}")


def test_little_memory():
    """Without memory for a picture it is said, once, and nothing dies."""
    path = write("large.yaml", flows.flow(60, 3))
    for megabytes in range(120, 640, 80):
        for form in ("png", "pdf"):
            done = subprocess.run([CALLFLOW, "draw", path, "--format", form], capture_output=True, timeout=120,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20)))
            said = done.stderr.decode()
            if done.returncode == 0:
                check(len(done.stdout) > 1000, f"{megabytes} MB: {len(done.stdout)} bytes of {form}")
            else:
                check(done.returncode == 3 and said.startswith("callflow draw: ") and said.count("\n") == 1 and "internal" not in said,
                      f"{megabytes} MB: ended with {done.returncode}: {said}")


def test_overlays():
    """Counts stand as text; what is not in the flow is drawn as a ghost; a step has its number."""
    flow = f"{ROOT}/samples/support_line/support_line.yaml"
    run("test", f"{ROOT}/samples/support_line", "--coverage-out", "coverage.json")
    covered = draw(flow, "--overlay", "coverage.json", "--legend").decode()
    measure("coverage", covered.encode())
    check("states covered" in covered and "×" in covered and "covered by tests" in covered, "no words of coverage")
    alone = draw(flow, "--overlay", "coverage.json", "--flow", "satisfaction").decode()
    check(">4 of 4 states covered, 5 of 8 transitions covered<" in alone, "what is counted is not what is drawn")
    path = write("refused.json", json.dumps({"callflow_overlay": 1, "flows": [{"flow": "x", "name": "support_line", "kind": "path", "numbers": {}, "items": [
        {"part": "transition", "state": "greeting", "event": "pressed", "count": 1, "marks": ["refused"], "numbers": {}, "steps": [3]}]}]}))
    refused = draw(flow, "--overlay", path).decode()
    check(">! pressed (#3)<" in refused, "a refused step has no number")
    failing = write("failing.yaml", """callflow: 1
name: failing
initial: ask
states:
  ask: {request: {url: "https://example.com/"}, on: {success: done}, next: done}
  done: {final: true}
""")
    run("simulate", failing, "--event", "next", "--overlay", "failing.json", status=1)
    failed = draw(failing, "--overlay", "failing.json").decode()
    check(">! error (#2)<" in failed, f"a step that failed is not called an error: {re.findall('>([^<>]*#[^<>]*)</text', failed)}")
    run("replay", flow, f"{ROOT}/samples/logs/support_line.jsonl", "--overlay", "replay.json")
    replayed = draw(flow, "--overlay", "replay.json", "--legend").decode()
    crossed = geometry.Drawing(replayed).crossed_heads()
    check(crossed == [], f"through heads of arrows run others: {crossed}")
    measure("replay", replayed.encode())
    check(re.search(r">31 calls, [\d.]+ % as the flow says<", replayed) is not None, "no words of the replay")
    said = re.findall(r'class="detail"[^>]*>([^<]*)<', replayed)
    check(any(one.startswith("×3:") for one in said), f"the legend does not say what × is: {said}")
    check(re.search(r"×[\d,]+ to [\d,]+", replayed) is not None and any(one.startswith("×3 to 9:") for one in said), f"the legend does not say why a count is from and to: {said}")
    check("% hang up" in replayed and "heat-" in replayed and "stroke-width:" in replayed, "no counts of the replay")
    check(draw(flow, "--overlay", "replay.json", "--colour", "time") != draw(flow, "--overlay", "replay.json"), "--colour changes nothing")
    slow = draw(flow, "--overlay", "replay.json", "--colour", "time", "--legend").decode()
    check("more hang-ups" in replayed and "more hang-ups" not in slow and "longer calls stay" in slow, "the legend says what else is red")
    both = draw(flow, "--overlay", "coverage.json", "--overlay", "replay.json").decode()
    measure("both", both.encode())
    check("states covered" in both and "31 calls" in both, "two overlays are not both there")
    check(" in tests" in both and " in calls" in both, "of two counts nothing says which is which")
    for note in re.findall(r'<text class="note"[^>]*>([^<]*)<', both):
        check(note.find("in calls") > note.find("in tests") or "in calls" not in note, f"{note!r}: not in the order given")
        check(not re.search(r"×[\d,]+(?! in | to |[\d,])", note), f"{note!r}: whose count is it?")
    old = open(flow, encoding="utf-8").read()
    new = old.replace("customer.is_handed_over: specialist", "customer.is_handed_over: vip_desk", 1)
    new = new.replace("Please leave a message", "Please leave some words")
    new = re.sub(r"\bcallback_kept\b", "promised", new)
    check(new != old, "the sample has changed: mend this test")
    changed = draw(write("new.yaml", new), "--diff", flow, "--legend").decode()
    measure("diff", changed.encode())
    check(">compared with support_line.yaml<" in changed, "the drawing names a folder of this machine")
    check("was → specialist" in changed and "was callback_kept" in changed and "~ " in changed, "no words of the difference")
    item = {"part": "state", "state": "gone", "count": 0, "marks": ["removed"], "numbers": {}}
    way = {"part": "transition", "state": "gone", "event": "left", "to": "voicemail", "count": 0, "marks": ["removed"], "numbers": {}}
    overlay = {"callflow_overlay": 1, "flows": [{"flow": "x", "name": "support_line", "kind": "diff", "numbers": {}, "items": [item, way]}]}
    ghost = draw(flow, "--overlay", write("ghost.json", json.dumps(overlay))).decode()
    measure("ghost", ghost.encode())
    check(re.search(r'class="ghost [^"]*removed"[^>]*data-state="gone"', ghost) is not None, "no ghost")
    folded = write("folded.yaml", flows.flow(80))
    items = [{"part": "state", "state": f"step_{i:03}", "count": 1200, "marks": [], "numbers": {"hang_ups": 300}} for i in range(5)]
    kept = {"flow": "x", "name": "generated_80", "kind": "replay", "numbers": {"calls": 1200}, "items": items}
    boxes = draw(folded, "--overlay", write("sums.json", json.dumps({"callflow_overlay": 1, "flows": [kept]})), "--time-limit", "1ms").decode()
    check("×6,000" in boxes and "25 % hang up" in boxes, "a group drawn as one box does not sum up what is known of its states")
    check('data-state="step_00' not in boxes, "a state of a group drawn as one box has a box")
    overlay["flows"][0]["name"] = "other"
    run("draw", flow, "--overlay", write("other.json", json.dumps(overlay)), status=2)
    run("draw", flow, "--overlay", write("broken.json", "{"), status=2)


def labels_of(svg):
    """Of each arrow, by what it is called: how wide it is for certain and at most, and its words."""
    root, arrows = geometry.ET.fromstring(svg), {}
    for edge in root.iter(geometry.SVG + "g"):
        if (edge.get("class") or "").startswith("edge ") and edge.get("id"):
            wide = {path.get("class"): float((path.get("style") or ":1.3").split(":")[1]) for path in edge.iter(geometry.SVG + "path")}
            arrows[edge.get("id").replace("edge-", "label-", 1)] = [wide["arrow"], wide.get("maybe", 0), ""]
        elif (edge.get("class") or "").split()[:1] == ["label"] and edge.get("id"):
            arrows[edge.get("id")][2] = " ".join(text.text for text in edge.iter(geometry.SVG + "text"))
    return arrows


# A call of which nobody knows where it went, and what a replay says of its parts.
UNSURE = """callflow: 1
name: unsure
initial: a
vars: {x: {type: int, default: 0}}
states:
  a:
    response: [gather: {numDigits: 1, action: pressed}]
    on: {pressed: [{to: b, if: 'x == 1'}, {to: b, if: 'x == 2'}, {to: c, if: 'x == 3'}, b]}
    next: c
  b: {response: [say: b], next: d}
  c: {response: [say: c], next: d}
  d: {final: true}
"""


def test_counts():
    """A state's count is what the replay says of it, not what arrows add up to; an arrow is as wide as is certain."""
    flow = f"{ROOT}/samples/support_line/support_line.yaml"
    run("replay", flow, f"{ROOT}/samples/logs/support_line.jsonl", "--overlay", "replay.json")
    svg = draw(flow, "--overlay", "replay.json", "--legend").decode()
    boxes = {}
    for box in geometry.ET.fromstring(svg).iter(geometry.SVG + "g"):
        if box.get("data-state"):
            boxes[(box.get("data-flow"), box.get("data-state"))] = [t.text for t in box.iter(geometry.SVG + "text") if t.get("class") == "note"]
    ranges = 0
    for item in json.load(open("replay.json", encoding="utf-8"))["flows"][0]["items"]:
        if item["part"] != "state":
            continue
        least, most = item["count"], item["count"] + item["numbers"].get("possible", 0)
        words = "" if most == 0 else f"×{least}" if most == least else f"×{least} to {most}"
        notes = boxes[("1" if item.get("body") else "0", item["state"])]
        check(words in [note.split(" · ")[0] for note in notes] or not words and not any("×" in one for one in notes),
              f"{item['state']} says {notes}, the replay {words}")
        hang_ups = item["numbers"].get("hang_ups", 0)
        if hang_ups and most > least:
            ranges += 1
            share = f"{100 * hang_ups / most:.0f} to {100 * hang_ups / least:.0f} % hang up"
            check(any(share in one for one in notes), f"{item['state']} says {notes}, not {share}")
    check(ranges > 1, "the sample has changed: mend this test")
    pale = 0
    for name, (certain, most, words) in labels_of(svg).items():
        counts = [(int(a), int(b or a)) for a, b in re.findall(r"×(\d+)(?: to (\d+))?", words)]
        least = sum(a for a, _ in counts)
        check((certain > 1.3) == (least > 0), f"{name} ({words}) is {certain} wide")
        check((most > certain) == any(a < b for a, b in counts), f"{name} ({words}) is {certain} to {most} wide")
        pale += most > 0
    check(pale > 3 and "calls that may have gone there" in svg, f"{pale} arrows that may have been taken, or no word of them")
    # Calls that hung up somewhere did so in one state each, not in all.
    expanded = draw(flow, "--overlay", "replay.json", "--expand").decode()
    for name, (_, _, words) in labels_of(expanded).items():
        for wide in re.findall(r"hangs_up[^(]*\(×(\d+)(?: to \d+)?\)", words):
            check(wide == "0", f"{name} says {words}")
    check("hangs_up (×0 to " in expanded and "called_back-cancelled" in expanded, "the sample has changed: mend this test")
    check(not re.search(r"×", labels_of(expanded)["label-called_back-cancelled"][2]), "calls hung up in a state that none came to")
    parts = [("state", "a", None, 1, 0), ("state", "b", None, 0, 1), ("state", "c", None, 0, 1), ("state", "d", None, 1, 0)]
    items = [{"part": part, "state": state, "count": count, "marks": [], "numbers": {"possible": possible} if possible else {}} for part, state, _, count, possible in parts]
    path = write("unsure.yaml", UNSURE)
    places = [(8, UNSURE.splitlines()[7].index(words) + 1, to) for words, to in (("{to: b, if: 'x == 1'", "b"), ("{to: b, if: 'x == 2'", "b"), ("{to: c", "c"), ("b]}", "b"))]
    for line, column, to in places:
        items.append({"part": "transition", "state": "a", "event": "pressed", "to": to, "file": path, "line": line, "column": column,
                      "count": 0, "marks": ["maybe"], "numbers": {"possible": 1}})
    overlay = {"callflow_overlay": 1, "flows": [{"flow": path, "name": "unsure", "kind": "replay", "numbers": {"calls": 1, "followed": 1}, "items": items}]}
    svg = draw(path, "--overlay", write("unsure.json", json.dumps(overlay))).decode()
    said = re.findall(r"×\d+ to \d+", svg)
    check(said and set(said) == {"×0 to 1"}, f"of one call is said {sorted(set(said))}")
    check(">1 call, 100.0 % as the flow says<" in svg, "one call is many")


def test_page():
    """The page in a browser: no network, no complaint; states are found, opened, and shown with both providers' documents."""
    if browser.missing():
        return 77
    path = os.path.abspath("page.html")
    run("draw", f"{ROOT}/samples/support_line/support_line.yaml", "-o", path, "--legend")
    check(not re.search(r'(src|href)="(https?:)?//', open(path, encoding="utf-8").read()), "something is from elsewhere")
    with browser.Browser(os.path.abspath("home")) as page:
        page.open(path)
        check(page.complaints() == [], f"complaints: {page.complaints()}")
        before = page.run("return document.querySelector('#view>svg').style.transform")
        page.click("#in")
        after = page.run("return document.querySelector('#view>svg').style.transform")
        check(before != after, "+ does not zoom")
        page.run("document.querySelector('#view').dispatchEvent(new WheelEvent('wheel', {deltaY: 400, clientX: 300, clientY: 300}))")
        check(page.run("return document.querySelector('#view>svg').style.transform") != after, "the wheel does not zoom")
        page.run("document.getElementById('search').focus()")
        page.keys("voicemail")
        check("state" in page.run("return document.getElementById('count').textContent"), "the search counts nothing")
        check("state-voicemail" in page.run("return [...document.querySelectorAll('g.found')].map(n => n.id)"), "the search finds nothing")
        page.keys("\ue007")  # Enter
        middle = page.run("const b = document.getElementById('state-voicemail').getBoundingClientRect(),"
                          "v = document.getElementById('view').getBoundingClientRect();"
                          "return [b.x + b.width / 2 - v.x - v.width / 2, b.y + b.height / 2 - v.y - v.height / 2]")
        check(abs(middle[0]) < 5 and abs(middle[1]) < 5, f"what is found is not brought into view: {middle}")
        page.click("#state-voicemail .title")
        shown = page.run("return document.getElementById('side').innerText")
        for words in ("voicemail", "twilio", "tropo", "<Record", '"record"', "Transitions", "support_line.yaml:"):
            check(words in shown, f"{words!r} is not shown: {shown[:300]}")
        check(page.run("return location.hash") == "#state-voicemail", "no address of the state")
        page.run("[...document.querySelectorAll('#side a')].find(a => a.textContent === 'done').click()")
        check("done" == page.run("return document.querySelector('#side h2').textContent"), "a transition cannot be followed")
        page.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))")
        check(page.run("return document.getElementById('side').hidden"), "Escape closes nothing")
        wide = page.run("""
            return [...document.querySelectorAll('#view text')].filter(t =>
                Math.abs(t.getComputedTextLength() - parseFloat(t.getAttribute('textLength'))) > 1).map(t => t.textContent)""")
        check(wide == [], f"texts that do not keep their width: {wide[:5]}")
        check(page.run("return document.getElementById('changes').hidden"), "a list of changes of nothing")
        old = open(f"{ROOT}/samples/support_line/support_line.yaml", encoding="utf-8").read()
        new = old.replace("Please leave a message", "Please <b>leave</b> some words")
        changed = write("changed.yaml", new.replace("customer.is_handed_over: specialist", "customer.is_handed_over: vip_desk", 1))
        run("draw", changed, "--diff", f"{ROOT}/samples/support_line/support_line.yaml", "-o", path)
        page.open(path)
        listed = page.run("return document.getElementById('side').innerText")
        check("voicemail" in listed and "Please <b>leave</b> some words" in listed, f"the change is not listed: {listed[:300]}")
        said = run("diff", f"{ROOT}/samples/support_line/support_line.yaml", changed, status=1).stdout.decode()
        number = re.search(r": (\d+) differences", said)[1]
        button = page.run("return document.getElementById('changes').textContent")
        check(button == f"Changes ({number})", f"the button says {button}, diff says {number}")
        colour = "return getComputedStyle(document.querySelector('g.edge.rewired .arrow')).stroke"
        before = page.run(colour)
        page.run("[...document.querySelectorAll('#side .changes button')].find(b => b.textContent.includes('voicemail')).click()")
        faint = page.run("return [...document.querySelectorAll('g.rewired')].filter(n => getComputedStyle(n).opacity < 1).length")
        check(faint == 0, f"{faint} other changes are hard to see beside the one that was gone to")
        page.run("document.querySelector('#state-vip_desk .title').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))")
        check(page.run("return document.querySelectorAll('g.edge.rewired.way').length") > 0 and page.run(colour) == before, "a changed arrow of a chosen state does not look changed")
        page.click("#changes")
        page.run("[...document.querySelectorAll('#side .changes button')].find(b => b.textContent.includes('voicemail')).click()")
        check(page.run("return document.querySelector('g.chosen').dataset.state") == "voicemail", "a change does not lead to its place")
        page.click("#state-voicemail .title")
        check("words changed" in page.run("return document.querySelector('#side').innerText"), "what is known of a state is not told of it")
        page.click("#changes")
        check("Please <b>leave</b>" in page.run("return document.getElementById('side').innerText"), "the list does not come back")
        check(page.complaints() == [], f"complaints: {page.complaints()}")


def test_narrow():
    """A replay's report in a narrow window breaks no name in its middle."""
    if browser.missing():
        return 77
    report = run("replay", f"{ROOT}/samples/support_line/support_line.yaml", f"{ROOT}/samples/logs/support_line.jsonl", "--format", "html").stdout
    path = os.path.abspath("report.html")
    with open(path, "wb") as out:
        out.write(report)
    broken = """
        const found = [];
        for (const one of document.querySelectorAll("td code")) {
            const text = one.firstChild, words = [...text.data.matchAll(/\\S+/g)];
            for (const word of words) {
                const range = document.createRange();
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map((r) => r.top)).size > 1) found.push(word[0]);
            }
        }
        return found"""
    with browser.Browser(os.path.abspath("home")) as page:
        page.size(700, 900)
        page.open(path)
        check(page.run("return document.querySelectorAll('td code').length") > 20, "no names in tables")
        names = page.run(broken)
        check(names == [], f"names in two lines: {names}")
        wide = page.run("return document.documentElement.scrollWidth")
        check(wide <= 700, f"the report is {wide} wide")


def test_page_groups():
    """Groups that are drawn as one box each: their states are found, listed, and shown as others are."""
    if browser.missing():
        return 77
    flow = write("groups.yaml", flows.flow(80).replace("group: part 3", "group: step_070")) # called as a state of another group is
    members = {}
    for name, group in re.findall(r"^  (\S.*?):\n    group: (.*)$", open(flow, encoding="utf-8").read(), re.M):
        members.setdefault(group, []).append(name)
    path = os.path.abspath("page.html")
    run("draw", flow, "-o", path, "--time-limit", "1ms")
    heading = "return document.querySelector('#side h2').textContent"
    opened = "return [...document.querySelectorAll('#side details[open]>summary')].map(s => s.textContent)"
    with browser.Browser(os.path.abspath("home")) as page:
        page.open(path)
        check(page.run("return document.querySelectorAll('g[data-state=\"step_034\"]').length") == 0, "the groups are not folded")
        page.click("#group-box-part_4 .title")
        listed = page.run("return [...document.querySelectorAll('#side details>summary')].map(s => s.textContent)")
        check(page.run(heading) == "part 4" and listed == members["part 4"], f"of {page.run(heading)} are listed {listed}, not {members['part 4']}")
        wanted = members["part 4"][3]
        page.run("document.getElementById('search').focus()")
        page.keys(wanted)
        check(page.run("return [...document.querySelectorAll('g.found')].map(n => n.id)").count("group-box-part_4") == 1, "a state in a group is not found")
        for _ in range(int(page.run("return document.getElementById('count').textContent").split()[0])):
            page.keys("\ue007")  # Enter: states from which it is called are found, too
            page.run("return new Promise(done => setTimeout(done, 100))")
            if wanted in page.run(opened):
                break
        check(page.run(heading) == "part 4" and page.run(opened) == [wanted], f"Enter opens {page.run(opened)} of {page.run(heading)}")
        shown = page.run("return document.querySelector('#side details[open]').innerText")
        for words in ("Transitions", "Comes from", "twilio", "tropo", "<Response", "groups.yaml:", "group: part 4"):
            check(words in shown, f"{words!r} is not told of {wanted}: {shown[:300]}")
        page.click("#group-box-step_070 .title")
        page.run("document.querySelector('#side details').open = true")
        page.run("return new Promise(done => setTimeout(done, 100))")
        target = page.run("const a = document.querySelector('#side details[open] li a'); const text = a.textContent; a.click(); return text")
        group = next((group for group, names in members.items() if target in names), target)
        check(page.run(heading) == group, f"a transition to {target} leads to {page.run(heading)}, not to {group}")
        check(page.complaints() == [], f"complaints: {page.complaints()}")


def test_page_ways():
    """On the page a chosen state stays in view, its arrows stand out, and links to the source do not keep it from being chosen."""
    if browser.missing():
        return 77
    path = os.path.abspath("page.html")
    run("draw", f"{ROOT}/samples/support_line/support_line.yaml", "-o", path, "--link-template", "https://git.example/{file}#L{line}")
    chosen = "const n = document.querySelector('g.chosen'); return n && n.dataset.state"
    with browser.Browser(os.path.abspath("home")) as page:
        page.open(path)
        right = page.run("return [...document.querySelectorAll('g[data-state]')].map(n => [n.getBoundingClientRect().right, n.id]).sort((a, b) => b[0] - a[0])[0][1]")
        page.click(f"#{right} .title")
        check(page.run("return location.protocol") == "file:", "a click on a state leaves the page")
        out = page.run("const b = document.querySelector('g.chosen .box').getBoundingClientRect(), v = document.getElementById('view').getBoundingClientRect();"
                       "return [v.left - b.left, b.right - v.right, v.top - b.top, b.bottom - v.bottom]")
        check(max(out) < 0, f"the chosen state is not in view: {out}")
        link = page.run("return [...document.querySelectorAll('#side h3 a')].map(a => a.href)")
        check(len(link) == 1 and re.fullmatch(r"https://git\.example/.*support_line\.yaml#L\d+", link[0]), f"no link to the source: {link}")
        page.click("#fit")
        page.click("#state-voicemail .title")
        ways = page.run("return [...document.querySelectorAll('g.edge.way')].map(e => [e.dataset.from, e.dataset.to])")
        every = page.run("return [...document.querySelectorAll('g.edge')].map(e => [e.dataset.from, e.dataset.to])")
        check(len(ways) > 3 and ways == [one for one in every if "voicemail" in one], f"the arrows that stand out: {ways}")
        shown = page.run("return document.getElementById('side').innerText")
        check("Comes from" in shown and re.search(r"^vip_desk: agent.talk_ended", shown, re.M), f"nothing says where calls come from: {shown[:500]}")
        check("customer.hangs_up → cancelled (in every state)" in shown, f"what holds everywhere looks like this state's own: {shown[:300]}")
        page.run("document.querySelector('g.edge[data-from=sales][data-to=waiting] .hit').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))")
        check(page.run(chosen) == "sales", "a click on an arrow does not choose the state that it leaves")
        picked = page.run("return [...document.querySelectorAll('#side li.picked')].map(i => i.textContent)")
        check(picked == ["customer.waits → waiting"], f"the arrow's transition is not told: {picked}")
        page.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))")
        check(page.run("return document.querySelectorAll('.way, .chosen, .choosing').length") == 0, "something still stands out")
        page.run("location.hash = '#state-specialist'")
        check(page.run("return new Promise(done => setTimeout(() => done(document.querySelector('g.chosen')?.dataset.state), 50))") == "specialist",
              "an address that is typed does not choose its state")
        page.run("document.getElementById('search').focus()")
        page.keys("menu")
        for number, key in ((1, "\ue007"), (2, "\ue007"), (1, "\ue008\ue007")):  # Enter, Enter, Shift and Enter
            page.keys(key)
            said = page.run("return document.getElementById('count').textContent")
            check(re.fullmatch(rf"{number} of \d+", said), f"the search says {said!r}, not that it is at the {number}.")
            at = page.run("return [...document.querySelectorAll('g.found')].findIndex(n => n.classList.contains('current'))")
            check(at == number - 1, f"the {at + 1}. is marked, not the {number}.")
        before = page.run("return document.querySelector('#view>svg').style.transform")
        page.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: '-', ctrlKey: true, bubbles: true}))")
        check(page.run("return document.querySelector('#view>svg').style.transform") == before, "the browser's own zoom zooms the drawing, too")
        page.run("for (let i = 0; i < 9; ++i) document.getElementById('in').click(); document.getElementById('state-cancelled').focus()")
        scrolled = page.run("return new Promise(done => setTimeout(() => done([document.getElementById('view').scrollLeft, document.getElementById('view').scrollTop]), 100))")
        check(scrolled == [0, 0], f"the browser has scrolled the drawing away: {scrolled}")
        check(page.complaints() == [], f"complaints: {page.complaints()}")


def test_watch():
    """Drawn again when the flow changes; a broken flow leaves the drawing; a stop is a clean end."""
    flow = write("watched.yaml", open(f"{ROOT}/samples/hello/hello.yaml", encoding="utf-8").read())
    process = subprocess.Popen([CALLFLOW, "draw", flow, "-o", "watched.svg", "--watch"], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def wait(holds, what):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if holds():
                return True
            time.sleep(0.05)
        check(False, what)
        return False

    def drawing():
        return open("watched.svg", encoding="utf-8").read() if os.path.exists("watched.svg") else ""

    try:
        wait(lambda: "data-state" in drawing(), "nothing is drawn")
        first = drawing()
        text = open(flow, encoding="utf-8").read()
        name = re.search(r'data-state="(\w+)"', first)[1]
        write(flow, re.sub(rf"\b{name}\b", "renamed_state", text))
        wait(lambda: "renamed_state" in drawing(), "a change is not drawn")
        good = drawing()
        write(flow, "callflow: 1\nstates: [")
        check(process.stderr.readline().startswith(b"drawn: "), "no word of the first drawing")
        check(process.stderr.readline().startswith(b"drawn: "), "no word of the second drawing")
        check(b"error" in process.stderr.readline(), "no word of what is wrong")
        check(drawing() == good, "a broken flow changes the drawing")
        write(flow, text)
        wait(lambda: drawing() == first, "the mended flow is not drawn")
    finally:
        process.send_signal(signal.SIGTERM)
        check(process.wait(30) == 0, f"stopped with {process.returncode}")


def test_watch_files():
    """What is missing once is drawn when it is there again, an overlay as well as a part; so is what is written during a drawing."""
    def flow(name):
        return write("parted.yaml", f"callflow: 1\nname: parted\ninitial: {name}\ninclude: [part.yaml]\nstates:\n  {name}: {{next: over}}\n")

    def part(name):
        # beside it and renamed, so that it is never there by half
        os.replace(write("part.new", f"callflow-part: 1\nstates:\n  over: {{final: {name}}}\n"), "part.yaml")

    def overlay(count):
        item = {"part": "state", "state": "over", "count": count, "marks": [], "numbers": {}}
        return json.dumps({"callflow_overlay": 1, "flows": [{"flow": "x", "name": "parted", "kind": "replay", "numbers": {}, "items": [item]}]})

    def wait(holds, what):
        end = time.monotonic() + 60
        while not holds():
            if time.monotonic() > end:
                return check(False, what)
            time.sleep(0.05)

    def drawing():
        return open("parted.svg", encoding="utf-8").read() if os.path.exists("parted.svg") else ""

    def said():
        return open("said", encoding="utf-8").read()

    def reader():
        """The pipe, when somebody reads it: none or one."""
        pipes = []

        def is_read():
            try:
                pipes.append(os.open("pipe", os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                return False
            return True
        wait(is_read, "nothing is drawn: nobody reads the pipe")
        return pipes

    flow("first")
    part("fine")
    write("counts.json", overlay(7))
    with open("said", "wb") as err:
        process = subprocess.Popen([CALLFLOW, "draw", "parted.yaml", "-o", "parted.svg", "--watch", "--overlay", "counts.json"], stderr=err, stdin=subprocess.DEVNULL)
    try:
        wait(lambda: "×7" in drawing(), "nothing is drawn")
        os.remove("counts.json")
        wait(lambda: "counts.json" in said(), "no word of the missing overlay")
        os.replace(write("counts.new", overlay(8)), "counts.json")
        wait(lambda: "×8" in drawing(), "an overlay that was missing once is not drawn")
        os.remove("part.yaml")
        wait(lambda: "part.yaml" in said(), "no word of the missing part")
        part("mended")
        wait(lambda: "mended" in drawing(), "a part that was missing once is not drawn")
    finally:
        process.send_signal(signal.SIGTERM)
        check(process.wait(30) == 0, f"stopped with {process.returncode}")
    # An overlay that comes by a pipe holds the drawing up, after the flow has been read.
    os.mkfifo("pipe")
    os.remove("parted.svg")
    process = subprocess.Popen([CALLFLOW, "draw", "parted.yaml", "-o", "parted.svg", "--watch", "--overlay", "pipe"], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        for saved in (True, False):
            pipes = reader()
            if saved:
                flow("second")
            for pipe in pipes:
                os.write(pipe, overlay(1).encode())
                os.close(pipe)
            wait(lambda: "data-state" in drawing(), "nothing is drawn")
            check("second" not in drawing() or not saved, "the flow is read behind its overlay: mend this test")
        wait(lambda: "second" in drawing(), "what was written during the drawing is not drawn")
    finally:
        process.send_signal(signal.SIGKILL if faults else signal.SIGTERM)
        check(process.wait(30) == 0 or faults, f"stopped with {process.returncode}")


def test_pictures():
    """The pictures of the README are those of the samples: their DOT is kept beside them."""
    found = sorted(glob.glob(f"{ROOT}/docs/pictures/*.dot"))
    check(len(found) >= 2, "fewer than two pictures")
    readme = open(f"{ROOT}/README.md", encoding="utf-8").read()
    for path in found:
        name = os.path.splitext(os.path.basename(path))[0]
        flow = f"{ROOT}/samples/support_line/{name}.yaml"
        check(draw(flow, "--format", "dot") == open(path, "rb").read(), f"docs/pictures/{name}.svg is of an older sample: ./dev update")
        check(f"docs/pictures/{name}.svg" in readme, f"{name} is not in the README")
        measure(name, open(f"{ROOT}/docs/pictures/{name}.svg", "rb").read())


def main():
    folder = os.path.join(FOLDER, TEST)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    if globals()[f"test_{TEST}"]() == 77:
        return 77
    for fault in faults[:40]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
