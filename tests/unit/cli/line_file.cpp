#include "cli/line_file.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace callflow::cli {
namespace {

// A pipe takes a long line in several writes.
TEST_CASE("lines that several threads add are whole") {
    constexpr std::size_t length = 300'000;
    constexpr int lines = 20;
    std::array<int, 2> ends = {};
    REQUIRE(::pipe(ends.data()) == 0);
    auto file = LineFile::open(fmt::format("/dev/fd/{}", ends[1]));
    REQUIRE(file);
    ::close(ends[1]);

    std::string got;
    std::thread reader([&] {
        std::array<char, 65'536> bytes = {};
        for (ssize_t read = 1; read > 0;) {
            read = ::read(ends[0], bytes.data(), bytes.size());
            if (read > 0) got.append(bytes.data(), static_cast<std::size_t>(read));
        }
    });
    std::vector<std::thread> writers;
    for (const char c : {'a', 'b', 'c', 'd'})
        writers.emplace_back([&file, c] {
            for (int i = 0; i < lines; ++i) static_cast<void>((*file)->add(std::string(length, c)));
        });
    for (std::thread& one : writers) one.join();
    file->reset();
    reader.join();
    ::close(ends[0]);

    int whole = 0;
    for (std::size_t at = 0; at < got.size();) {
        const std::size_t end = std::min(got.find('\n', at), got.size());
        if (end - at == length && got.find_first_not_of(got[at], at) == end) ++whole;
        at = end + 1;
    }
    CHECK(whole == 4 * lines);
}

} // namespace
} // namespace callflow::cli
