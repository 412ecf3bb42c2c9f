"""Flows of any size for drawings: menus with answers, records, dials, requests, loops, hang-ups; the same for the same seed."""
import random


# A sub-flow and a machine, each with something that looks like the main flow's.
BODIES = """flows:
  pin:
    initial: ask
    states:
      ask: {response: [gather: {numDigits: 4, action: customer.typed, prompt: [say: "Your number, please."]}], on: {customer.typed: [{to: right, if: 'input.digits == "1234"'}, wrong]}, next: wrong}
      right: {final: right}
      wrong: {final: wrong}
machines:
  desk:
    initial: idle
    states:
      idle: {response: [say: "Waiting."], on: {agent.wakes: busy, customer.asks: off}}
      busy: {response: [say: "Busy."], on: {agent.sleeps: idle}, next: off}
      off: {final: true}
""".splitlines()


def flow(states, seed=1, groups=True, bodies=False):
    draw = random.Random(seed)
    names = [f"step_{i:03}" for i in range(states - 1)]
    lines = ["callflow: 1", f"name: generated_{states}", "initial: step_000", "vars: {vip: false, tries: 0}",
             "on: {customer.hangs_up: over}", "actors: {customer: {}, agent: {}}" if bodies else "actors: {customer: {}}",
             "signals: {hangup: customer.hangs_up}", *(BODIES if bodies else []), "states:"]

    def target(i):
        # mostly onwards, now and then back or to the end
        kind = draw.random()
        if kind < 0.15 and i > 0:
            return names[draw.randrange(i)]
        if kind < 0.22:
            return "over"
        return names[min(states - 2, i + 1 + draw.randrange(6))]

    for i, name in enumerate(names):
        lines.append(f"  {name}:")
        if groups and states >= 20:
            lines.append(f"    group: part {i * 8 // states}")
        kind = draw.randrange(7 if bodies else 6)
        following = names[i + 1] if i + 1 < len(names) else "over"
        if kind < 3:
            keys = ", ".join(f"{k}: {target(i)}" for k in range(1, 2 + draw.randrange(4)))
            lines.append("    menu:")
            lines.append(f'      prompt: [say: "This is choice number {i}, press a key that you like, or wait for the next one."]')
            lines.append(f"      keys: {{{keys}}}")
            lines.append(f"      else: {following}")
        elif kind == 3:
            lines.append(f'    response: [say: "Leave a message after the tone.", record: {{maxLength: 30, action: message_left_{i}}}]')
            lines.append(f"    on: {{message_left_{i}: {following}}}")
            lines.append(f"    next: [{{to: same, if: attempt < 2}}, {target(i)}]")
        elif kind == 4:
            lines.append(f'    response: [say: "One moment.", dial: {{number: "+15550001111", action: talk_ended}}]')
            lines.append("    on:")
            lines.append("      talk_ended:")
            lines.append(f'        - {{to: {following}, if: \'input.dial_status == "completed" && vip\'}}')
            lines.append(f"        - {target(i)}")
        elif kind == 6:
            lines.append("    flow: pin")
            lines.append(f"    on: {{right: {following}, wrong: {target(i)}}}")
        else:
            lines.append(f'    response: [say: "You are at step {i}."]')
            lines.append(f"    next: [{{to: {target(i)}, if: vip}}, {following}]")
    lines.append("  over: {final: true}")
    return "\n".join(lines) + "\n"


def departments(groups, states, seed=1):
    """A menu of departments, each a group whose states go on to one another, back, and over to other departments."""
    draw = random.Random(seed)
    names = [f"office_{i}" for i in range(groups)]
    keys = ", ".join(f"{i}: {name}_1" for i, name in enumerate(names))
    lines = ["callflow: 1", f"name: departments_{seed}", "initial: entrance", "actors: {clerk: {}}", "states:",
             f'  entrance: {{menu: {{prompt: [say: "Which office?"], keys: {{{keys}}}, else: over}}}}']
    for name in names:
        for i in range(1, states + 1):
            following = f"{name}_{i + 1}" if i < states else "over"
            near = f"{name}_{draw.randint(1, states)}"
            far = f"{draw.choice(names)}_{draw.randint(1, states)}"
            kind = draw.randrange(5)
            lines.append(f"  {name}_{i}:")
            lines.append(f"    group: {name}")
            if kind == 0:
                lines.append(f'    menu: {{prompt: [say: "Choice {i} of {name}."], keys: {{1: {following}, 2: {near}, 3: {far}, 4: {name}_1}}, else: over}}')
            elif kind == 1:
                lines.append(f'    response: [dial: {{number: "+15550001111", action: clerk.leaves}}]')
                lines.append(f"    on: {{clerk.leaves: [{{to: over, if: 'input.dial_status == \"completed\"'}}, {following}]}}")
            elif kind == 2:
                lines.append(f'    request: {{url: "https://app.example/{name}/{i}"}}')
                lines.append(f"    on: {{success: {following}, failure: {far}}}")
            elif kind == 3:
                lines.append(f'    response: [say: "Please hold the line for {name}.", record: {{maxLength: 60s, action: clerk.has_heard}}]')
                lines.append(f"    on: {{clerk.has_heard: {following}}}")
                lines.append(f"    next: {near}")
            else:
                lines.append(f'    response: [say: "This is {name}, desk {i}."]')
                lines.append(f"    next: {following}")
    lines.append("  over: {final: true}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys
    sys.stdout.write(flow(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))


def tree(states):
    """Menus of menus, in groups of twenty."""
    lines = ["callflow: 1", "name: tree", "initial: s0", "states:"]
    for i in range(states - 1):
        after = [n for n in (3 * i + 1, 3 * i + 2, 3 * i + 3) if n < states - 1]
        keys = ", ".join(f"{key}: s{n}" for key, n in enumerate(after, 1))
        lines += [f"  s{i}:", f"    group: part {i // 20}"]
        lines += [f"    menu: {{prompt: [say: 'Choose one of these, please.'], keys: {{{keys}}}, else: end}}"] if after else \
                 ["    response: [say: 'You have come to the end.']", "    next: end"]
    return "\n".join(lines) + "\n  end: {final: true}\n"


def tangle(states, seed):
    """States in groups of eight with arrows anywhere: there is no room for all words."""
    lot = random.Random(seed)
    lines = ["callflow: 1", "name: tangle", "initial: s0", "actors: {customer: {}}", "states:"]
    for i in range(states):
        lines += [f"  s{i}:", f"    group: part {i // 8}", f"    response: [say: 'You are in state {i}', gather: {{numDigits: 1, action: customer.pressed_key}}]",
                  "    on:", "      customer.pressed_key:"]
        lines += [f"        - {{to: s{lot.randrange(states)}, if: 'input.digits == \"{key}\"'}}" for key in range(lot.randint(1, 4))]
        lines += ["        - end", "    next: end"]
    return "\n".join(lines) + "\n  end: {final: true}\n"
