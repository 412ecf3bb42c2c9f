#include "base/files.hpp"
#include "base/folder.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace callflow::base;

namespace {

void append(const std::string& path, std::string_view text) {
    std::ofstream(path, std::ios::binary | std::ios::app).write(text.data(), static_cast<std::streamsize>(text.size()));
}

// A log that is followed; at first `first\n` is in it, and read.
class Followed {
public:
    explicit Followed(std::chrono::milliseconds linger, std::string_view first = "first\n") {
        append(name, first);
        auto opened = SystemFiles().open_following(name, {.over = [this] { return over; }, .linger = linger});
        REQUIRE(opened.has_value());
        stream_ = std::move(*opened);
        REQUIRE(text() == first);
    }

    // What there is to read by now.
    std::string text() {
        std::string out;
        std::array<char, 5> some{};
        for (;;) {
            const auto got = stream_->read(some);
            REQUIRE(got.has_value());
            if (*got == 0) return out;
            out.append(some.data(), *got);
        }
    }
    void rotate(const std::string& to) const { std::filesystem::rename(name, folder / to); }

    Folder folder;
    std::string name = folder / "calls.log";
    bool over = false;

private:
    std::unique_ptr<ByteStream> stream_;
};

constexpr std::chrono::hours ages{1};
constexpr std::chrono::milliseconds none{0};

} // namespace

TEST_CASE("a file that is followed gives what is written to it, as it comes") {
    Followed log(ages);
    CHECK(log.text().empty());
    append(log.name, "second\n");
    CHECK(log.text() == "second\n");
}

TEST_CASE("lines that reach a log after it was renamed are read before those of the one that takes its name") {
    Followed log(ages);
    log.rotate("calls.log.1");
    append(log.folder / "calls.log.1", "late\n");
    append(log.name, "new\n");
    CHECK(log.text() == "late\n");
    append(log.folder / "calls.log.1", "later\n");
    CHECK(log.text() == "later\n");
    log.over = true;
    CHECK(log.text() == "new\n");
}

TEST_CASE("an old log is left when nothing was written to it for a while, and to the new one something") {
    Followed log(none);
    log.rotate("calls.log.1");
    append(log.name, ""); // as logrotate's `create` makes it
    CHECK(log.text().empty());
    append(log.folder / "calls.log.1", "the writer has not noticed\n");
    CHECK(log.text() == "the writer has not noticed\n");
    append(log.name, "new\n");
    CHECK(log.text() == "new\n");
}

TEST_CASE("logs that lost the name before their turn came are read in the order in which they had it") {
    Followed log(none);
    log.rotate("1");
    append(log.name, "two\n");
    append(log.folder / "1", "one\n");
    std::string all = log.text();
    log.rotate("2");
    append(log.name, "three\n");
    all += log.text();
    CHECK(all == "one\ntwo\nthree\n");
}

TEST_CASE("a last line without an end does not run into the next file's first") {
    Followed renamed(none, "torn");
    renamed.rotate("1");
    append(renamed.name, "new\n");
    CHECK(renamed.text() == "\nnew\n");
    Followed emptied(none, "something torn");
    std::filesystem::resize_file(emptied.name, 0);
    append(emptied.name, "new\n");
    CHECK(emptied.text() == "\nnew\n");
}

TEST_CASE("a compressed file is read once, whatever takes its name") {
    const std::string gzip = "\x1f\x8b\x08 and so on\n";
    Followed log(none, gzip);
    log.rotate("calls.log.2.gz");
    append(log.name, gzip + "more");
    log.over = true;
    CHECK(log.text().empty());
}
