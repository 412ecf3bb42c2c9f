"""Measures an SVG that callflow has drawn: what overlaps, what lies outside, what cannot be read.

Sizes of texts are what `textLength` makes every viewer keep; where a label stands over a line of an arrow is measured
with the arrow's points. Reads the bytes with the standard library's own XML parser, so that they are well-formed."""
import math
import re
import xml.etree.ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


class Box:
    def __init__(self, left, top, right, bottom, name):
        self.left, self.top, self.right, self.bottom, self.name = left, top, right, bottom, name

    def meets(self, other, slack=0.5):
        return (self.left + slack < other.right and other.left + slack < self.right and
                self.top + slack < other.bottom and other.top + slack < self.bottom)

    def holds(self, other, slack=1.0):
        return (self.left - slack < other.left and other.right < self.right + slack and
                self.top - slack < other.top and other.bottom < self.bottom + slack)

    def away(self, other):
        return math.hypot(max(self.left - other.right, 0, other.left - self.right), max(self.top - other.bottom, 0, other.top - self.bottom))

    def has(self, x, y, slack=1.0):
        return self.left + slack < x < self.right - slack and self.top + slack < y < self.bottom - slack


SIZES = {"title": 13, "detail": 11, "heard": 11, "event": 11, "guard": 11, "note": 10.5, "frame": 12, "heading": 18}


