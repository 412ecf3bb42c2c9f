"""Lines of calls: `A start=0 next=5 give_up=125`, seconds behind the events."""
import sys

for line in sys.stdin:
    call, *events = line.split()
    for event in events:
        name, at = event.split("=")
        at = int(at)
        name = "" if name == "start" else name
        print(f"2026-01-05T00:{at // 60:02}:{at % 60:02}Z,{call},{name}")
