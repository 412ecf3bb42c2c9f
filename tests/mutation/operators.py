"""What may be wrong in a flow: small changes of its document, each as an author might make it by mistake.

`sites(tree)` lists them all, in the order of the document: (operator, what, change), where `change()` changes the tree. Trees
are yaml.compose()'s, so that nodes which an anchor shares are changed together, as in the file.
"""
import re

import yaml

ScalarNode, MappingNode, SequenceNode = yaml.ScalarNode, yaml.MappingNode, yaml.SequenceNode
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def scalar(text, style=None):
    return ScalarNode("tag:yaml.org,2002:str", text, style=style)


def get(node, key):
    """The value of a key, None where there is none."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value
    return None


def entries(node):
    return node.value if isinstance(node, MappingNode) else []


def items(node):
    return node.value if isinstance(node, SequenceNode) else []


def drop(node, key):
    node.value = [entry for entry in node.value if entry[0] is not key]


class Sites:
    """All changes of one file of a flow."""

    def __init__(self, tree, flow_vars):
        self.found = []
        self.vars = flow_vars  # name: kind of value
        self.body(tree)
        for name, value in entries(get(tree, "vars")):
            self.default(name.value, value)
        for name, prompt in entries(get(tree, "prompts")):
            for _, text in entries(prompt) or [(None, prompt)]:
                self.said(f"prompt {name.value}", text)

    def add(self, operator, what, change):
        self.found.append((operator, what, change))

    # --- bodies and states

    def body(self, tree):
        states = [name.value for name, _ in entries(get(tree, "states"))]
        self.handlers(tree, "flow", states)
        self.callbacks(tree, "flow")
        for name, state in entries(get(tree, "states")):
            self.state(name.value, state, states)
        for bodies in ("flows", "machines"):
            for _, inner in entries(get(tree, bodies)):
                self.body(inner)

    def state(self, name, state, states):
        if not isinstance(state, MappingNode):
            return
        self.handlers(state, name, states)
        self.callbacks(state, name)
        following = get(state, "next")
        if following is not None:
            self.add("drop_next", name, lambda: drop(state, self.key(state, "next")))
            self.transition(state, self.index(state, "next"), f"{name}: next", name, states)
        final = get(state, "final")
        if isinstance(final, ScalarNode) and final.value != "true":
            self.add("rename_outcome", name, lambda: setattr(final, "value", final.value + "_too"))
        timers = get(state, "timers")
        for key, duration in entries(timers):
            self.add("drop_timer", f"{name}: {key.value}", lambda key=key: drop(timers, key))
            self.add("longer_timer", f"{name}: {key.value}",
                     lambda duration=duration: setattr(duration, "value", "3" + duration.value))
        self.menu(name, get(state, "menu"), states)
        self.verbs(name, get(state, "response"))
        self.targets(name, state)
        request = get(state, "request")
        if request is not None:
            self.expressions_in(request, f"{name}: request")

    def key(self, node, name):
        return next(key for key, _ in node.value if key.value == name)

    def index(self, node, name):
        return next(i for i, entry in enumerate(node.value) if entry[0].value == name)

    # --- transitions

    def handlers(self, holder, name, states):
        on = get(holder, "on")
        for block in items(on):
            self.condition(block, f"{name}: block")
            self.handlers(block, name, states)
        for i, (event, _) in enumerate(entries(on)):
            self.add("drop_transition", f"{name}: {event.value}", lambda on=on, event=event: drop(on, event))
            self.transition(on, i, f"{name}: {event.value}", name, states)

    def transition(self, holder, i, what, name, states):
        """`holder.value[i]` is an entry of a mapping, or an item of a list."""
        entry = holder.value[i]
        node = entry[1] if isinstance(entry, tuple) else entry

        def replace(new):
            holder.value[i] = (entry[0], new) if isinstance(entry, tuple) else new

        if isinstance(node, ScalarNode):
            self.target(node, what, name, states, replace)
        elif isinstance(node, SequenceNode):
            for k, _ in enumerate(node.value):
                if len(node.value) > 1:
                    self.add("drop_candidate", f"{what}[{k}]", lambda k=k: node.value.pop(k))
                self.transition(node, k, f"{what}[{k}]", name, states)
            for k in range(len(node.value) - 1):
                self.add("swap_candidates", f"{what}[{k}]", lambda k=k: node.value.insert(k, node.value.pop(k + 1)))
        elif isinstance(node, MappingNode):
            self.mapping(node, what, name, states)

    def mapping(self, node, what, name, states):
        for i, (key, value) in enumerate(node.value):
            if key.value == "to":
                self.target(value, what, name, states,
                            lambda new, i=i, key=key: node.value.__setitem__(i, (key, new)))
            elif key.value == "set":
                self.settings(value, what)
            elif key.value == "do":
                self.effects(node, key, value, what)
            elif key.value == "switch":
                self.expression(value, f"{what} switch")
            elif key.value == "case":
                self.cases(value, what, name, states)
            elif key.value == "else":
                self.add("drop_else", what, lambda key=key: drop(node, key))
                self.transition(node, i, f"{what} else", name, states)
        self.condition(node, what)

    def cases(self, value, what, name, states):
        for k, (case, _) in enumerate(value.value):
            self.add("drop_case", f"{what} case {case.value}", lambda case=case: drop(value, case))
            self.add("rename_case", f"{what} case {case.value}",
                     lambda case=case: setattr(case, "value", case.value + "x"))
            self.transition(value, k, f"{what} case {case.value}", name, states)
        self.swap_values(value, f"{what} cases")

    def swap_values(self, mapping, what):
        for k in range(len(mapping.value) - 1):
            (a, x), (b, y) = mapping.value[k], mapping.value[k + 1]
            if dump(x) != dump(y):
                self.add("swap_targets", f"{what} {a.value} and {b.value}",
                         lambda k=k, a=a, b=b, x=x, y=y: mapping.value.__setitem__(slice(k, k + 2), [(a, y), (b, x)]))

    def target(self, node, what, name, states, replace):
        if node.value in states and len(states) > 1:
            other = states[(states.index(node.value) + 1) % len(states)]
            self.add("wrong_target", f"{what} -> {node.value}", lambda: replace(scalar(other)))
            if name in states and node.value != name:
                self.add("stays", f"{what} -> {node.value}", lambda: replace(scalar("same")))
        elif node.value == "same" and name in states:
            self.add("enters_anew", what, lambda: replace(scalar(name)))

    def targets(self, name, state):
        """The targets of a state's handlers, two and two exchanged."""
        found = []
        for event, value in entries(get(state, "on")):
            found += [(event.value, one) for one in self.plain_targets(value)]
        found += [("next", one) for one in self.plain_targets(get(state, "next"))]
        for (a, x), (b, y) in zip(found, found[1:]):
            if x.value != y.value and x is not y and "same" not in (x.value, y.value):
                def change(x=x, y=y):
                    x.value, y.value = y.value, x.value
                self.add("swap_targets", f"{name}: {a} and {b}", change)

    def plain_targets(self, node):
        if isinstance(node, ScalarNode):
            return [node]
        if isinstance(node, SequenceNode):
            return [one for item in node.value for one in self.plain_targets(item)]
        to = get(node, "to")
        return [to] if to is not None else []

    # --- conditions and expressions

    def condition(self, node, what):
        for i, (key, value) in enumerate(entries(node)):
            if key.value not in ("if", "unless"):
                continue
            other = "unless" if key.value == "if" else "if"
            if get(node, other) is None:
                self.add("flip_guard", what, lambda i=i, value=value, other=other:
                         node.value.__setitem__(i, (scalar(other), value)))
            if len(node.value) > 1:
                self.add("drop_guard", what, lambda key=key: drop(node, key))
            self.expression(value, what)

    def expression(self, node, what):
        """Changes in an expression, or in the expressions of a template."""
        text = node.value

        def put(begin, end, new):
            def change():
                node.value = text[:begin] + new + text[end:]
                if node.style is None:
                    node.style = '"'
            return change

        for match in re.finditer(r"==|!=|<=|>=|&&|\|\||(?<![<>=!-])[<>](?!=)", text):
            other = {"==": "!=", "!=": "==", "<=": "<", ">=": ">", "<": "<=", ">": ">=", "&&": "||", "||": "&&"}
            self.add("swap_operator", f"{what}: {text}", put(match.start(), match.end(), other[match.group()]))
        for match in re.finditer(r"(?<![\w.\"'+])\d+(?![\w.\"'])", text):
            number = int(match.group())
            self.add("off_by_one", f"{what}: {text}", put(match.start(), match.end(), str(number + 1)))
        for match in re.finditer(r"\"([^\"]*)\"|'([^']*)'", text):
            quote = match.group()[0]
            inner = match.group(1) if match.group(1) is not None else match.group(2)
            self.add("change_constant", f"{what}: {text}",
                     put(match.start(), match.end(), f"{quote}{inner}x{quote}"))
        for match in re.finditer(r"(?<![\w.])(\w+)\s*\+\s*1\b", text):
            self.add("lose_increment", f"{what}: {text}", put(match.start(), match.end(), match.group(1)))
        for match in re.finditer(r"(?<![\w.\"'])[A-Za-z_]\w*(?![\w(\"'])", text):
            kind = self.vars.get(match.group())
            others = [name for name, of in self.vars.items() if of == kind and name != match.group()]
            if kind is not None and others:
                names = sorted([*others, match.group()])
                other = names[(names.index(match.group()) + 1) % len(names)]
                self.add("rename_variable", f"{what}: {text}", put(match.start(), match.end(), other))

    def expressions_in(self, node, what):
        """Those of all templates below a node."""
        if isinstance(node, ScalarNode):
            if "{{" in node.value:
                self.expression(node, what)
        elif isinstance(node, SequenceNode):
            for one in node.value:
                self.expressions_in(one, what)
        else:
            for _, value in node.value:
                self.expressions_in(value, what)

    def settings(self, node, what):
        for key, value in entries(node):
            self.add("lose_set", f"{what} set {key.value}", lambda key=key: drop(node, key))
            self.expression(value, f"{what} set {key.value}")

    # --- effects

    def callbacks(self, holder, name):
        for key, value in entries(holder):
            if key.value in ("before", "after"):
                self.effects(holder, key, value, f"{name}: {key.value}")

    def effects(self, holder, key, value, what):
        if not isinstance(value, SequenceNode):
            return
        for k, one in enumerate(value.value):
            if get(one, "log") is not None:
                continue  # no expectation lists what is logged
            if len(value.value) > 1:
                self.add("drop_effect", f"{what}[{k}]", lambda k=k: value.value.pop(k))
            else:
                self.add("drop_effect", f"{what}[{k}]", lambda: drop(holder, key))
            if isinstance(one, ScalarNode):
                self.add("rename_hook", f"{what}[{k}]", lambda one=one: setattr(one, "value", one.value + "_too"))
                continue
            settings = get(one, "set")
            if settings is not None:
                self.settings(settings, what)
            when = get(one, "when")
            if when is not None:
                others = {"success": "failure", "failure": "always", "always": "success"}
                self.add("change_when", f"{what}[{k}]", lambda when=when: setattr(when, "value", others[when.value]))
            unique = get(one, "unique")
            if unique is not None:
                self.add("flip_unique", f"{what}[{k}]", lambda unique=unique:
                         setattr(unique, "value", "false" if unique.value == "true" else "true"))
            self.expressions_in(one, f"{what}[{k}]")

    # --- menus and what is said

    def menu(self, name, menu, states):
        if menu is None:
            return
        for group in ("keys", "words"):
            choices = get(menu, group)
            for k, (choice, _) in enumerate(entries(choices)):
                what = f"{name}: {group} {choice.value}"
                if len(choices.value) > 1:
                    self.add("drop_key", what, lambda choices=choices, choice=choice: drop(choices, choice))
                free = [key for key in "1234567890" if key not in [one.value for one, _ in choices.value]]
                if group == "keys" and free and len(choice.value) == 1:
                    self.add("change_key", what, lambda choice=choice, free=free: setattr(choice, "value", free[-1]))
                self.transition(choices, k, what, name, states)
            if choices is not None:
                self.swap_values(choices, f"{name}: {group}")
        for i, (key, value) in enumerate(menu.value):
            if key.value in ("else", "no_input", "no_match"):
                self.transition(menu, i, f"{name}: {key.value}", name, states)
            if key.value in ("no_input", "no_match", "again"):
                self.add("drop_" + key.value, name, lambda key=key: drop(menu, key))
            if key.value == "tries":
                self.add("off_by_one", f"{name}: tries",
                         lambda value=value: setattr(value, "value", str(int(value.value) + 1)))
            if key.value in ("prompt", "again"):
                self.verbs(f"{name}: {key.value}", value)
        if get(menu, "tries") is None:
            self.add("off_by_one", f"{name}: tries",
                     lambda: menu.value.append((scalar("tries"), ScalarNode("tag:yaml.org,2002:int", "2"))))

    def verbs(self, name, response):
        if isinstance(response, MappingNode):
            for _, one in response.value:
                self.verbs(name, one)
            return
        verbs = items(response)
        for k, verb in enumerate(verbs):
            if len(verbs) > 1:
                self.add("drop_verb", f"{name}[{k}]", lambda k=k: response.value.pop(k))
            self.condition(verb, f"{name}[{k}]")
            for key, value in entries(verb):
                if key.value in ("say", "message", "play"):
                    self.said(f"{name}[{k}]", value)
                    self.expressions_in(value, f"{name}[{k}]")
                elif key.value == "each":
                    self.verbs(f"{name}[{k}]", get(value, "do"))
                elif key.value not in ("if", "unless", "raw") and isinstance(value, MappingNode):
                    self.attributes(f"{name}[{k}] {key.value}", value)
        for k in range(len(verbs) - 1):
            if dump(verbs[k]) != dump(verbs[k + 1]):
                self.add("swap_verbs", f"{name}[{k}]", lambda k=k: response.value.insert(k, response.value.pop(k + 1)))

    def attributes(self, what, verb):
        for key, value in verb.value:
            if key.value == "prompt":
                self.verbs(what, value)
            elif isinstance(value, ScalarNode):
                if key.value not in ("sensitive", "voice", "language"):
                    self.add("drop_attribute", f"{what}.{key.value}", lambda key=key: drop(verb, key))
                if re.fullmatch(r"\d+", value.value):
                    self.add("off_by_one", f"{what}.{key.value}",
                             lambda value=value: setattr(value, "value", str(int(value.value) + 1)))
                if "{{" in value.value:
                    self.expression(value, f"{what}.{key.value}")

    def said(self, what, node):
        if isinstance(node, MappingNode):
            node = get(node, "text") or get(node, "url")
        if isinstance(node, ScalarNode) and node.value:
            self.add("change_text", what, lambda: setattr(node, "value", node.value + " again"))

    def default(self, name, value):
        if isinstance(value, MappingNode):
            value = get(value, "default")
        if not isinstance(value, ScalarNode):
            return
        if value.value in ("true", "false"):
            self.add("change_default", name,
                     lambda: setattr(value, "value", "false" if value.value == "true" else "true"))
        elif re.fullmatch(r"-?\d+", value.value) and value.style is None:
            self.add("change_default", name, lambda: setattr(value, "value", str(int(value.value) + 1)))


