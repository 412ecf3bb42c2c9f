// The only source that knows RE2.
#include "base/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
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

std::vector<std::pair<int, std::string>> Pattern::names() const {
    const auto& named = compiled_->CapturingGroupNames();
    return {named.begin(), named.end()};
}

int Pattern::group_count() const { return compiled_->NumberOfCapturingGroups(); }

bool Pattern::captures(std::string_view text, std::span<std::string_view> groups) const {
    constexpr std::size_t most = 32;
    std::array<re2::StringPiece, most> found;
    const std::size_t count = std::min(groups.size(), most);
    if (!compiled_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, found.data(),
                          static_cast<int>(count)))
        return false;
    for (std::size_t i = 0; i < count; ++i)
        groups[i] =
            found[i].data() == nullptr ? std::string_view() : std::string_view(found[i].data(), found[i].size());
    for (std::size_t i = count; i < groups.size(); ++i) groups[i] = {};
    return true;
}

std::size_t Pattern::size() const { return static_cast<std::size_t>(std::max(compiled_->ProgramSize(), 1)); }

} // namespace callflow::base
