#include "cli/terminal.hpp"

#include "cli/cli.hpp"

namespace callflow::cli {

bool wants_color(const Values& values, const Io& io, bool is_terminal) {
    const std::string_view when = values.get("color");
    if (when != "auto") return when == "always";
    const auto forbids = io.environment("NO_COLOR");
    const auto terminal = io.environment("TERM");
    return is_terminal && (!forbids || forbids->empty()) && terminal != "dumb";
}

ExitStatus deliver(const Values& values, Io& io, std::string_view result) {
    const std::string path(values.get("output"));
    if (path.empty() || path == "-") {
        io.out += result;
        return ExitStatus::fine;
    }
    // A flow that is laid out anew may take its own place.
    const bool in_place = values.command().name == "fmt";
    const auto written = in_place ? io.files->replace(path, result) : io.files->write_result(path, result);
    if (!written) {
        return complain(io, values.command().name, written.error());
    }
    return ExitStatus::fine;
}

} // namespace callflow::cli
