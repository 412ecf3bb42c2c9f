// Whom a dial calls, from one platform's spelling to the other's.
#include "base/text.hpp"
#include "providers/translate.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

// An address of Tropo's with what it does there once somebody answers: `+1…;postd=12pp3;pause=2s`.
struct Target {
    std::string address;
    std::string keys;                 // of postd
    std::int64_t pause = 0;           // half seconds
    std::vector<std::string> unknown; // `x=y`
};

// `5s`, `500ms`, `5`: in half seconds, rounded up.
std::int64_t half_seconds(std::string_view text) {
    const bool milli = text.ends_with("ms");
    if (milli || text.ends_with('s')) text.remove_suffix(milli ? 2 : 1);
    constexpr double longest = 3600;
    const double number = std::clamp(base::parse_double(text).value_or(0), 0.0, longest * 1000);
    return static_cast<std::int64_t>(std::ceil(std::min(milli ? number / 1000 : number, longest) * 2));
}

Target read_target(std::string_view text) {
    Target out;
    const std::size_t end = std::min(text.find(';'), text.size());
    out.address = base::trim(text.substr(0, end));
    text.remove_prefix(end);
    while (!text.empty()) {
        text.remove_prefix(1); // the semicolon
        const std::size_t next = std::min(text.find(';'), text.size());
        const std::string_view one = base::trim(text.substr(0, next));
        text.remove_prefix(next);
        if (one.starts_with("postd=")) {
            out.keys = one.substr(6);
        } else if (one.starts_with("pause=")) {
            out.pause = half_seconds(one.substr(6));
        } else if (!one.empty()) {
            out.unknown.emplace_back(one);
        }
    }
    return out;
}

// Takes what is neither a key nor a pause out of what is to be dialled.
std::string take_strange(std::string& keys) {
    const auto is_key = [](char c) { return std::string_view("0123456789*#ABCDp").find(c) != std::string_view::npos; };
    std::string out;
    for (const char c : keys)
        if (!is_key(c)) out += c;
    std::erase_if(keys, [&](char c) { return !is_key(c); });
    return out;
}

// The keys with the waiting before them, as Twilio spells both: W waits for a second, w for half of one. Tropo's p is a second.
std::string send_digits(const Target& target) {
    std::string out(static_cast<std::size_t>(target.pause / 2), 'W');
    if (target.pause % 2 != 0) out += 'w';
    out += target.keys;
    std::ranges::replace(out, 'p', 'W');
    return out;
}

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
    const bool sip = noun.spec->name == "sip";
    if (!sip && noun.spec->name != "number") return true;
    const std::string_view attribute = sip ? "uri" : "number";
    const std::string* given = noun.find(attribute);
    if (given == nullptr) return true;
    const std::string whole = *given;
    if (has_other_scheme(whole)) {
        lose(noun, attribute, fmt::format("{} is lost: Twilio calls numbers and SIP addresses", base::quoted(whole)),
             lost);
        return false;
    }
    if (sip) { // parameters of an address of its own, which are SIP's, stay
        const bool dials = whole.find(";postd=") != std::string::npos || whole.find(";pause=") != std::string::npos;
        if (!dials && whole.starts_with("sip")) return true;
    }
    Target target = read_target(whole);
    const auto gone = [&](std::string_view what, std::string_view why) {
        lose(noun, attribute,
             fmt::format("{} of {} is lost: {}", base::quoted(what), base::quoted(target.address), why), lost);
    };
    if (sip) {
        std::string uri = target.address.starts_with("sip") ? target.address : "sip:" + target.address;
        for (const std::string& one : target.unknown) uri += ";" + one;
        if (!target.keys.empty() || target.pause > 0) {
            gone(send_digits(target), "Twilio sends keys to numbers only");
        }
        replace(noun, attribute, uri);
        return true;
    }
    for (const std::string& one : target.unknown) gone(one, "Twilio has no such word in a number");
    if (const std::string strange = take_strange(target.keys); !strange.empty())
        gone(strange, "there are no such keys");
    const std::string keys = send_digits(target);
    if (target.keys.empty() && target.pause > 0) {
        gone("pause", "Twilio waits before it sends keys, and there are none");
    } else if (!keys.empty()) {
        give(noun, "sendDigits", keys);
    }
    if (target.address != whole) replace(noun, attribute, target.address);
    return true;
}

// `+14155550100`, also of `(415) 555-0100` and of `1 415 555 0100`, which Twilio takes for the same. Empty for what is no number.
std::string full_number(std::string_view text) {
    std::string out;
    bool plus = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
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