class Drawing:
    def __init__(self, text):
        self.root = ET.fromstring(text)
        self.labels, self.nodes, self.texts, self.frames = [], [], [], []
        self.around = []  # the frames themselves; `frames` are their titles
        self.heads, self.starts = [], []  # of arrows: where they end and begin
        self.curves = []  # of an arrow: its points
        self.ends = []  # of an arrow: the boxes
        self.head_shapes = []
        self.label_ends, self.led = {}, set()  # of groups of words: the boxes of their arrow; those with a line to it
        self.leaders = []  # lengths of the lines from labels to their arrows
        self._walk(self.root, 0, 0, None)
        self.view = [float(n) for n in self.root.get("viewBox").split()]

    def _walk(self, element, dx, dy, owner):
        move = re.fullmatch(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)", element.get("transform") or "")
        if move:
            dx, dy = dx + float(move[1]), dy + float(move[2])
        classes = (element.get("class") or "").split()
        if element.tag == SVG + "g" and classes and classes[0] in ("state", "ghost", "wide", "group-box", "label"):
            owner = element
            boxes = [r for r in element.iter(SVG + "rect") if (r.get("class") or "") in ("box", "label-back")]
            if boxes and classes[0] != "label" and "entry" not in classes:
                r = boxes[0]
                x, y, w, h = (float(r.get(k)) for k in ("x", "y", "width", "height"))
                if element.get("id"):
                    self.nodes.append(Box(dx + x, dy + y, dx + x + w, dy + y + h, element.get("id")))
        if element.tag == SVG + "g" and classes and classes[0] == "frame" and element.get("id"):
            r = element.find(SVG + "rect")
            x, y, w, h = (float(r.get(k)) for k in ("x", "y", "width", "height"))
            box = Box(dx + x, dy + y, dx + x + w, dy + y + h, element.find(SVG + "title").text)
            box.body = "body" in classes
            self.around.append(box)
        if element.get("data-to") is not None and classes[0] in ("edge", "label"):
            flow = element.get("data-flow", "")
            self.between = (f'{flow}.{element.get("data-from", "start")}', f'{flow}.{element.get("data-to")}')
        if element.tag == SVG + "text":
            size = SIZES[classes[0]]
            x, y = dx + float(element.get("x")), dy + float(element.get("y"))
            if element.get("direction") == "rtl":  # it begins at its right end
                x -= float(element.get("textLength"))
            box = Box(x, y - 0.76 * size, x + float(element.get("textLength")), y + 0.24 * size, element.text)
            self.texts.append(box)
            if owner is not None and (owner.get("class") or "").startswith("label"):
                self.labels.append((id(owner), box))
                self.label_ends[id(owner)] = self.between
            if classes[0] == "frame":
                self.frames.append(box)
        if element.tag == SVG + "path" and "arrow" in classes and element.get("d"):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", element.get("d"))]
            points = list(zip(numbers[::2], numbers[1::2]))
            self.curves.append([(dx + x, dy + y) for x, y in along(points)])
            self.ends.append(self.between)
            if owner is None and element.get("d").startswith("M") and self.curves[-1]:
                self.starts.append(self.curves[-1][0])
        if element.tag == SVG + "path" and "leader" in classes:
            x, y, to_x, to_y = (float(n) for n in re.findall(r"-?[\d.]+", element.get("d")))
            self.led.add(id(owner))
            self.leaders.append(math.hypot(to_x - x, to_y - y))
        if element.tag == SVG + "path" and "head" in classes and owner is None:
            x, y = (float(n) for n in re.match(r"M([-\d.]+),([-\d.]+)", element.get("d")).groups())
            self.heads.append((dx + x, dy + y))
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", element.get("d"))]
            self.head_shapes.append([(dx + x, dy + y) for x, y in zip(numbers[::2], numbers[1::2])])
        for child in element:
            self._walk(child, dx, dy, owner)

    def faults(self):
        """Sentences about what is wrong; empty for a drawing that can be read."""
        said = []
        for i, (owner, one) in enumerate(self.labels):
            for other_owner, other in self.labels[i + 1:]:
                if owner != other_owner and one.meets(other):
                    said.append(f"label {one.name!r} covers label {other.name!r}")
            for node in self.nodes:
                if one.meets(node):
                    said.append(f"label {one.name!r} lies on {node.name}")
            for frame in self.frames:
                if one.meets(frame):
                    said.append(f"label {one.name!r} lies on the title {frame.name!r}")
        for i, node in enumerate(self.nodes):
            for other in self.nodes[i + 1:]:
                if node.meets(other):
                    said.append(f"{node.name} lies on {other.name}")
        for i, one in enumerate(self.around):
            for other in self.around[i + 1:]:
                if one.meets(other) and not one.holds(other) and not other.holds(one):
                    said.append(f"frame {one.name!r} and frame {other.name!r} overlap")
            for node in self.nodes:
                if one.meets(node) and not one.holds(node):
                    said.append(f"{node.name} lies on the border of frame {one.name!r}")
        said += [f"a label is {length:.0f} px from its arrow" for length in self.leaders if length > 100]
        left, top, width, height = self.view
        for text in self.texts:
            if text.left < left or text.top < top or text.right > left + width or text.bottom > top + height:
                said.append(f"text {text.name!r} is outside of the viewBox")
        ids = [e.get("id") for e in self.root.iter() if e.get("id")]
        said += [f"id {one} stands there {ids.count(one)} times" for one in sorted(set(ids)) if ids.count(one) > 1]
        for element in self.root.iter(SVG + "text"):
            if not element.get("textLength"):
                said.append(f"text {element.text!r} has no width to keep")
        for element in self.root.iter():
            for name, value in element.attrib.items():
                if name.endswith("href") and not value.startswith("#") and element.tag != SVG + "a":
                    said.append(f"{value!r} is from elsewhere")
        return said

    def members(self, title):
        """Names of the boxes within the frame of that title; None where there is no such frame."""
        frames = [one for one in self.around if one.name == title]
        return {node.name for node in self.nodes if frames[0].holds(node)} if len(frames) == 1 else None

    def coinciding_ends(self):
        """How many heads of arrows stand on another head or on where another arrow begins."""
        near = lambda a, b: abs(a[0] - b[0]) < 5 and abs(a[1] - b[1]) < 5
        count = sum(near(a, b) for i, a in enumerate(self.heads) for b in self.heads[i + 1:])
        return count + sum(near(a, b) for i, a in enumerate(self.heads) for k, b in enumerate(self.starts) if i != k)

    def lines_on_titles(self):
        """How many titles of frames some arrow's line runs through."""
        return sum(any(title.has(x, y) for curve in self.curves for x, y in curve) for title in self.frames)

    def labels_on_borders(self):
        """Names of labels that the border of a frame runs through."""
        return [label.name for _, label in self.labels
                if any(label.meets(frame, slack=1) and not frame.holds(label) for frame in self.around)]

    def lines_through_boxes(self):
        """Names of the boxes that some arrow's line runs through, between its own ends."""
        return [node.name for curve in self.curves for node in self.nodes
                if any(node.has(x, y, slack=3) for x, y in curve[2:-2])]

    def grazed_boxes(self, least=9):
        """Arrows that pass by a box nearer than that, and the box."""
        said = []
        for ends, curve in zip(self.ends, self.curves):
            names = {"state-" + end.split(".", 1)[1] for end in ends}
            left, right = min(x for x, _ in curve), max(x for x, _ in curve)
            for node in self.nodes:
                if node.name in names or node.left - least > right or node.right + least < left:
                    continue
                if any(node.has(x, y, slack=-least) and math.hypot(max(node.left - x, 0, x - node.right), max(node.top - y, 0, y - node.bottom)) < least
                       for x, y in evenly(curve)):
                    said.append((ends, node.name))
        return said

    def touched_boxes(self, least=5, most=30):
        """Arrows that run along another state's box, nearer than that for longer than that, the box, and how long."""
        said = []
        for ends, curve in zip(self.ends, self.curves):
            names = {"state-" + end.split(".", 1)[1] for end in ends}
            points = evenly(curve)
            for node in self.nodes:
                if node.name in names or not node.name.startswith("state-"):
                    continue
                length = 3 * sum(math.hypot(max(node.left - x, 0, x - node.right), max(node.top - y, 0, y - node.bottom)) < least for x, y in points)
                if length > most:
                    said.append((ends, node.name, length))
        return said

    def shared_ways(self, least=40):
        """Pairs of arrows without a box in common that run on top of each other, and how far: nobody can tell which goes on where."""
        cells, pairs = {}, {}  # by cell: of each arrow a point
        for i, curve in enumerate(self.curves):
            for (x, y), (to_x, to_y) in zip(curve, curve[1:]):
                pieces = max(1, int(math.hypot(to_x - x, to_y - y) / 2))
                for k in range(pieces):
                    at = (x + (to_x - x) * k / pieces, y + (to_y - y) * k / pieces)
                    cells.setdefault((int(at[0] // 2), int(at[1] // 2)), {}).setdefault(i, at)
        for (column, row), points in cells.items():
            near = [one for dx in (-1, 0, 1) for dy in (-1, 0, 1) for one in cells.get((column + dx, row + dy), {}).items()]
            for i, (x, y) in points.items():
                for other in {k for k, (u, v) in near if k > i and math.hypot(x - u, y - v) < 1.6}:
                    pairs[i, other] = pairs.get((i, other), 0) + 2
        return {(self.ends[i], self.ends[k]): length for (i, k), length in pairs.items()
                if length >= least and not set(self.ends[i]) & set(self.ends[k])}

    def meeting_bends(self):
        """Pairs of arrows without a box in common of which one bends where the other is: they seem to turn away from each other."""
        said, cells = set(), {}
        curves = [evenly(curve) for curve in self.curves]
        for i, curve in enumerate(curves):
            for k, at in enumerate(curve):
                cells.setdefault((int(at[0] // 8), int(at[1] // 8)), []).append((i, k, at))
        for i, curve in enumerate(curves):
            for k, (x, y) in enumerate(curve):
                if not 4 < k < len(curve) - 5 or bend(curve, k) < 35:
                    continue
                near = [one for dx in (-1, 0, 1) for dy in (-1, 0, 1) for one in cells.get((int(x // 8) + dx, int(y // 8) + dy), [])]
                for other, place, (u, v) in near:
                    if (math.hypot(x - u, y - v) < 3 and 4 < place < len(curves[other]) - 5
                            and not set(self.ends[i]) & set(self.ends[other])):
                        said.add((self.ends[i], self.ends[other]))
        return said

    def crossed_heads(self):
        """Arrows whose heads another arrow's line runs through, and those arrows."""
        said = []
        for i, shape in enumerate(self.head_shapes):
            left, right = min(x for x, _ in shape), max(x for x, _ in shape)
            for k, curve in enumerate(self.curves):
                if i != k and any(left < at[0] < right and inside(at, shape) for at in curve[:-1]):
                    said.append((self.ends[i], self.ends[k]))
        return said

    def crossed_ends(self):
        """Pairs of arrows that lead to the same place in one order and cross just before they are there."""
        said = []
        for i, (one, ends) in enumerate(zip(self.curves, self.ends)):
            for other, other_ends in zip(self.curves[i + 1:], self.ends[i + 1:]):
                (x, y), (u, v) = one[-1], other[-1]
                if ends[1] != other_ends[1] or math.hypot(x - u, y - v) > 16:
                    continue
                before = [next((p for p in reversed(c) if math.hypot(p[0] - c[-1][0], p[1] - c[-1][1]) > 22), c[0]) for c in (one, other)]
                axis = 0 if abs(x - u) > abs(y - v) else 1
                at_end, earlier = one[-1][axis] - other[-1][axis], before[0][axis] - before[1][axis]
                if at_end * earlier < 0 and abs(earlier) > 3 and abs(at_end) > 3:
                    said.append((ends, other_ends))
        return said

    def doubtful_labels(self):
        """Words that stand nearer to another arrow than to their own, without a line to it."""
        groups = {}
        for owner, box in self.labels:
            groups.setdefault(owner, []).append(box)
        said = []
        curves = [(evenly(curve), bounds(curve)) for curve in self.curves]
        for owner, boxes in groups.items():
            words = Box(min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes), "")
            own = other = 1e9
            for ends, (points, around) in zip(self.ends, curves):
                is_own = ends == self.label_ends[owner]
                if words.away(around) >= (own if is_own else other):
                    continue
                away = min(math.hypot(max(words.left - x, 0, x - words.right), max(words.top - y, 0, y - words.bottom)) for x, y in points)
                if is_own:
                    own = min(own, away)
                else:
                    other = min(other, away)
            if other < own - 1 and owner not in self.led:
                said.append((boxes[0].name, round(own, 1), round(other, 1)))
        return said

    def turns(self):
        """How often arrows turn to the left and to the right again, by more than a letter."""
        count = 0
        for curve in self.curves:
            towards, at = 0, curve[0][0]
            for x, _ in curve:
                if (x - at) * towards < -6 or (towards == 0 and abs(x - at) > 6):
                    count += towards != 0
                    towards, at = (1 if x > at else -1), x
                elif (x - at) * towards > 0:
                    at = x
        return count

    def labels_on_lines(self):
        """How many labels some arrow's line runs through."""
        count = 0
        for _, label in self.labels:
            if any(label.has(x, y) for curve in self.curves for x, y in curve):
                count += 1
        return count


def evenly(curve):
    """Points some 3 pixels apart."""
    points = [curve[0]]
    for (x, y), (to_x, to_y) in zip(curve, curve[1:]):
        pieces = max(1, int(math.hypot(to_x - x, to_y - y) / 3))
        points += [(x + (to_x - x) * n / pieces, y + (to_y - y) * n / pieces) for n in range(1, pieces + 1)]
    return points


def bounds(points):
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys), "")


def bend(curve, k):
    """By how many degrees a line of such points turns about one of them."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (curve[min(max(k + n, 0), len(curve) - 1)] for n in (-4, -1, 1, 4))
    turn = math.atan2(dy - cy, dx - cx) - math.atan2(by - ay, bx - ax)
    return abs(math.degrees(math.remainder(turn, 2 * math.pi)))


def inside(at, triangle):
    """Whether a point is in a triangle, and not just at its border."""
    sides = []
    for (ax, ay), (bx, by) in zip(triangle, triangle[1:] + triangle[:1]):
        sides.append(((bx - ax) * (at[1] - ay) - (by - ay) * (at[0] - ax)) / (math.hypot(bx - ax, by - ay) or 1))
    return min(sides) > 0.7 or max(sides) < -0.7


def along(points):
    for i in range(0, len(points) - 3, 3):
        a, b, c, d = points[i:i + 4]
        for k in range(25):
            t = k / 24
            u = 1 - t
            yield tuple(u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s for p, q, r, s in zip(a, b, c, d))


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def schemes(text):
    """The rules of both schemes: selector below the drawing's own class -> {property: value}."""
    sheet = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    light, dark = sheet.split("@media screen and (prefers-color-scheme:dark){")

    def rules(css):
        found = {}
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
            for selector in selectors.split(","):
                for part in body.split(";"):
                    if ":" in part:
                        name, value = part.split(":", 1)
                        found.setdefault(selector.strip().removeprefix(".callflow "), {})[name.strip()] = value.strip()
        return found

    return {"light": rules(light), "dark": rules(dark)}


def contrast_faults(text):
    said = []
    for selectors in re.findall(r"([^{}]+)\{", re.search(r"<style>(.*?)</style>", text, re.S)[1]):
        said += [f"the rule of {one.strip()!r} holds in the page around the drawing, too" for one in selectors.split(",")
                 if not one.strip().startswith((".callflow ", "@media "))]
    for scheme, rules in schemes(text).items():
        back = rules[".back"]["fill"]
        words = {"text": rules["text"]["fill"], "muted": rules[".detail"]["fill"]}
        for selector, rule in rules.items():
            if selector.endswith(".box") and "fill" in rule:
                for name, colour in words.items():
                    if contrast(colour, rule["fill"]) < 4.5:
                        said.append(f"{scheme}: {name} on {selector}: {contrast(colour, rule['fill']):.2f}")
            for name in ("stroke",) + (("fill",) if selector.endswith((".head", ".dot")) else ()):
                if name in rule and rule[name].startswith("#") and contrast(rule[name], back) < 3:
                    said.append(f"{scheme}: {selector} on the background: {contrast(rule[name], back):.2f}")
        for name, colour in words.items():
            if contrast(colour, back) < 4.5:
                said.append(f"{scheme}: {name} on the background: {contrast(colour, back):.2f}")
    return said


if __name__ == "__main__":
    import sys
    for path in sys.argv[1:]:
        svg = open(path, encoding="utf-8").read()
        drawing = Drawing(svg)
        found = drawing.faults() + contrast_faults(svg)
        print(path, len(drawing.nodes), "boxes", len(drawing.labels), "lines on arrows", drawing.labels_on_lines(), "on a line",
              len(drawing.lines_through_boxes()), "lines through boxes")
        print("\n".join("  " + one for one in found[:12]))
