"""A call of twelve minutes, twenty thousand short ones beside it, and what comes ten minutes late."""
print("when,id,what")
print("2026-01-05T09:00:00Z,A,")
print("2026-01-05T09:05:03Z,A,next")
for i in range(20_000):
    print(f"2026-01-05T09:{10 + i // 4000:02}:{i % 4000 * 60 // 4000:02}Z,C{i},")
print("2026-01-05T09:10:00Z,A,pressed")
print("2026-01-05T09:04:00Z,A,hung_up")
print("2026-01-05T09:14:30Z,A,pressed")