def kinds(trees):
    """The vars of all files of a flow, with the kind of their values."""
    found = {}
    for tree in trees:
        for name, value in entries(get(tree, "vars")):
            kind = get(value, "type")
            default = get(value, "default") if isinstance(value, MappingNode) else value
            if kind is not None:
                found[name.value] = kind.value
            elif isinstance(default, ScalarNode):
                text, plain = default.value, default.style is None
                found[name.value] = ("bool" if plain and text in ("true", "false") else
                                     "int" if plain and re.fullmatch(r"-?\d+", text) else "string")
    return found


PLAIN = re.compile(r"true|false|null|~|[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


def dump(node):
    """The tree as a document that means the same: what is a truth value or a number stays one."""
    if isinstance(node, ScalarNode):
        if node.style is None and (PLAIN.fullmatch(node.value) or node.value == ""):
            return node.value or "null"
        return '"' + "".join(escape(c) for c in node.value) + '"'
    if isinstance(node, SequenceNode):
        return "[" + ", ".join(dump(one) for one in node.value) + "]"
    return "{" + ", ".join(f"{key.value if key.value == '<<' else dump_key(key)}: {dump(value)}"
                           for key, value in node.value) + "}"


def dump_key(key):
    return dump(scalar(key.value, '"'))


def escape(c):
    if c in '"\\':
        return "\\" + c
    return c if c >= " " and c != "\x7f" else f"\\x{ord(c):02x}"


def document(tree):
    """The file: what stands at its top a line each."""
    return "".join(f"{dump_key(key)}: {dump(value)}\n" for key, value in tree.value)
