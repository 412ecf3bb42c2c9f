// The only source that knows RE2.
#include "base/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace callflow::base {

tl::expected<Pattern, PatternError> Pattern::compile(std::string_view text) {
    PatternError error;
    if (text.size() >
        max_pattern_bytes) { // RE2 takes milliseconds for each hundred classes of Unicode, and logs about what is far larger
        error.message = "it has " + std::to_string(text.size()) + " bytes, at most " +
                        std::to_string(max_pattern_bytes) + " are read";
        return tl::unexpected<PatternError>(std::move(error));
    }
    RE2::Options options(RE2::CannedOptions::Quiet); // a bad pattern is said by us, not logged
    constexpr std::int64_t most_bytes = 1 << 20;
    options.set_max_mem(most_bytes);
    auto compiled = std::make_shared<const RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (compiled->ok()) return Pattern(std::move(compiled));
    error.part = compiled->error_arg();
    error.message = compiled->error();
    // RE2 says `missing ): (ab`: the part stands behind the reason.
    const std::string tail = ": " + error.part;
    if (!error.part.empty() && error.message.ends_with(tail)) error.message.resize(error.message.size() - tail.size());
    error.message = printable(error.message);
    return tl::unexpected<PatternError>(std::move(error));
}

bool Pattern::matches(std::string_view text) const {
    return compiled_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::size_t Pattern::size() const { return static_cast<std::size_t>(std::max(compiled_->ProgramSize(), 1)); }

} // namespace callflow::base
