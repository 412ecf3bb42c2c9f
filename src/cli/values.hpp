// What was given on a command line, once it has been read.
#pragma once

#include "cli/command.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// Options by their long name, positionals by their name in the record. Asking for a name that the
// record does not have is a mistake of ours (asserted).
class Values {
public:
    explicit Values(const Command& command);

    [[nodiscard]] const Command& command() const { return *command_; }
    // Whether it was given, on the command line or by the environment.
    [[nodiscard]] bool has(std::string_view name) const { return !all(name).empty(); }
    // Whether it stands on the command line itself.
    [[nodiscard]] bool written(std::string_view name) const;
    // The last value given, else the option's fallback, else nothing.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    // Every value given, in order; of a flag one empty text each time.
    [[nodiscard]] const std::vector<std::string>& all(std::string_view name) const;

    void add(std::string_view name, std::string value);
    // Of what stands in for the command line: the environment, configuration files.
    void stand_in(std::string_view name, std::string value);

private:
    struct Slot {
        std::string_view name;
        std::string_view fallback;
        std::vector<std::string> given;
        bool stands_in = false;
    };
    [[nodiscard]] const Slot& slot(std::string_view name) const;

    const Command* command_;
    std::vector<Slot> slots_;
};

} // namespace callflow::cli
