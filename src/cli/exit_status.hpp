// How the process ends.
#pragma once

#include "base/result.hpp"

#include <algorithm>
#include <cstdint>

namespace callflow::cli {

// The contract of every command; scripts and CI depend on these numbers.
enum class ExitStatus : std::uint8_t {
    fine = 0,          // everything that was asked for was done, and nothing was found
    findings = 1,      // findings, failed expectations, differences
    usage = 2,         // wrong usage, or bytes that are no readable document
    failed = 3,        // the job could not be done: file, network, disk, a mistake of ours
    interrupted = 130, // by SIGINT, before the work was done
};

// The status of two jobs together: the worse one.
[[nodiscard]] constexpr ExitStatus worst(ExitStatus a, ExitStatus b) { return std::max(a, b); }

// The status that an error of this kind ends with.
[[nodiscard]] constexpr ExitStatus status_of(base::ErrorKind kind) {
    const bool asker = kind == base::ErrorKind::usage || kind == base::ErrorKind::unreadable;
    return asker ? ExitStatus::usage : ExitStatus::failed;
}

} // namespace callflow::cli
