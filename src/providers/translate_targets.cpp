// Whom a dial calls, from one platform's spelling to the other's.
#include "base/ascii.hpp"
#include "base/text.hpp"
#include "providers/dialled_options.hpp"
#include "providers/translate.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

void replace(ResolvedVerb& noun, std::string_view attribute, std::string_view value) {
    take(noun, attribute);
    give(noun, attribute, value);
}

// `jabber:joe@example.com` has one that Twilio does not call; a port's number is none.
bool has_other_scheme(std::string_view address) {
    const std::size_t colon = address.find(':');
    if (colon == std::string_view::npos || address.starts_with("sip:") || address.starts_with("sips:")) return false;
    const std::string_view scheme = address.substr(0, colon);
    return scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

// False where Twilio cannot call it.
bool to_twilio(ResolvedVerb& noun, base::Diagnostics& lost) {
    const std::string* given = noun.spec->name == "sip" || noun.spec->name == "number" ? noun.content() : nullptr;
    if (given == nullptr) return true;
    const std::string_view attribute = noun.spec->content;
    if (has_other_scheme(*given)) {
        lose(noun, attribute, fmt::format("{} is lost: Twilio calls numbers and SIP addresses", base::quoted(*given)),
             lost);
        return false;
    }
    const auto gone = [&](const OptionLost& one) {
        lose(noun, attribute,
             fmt::format("{} of {} is lost: {}", base::quoted(one.option), base::quoted(one.address), one.why), lost);
    };
    options_apart(noun, gone);
    const std::string address(base::trim(*noun.content()));
    if (noun.spec->name == "sip" && !address.starts_with("sip")) replace(noun, attribute, "sip:" + address);
    return true;
}

// `+14155550100`, also of `(415) 555-0100` and of `1 415 555 0100`, which Twilio takes for the same. Empty for what is no number.
std::string full_number(std::string_view text) {
    std::string out;
    bool plus = false;
    for (const char c : text) {
        if (base::is_digit(c)) {
            out += c;
        } else if (c == '+' && out.empty() && !plus) {
            plus = true;
        } else if (std::string_view(" -.()/").find(c) == std::string_view::npos) {
            return {};
        }
    }
    constexpr std::size_t national = 10;
    if (plus) return out.empty() ? "" : "+" + out;
    if (out.size() == national) return "+1" + out;
    return out.size() == national + 1 && out.front() == '1' ? "+" + out : "";
}

void to_tropo(ResolvedVerb& noun, base::Diagnostics& lost) {
    const std::string* given = noun.find("number");
    if (given == nullptr) return;
    const std::string full = full_number(base::trim(*given));
    if (full.empty()) {
        lose(noun, "number",
             fmt::format("Tropo calls numbers that begin with + and the country, which {} does not say",
                         base::quoted(*given)),
             lost);
    } else if (full != *given) {
        replace(noun, "number", full);
    }
}

} // namespace

void twilio_targets(ResolvedVerb& dial, base::Diagnostics& lost) {
    std::erase_if(dial.children, [&](ResolvedVerb& noun) { return !to_twilio(noun, lost); });
}

void tropo_targets(ResolvedVerb& dial, base::Diagnostics& lost) {
    to_tropo(dial, lost);
    std::size_t targets = 0;
    bool headers = false;
    for (ResolvedVerb& noun : dial.children) {
        if (noun.spec->name == "number") to_tropo(noun, lost);
        const std::string* uri = noun.spec->name == "sip" ? noun.find("uri") : nullptr;
        headers = headers || (uri != nullptr && uri->find('?') != std::string::npos);
        targets += noun.spec->name == "number" || uri != nullptr ? 1U : 0U;
        for (const ResolvedVerb& inner : noun.children) {
            headers = headers || inner.spec->name == "header";
            if (inner.find("uri") != nullptr) ++targets;
        }
    }
    if (headers && targets > 1) {
        lose(dial, {},
             "headers of one of those who are called go to all of them: Tropo has them for the whole transfer", lost);
    }
}

} // namespace callflow::providers
