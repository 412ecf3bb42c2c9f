import gzip
for name, first in (("one", 1), ("two", 10), ("three", 20)):
    with open(name, "w") as out:
        for i in range(first, first + 9):
            out.write('{"time":%d,"call":"c%d","event":"press","digits":"%d"}\n' % (1772440000 + i * 10, i, i % 3))
            out.write('{"time":%d,"call":"c%d","event":"done"}\n' % (1772440005 + i * 10, i))
with open("three", "rb") as plain, gzip.open("three.gz", "wb") as out:
    out.write(plain.read())
