// What of a Ruby dialplan is not taken over, and where it stands.
#pragma once

#include "base/codes.hpp"
#include "base/diagnostic.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::providers::sip {

// Keeps a view of the script.
class RubyLosses {
public:
    RubyLosses(base::FileId file, std::string_view text, base::Diagnostics& found)
        : file_(file), text_(text), found_(found) {}

    // A finding at a part of the script, at `statement` where the part was made of what others say.
    void lose(std::string_view part, std::string message, std::string help = {}) {
        found_.report(base::codes::lost_part, span(part), std::move(message)).help = std::move(help);
        any_ = true;
    }
    [[nodiscard]] bool any() const { return any_; }
    std::string_view statement;

private:
    [[nodiscard]] base::Span span(std::string_view part) const {
        const std::less<const char*> before;
        if (before(part.data(), text_.data()) || before(text_.data() + text_.size(), part.data())) part = statement;
        const auto begin = static_cast<std::uint32_t>(part.data() - text_.data());
        return {file_, begin, begin + static_cast<std::uint32_t>(part.size())};
    }

    base::FileId file_;
    std::string_view text_;
    base::Diagnostics& found_;
    bool any_ = false;
};

} // namespace callflow::providers::sip
