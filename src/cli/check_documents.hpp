// Documents that some application wrote, checked as their provider would read them.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/load.hpp"
#include "cli/values.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace callflow::cli {

struct DocumentCheck {
    std::vector<std::string> files; // that were checked
    std::size_t foreign = 0;        // found in folders, and of another kind
    ExitStatus status = ExitStatus::fine;
};

// The files and folders of `validate --as KIND`. Findings are added to `inputs`; a file that could not be had is complained of.
[[nodiscard]] DocumentCheck check_documents(const Values& values, Io& io, const std::vector<std::string>& paths,
                                            Inputs& inputs);

} // namespace callflow::cli
