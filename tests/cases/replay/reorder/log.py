import datetime

BEGIN = datetime.datetime(2026, 1, 5)


def line(call, event, second):
    print(f"C{call},{event},{(BEGIN + datetime.timedelta(seconds=second)).strftime('%Y-%m-%dT%H:%M:%SZ')}")


print("id,what,when")
for i in range(0, 20_000, 2):
    line(i, "pressed", i + 95)
    line(i, "confirmed", i + 96)
    line(i + 1, "confirmed", i + 97)
    if i >= 20:  # what came behind it in its own call has been read 20 seconds before
        line(i - 19, "pressed", i + 6)
