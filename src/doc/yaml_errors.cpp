#include "doc/yaml_errors.hpp"

#include "base/codes.hpp"

namespace callflow::doc {

void report_yaml_failure(const base::Source&, base::FileId file, const YamlFailure& failure,
                         base::Diagnostics& diagnostics) {
    diagnostics.report(base::codes::syntax_error, {file, failure.at, failure.at}, std::string(failure.message));
}

} // namespace callflow::doc
