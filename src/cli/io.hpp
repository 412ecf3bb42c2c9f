// Everything a command sees of the process it runs in. Tests build one by hand.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// The value of an environment variable; nullopt where it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

struct Io {
    std::vector<std::string> args; // without the program's name

    // What goes to stdout and stderr. The process writes each once, when the command has ended, so
    // that a command that fails half-way has not yet said half of its result.
    std::string out;
    std::string err;
    // For results that may be larger than memory: writes what `out` has now, and empties it. False when stdout takes no
    // more, which the process says when the command has ended.
    std::function<bool()> flush_out;
    bool in_is_terminal = false;
    bool out_is_terminal = false;
    bool err_is_terminal = false;

    // Shows one line on the terminal in place of the one shown before; empty: takes it away. Null where stderr is none.
    std::function<void(std::string_view line)> show_progress;
    // Seconds since some moment, for what people are shown only. Null in tests.
    std::function<double()> seconds;

    base::FileStore* files = nullptr; // never null while a command runs
    // All of stdin, up to a number of bytes; an error of kind unreadable beyond. Read at most once:
    // a second call gives an error of kind usage.
    std::function<base::Result<std::string>(std::uint64_t max_bytes)> read_stdin;
    // The same as a stream; counts as the one reading.
    std::function<base::Result<std::unique_ptr<base::ByteStream>>()> open_stdin;
    Environment environment;
    // Takes what a command has read and nobody needs any more, so that nothing is spent on taking large flows apart right before the
    // process ends. Null where there is more to come, as in tests: then it is freed as usual.
    std::function<void(std::shared_ptr<void>)> keep;
};

} // namespace callflow::cli
