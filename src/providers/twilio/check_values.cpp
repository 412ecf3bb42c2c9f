#include "providers/twilio/check_values.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "providers/twilio/voices.hpp"
#include "providers/values.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::twilio {

namespace {

namespace codes = base::codes;
using Problem = std::optional<Complaint>;

Problem bad(std::string message, std::string help = {}) {
    return Complaint{&codes::twiml_value, std::move(message), std::move(help)};
}

Problem doubtful(std::string_view element, std::string_view attribute, std::string_view value, Doubt doubt) {
    if (doubt.message.empty()) return {};
    return Complaint{&codes::twiml_value,
                     fmt::format("{} of {} has {} {}", attribute, element, doubt.message, base::quoted(value)),
                     std::move(doubt.help), doubt.likely ? base::Severity::warning : base::Severity::note};
}

Problem voice(std::string_view value) {
    if (value == "man" || value == "woman" || value == "alice") {
        return Complaint{&codes::twiml_old, fmt::format("the voice {} is an old one", base::quoted(value)),
                         "a voice of Polly or Google sounds better: Polly.Joanna, Google.en-US-Standard-C",
                         base::Severity::note};
    }
    return doubtful("Say", "voice", value, doubt_voice(value));
}

Problem hints(std::string_view value) {
    constexpr std::size_t most = 500;
    constexpr std::size_t longest = 100;
    const auto count = static_cast<std::size_t>(std::ranges::count(value, ',')) + 1;
    if (count > most) return bad(fmt::format("hints has {} entries, {} is the most", count, most));
    for (std::string_view rest = value; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (length_of(base::trim(one)) <= longest) continue;
        return bad(fmt::format("a hint has {} characters at most: {}", longest, base::quoted(one, 40)));
    }
    return {};
}

bool is_hex(char c) { return base::hex_value(c) >= 0; }

// An identifier of Twilio's: two letters and 32 hexadecimal digits.
bool is_sid(std::string_view value, std::string_view letters) {
    constexpr std::size_t digits = 32;
    return value.size() == letters.size() + digits && value.starts_with(letters) &&
           std::ranges::all_of(value.substr(letters.size()), is_hex);
}

// Plain digits, as whoever types a number groups them.
constexpr std::string_view of_numbers = "+0123456789 ().-*#";

Problem phone_number(std::string_view text) {
    if (text.find_first_not_of(of_numbers) != std::string_view::npos) {
        return bad(fmt::format("{} is no telephone number", base::quoted(text)),
                   text.starts_with("sip:") ? "a SIP address stands in <Sip>" : "it is written +15551230000");
    }
    constexpr std::ptrdiff_t longest = 15; // E.164
    const auto digits = std::ranges::count_if(text, base::is_digit);
    if (digits == 0)
        return bad(fmt::format("{} is no telephone number", base::quoted(text)), "it is written +15551230000");
    if (text.starts_with('+') && digits > longest) {
        return bad(fmt::format("a telephone number has {} digits at most: {}", longest, base::quoted(text)),
                   "keys behind it stand in sendDigits of <Number>");
    }
    return {};
}

Problem sip_address(std::string_view text) {
    const auto wrong = [&](std::string_view what) {
        return Complaint{&codes::twiml_address, fmt::format("{} is no SIP address: {}", base::quoted(text), what),
                         "it is written sip:agent@example.com"};
    };
    if (text.find_first_of(" \t\n") != std::string_view::npos) {
        return Complaint{&codes::twiml_address, fmt::format("an address has no blank: {}", base::quoted(text))};
    }
    std::string_view rest = text.substr(0, text.find_first_of("?;")); // headers and parameters
    const std::size_t colon = rest.find(':');
    const std::string_view scheme = colon == std::string_view::npos ? std::string_view() : rest.substr(0, colon);
    if (scheme == "sip" || scheme == "sips") {
        rest.remove_prefix(colon + 1);
    } else if (scheme == "http" || scheme == "https" || scheme == "tel") {
        return wrong(fmt::format("it begins with {}:", scheme));
    }
    const std::size_t slashes = rest.find("//");
    if (slashes < rest.find('@')) // `sip://agent@…`, or `sips//agent@…` without its colon
        return wrong(colon == std::string_view::npos ? "it has // and no colon" : "no // stands behind the colon");
    const std::size_t at = rest.find('@');
    if (rest.empty() || rest.ends_with('@')) return wrong("it has no host");
    const bool host = rest.find_first_of(".:[") != std::string_view::npos || rest == "localhost";
    if (at == std::string_view::npos && !host) return wrong("it has no host behind the user");
    if (at == 0) return wrong("it has no user before the @");
    if (at != std::string_view::npos && rest.find('@', at + 1) != std::string_view::npos) return wrong("it has two @");
    return {};
}

Problem json(std::string_view text) {
    base::Sources sources;
    base::Diagnostics found;
    if (doc::read_json(sources, sources.add({}, std::string(text)), found)) return {};
    const std::string why = found.items().empty() ? std::string() : fmt::format(": {}", found.items().front().message);
    return Complaint{&codes::twiml_value, fmt::format("a Task is JSON, and this is none{}{}", why, refusal(14221)),
                     R"(write {"type": "sales"})", base::Severity::error};
}

} // namespace

Problem attribute_problem(std::string_view element, std::string_view attribute, std::string_view value) {
    if (attribute == "finishOnKey") {
        if (element == "Gather" && value.size() > 1)
            return bad(fmt::format("finishOnKey of Gather is one key, not {}", base::quoted(value)));
        if (value.find_first_of("ABCD") != std::string_view::npos)
            return bad(fmt::format("finishOnKey of {} holds keys (0-9 * #), not {}", element, base::quoted(value)));
        return {};
    }
    if (element == "Say" && attribute == "voice") return voice(value);
    if (attribute == "language" && (element == "Say" || element == "Gather" || element == "Pay"))
        return doubtful(element, attribute, value, doubt_language(value));
    if (attribute == "hints" && element == "Gather") return hints(value);
    if (attribute == "coach" && !is_sid(value, "CA")) {
        return bad(fmt::format("coach of Conference is the id of a call, not {}", base::quoted(value)),
                   "it is CA and 32 hexadecimal digits");
    }
    if (attribute == "to" && (element == "Sms" || element == "Message") && value.find(':') == std::string_view::npos &&
        value.find('@') == std::string_view::npos) {
        return phone_number(value);
    }
    if (attribute == "callerId" && value.starts_with('+')) return phone_number(value);
    if (element == "Header" && attribute == "name" && value.find_first_of(" \t:=") != std::string_view::npos) {
        return bad(fmt::format("{} is no name of a SIP header", base::quoted(value)),
                   "it is written X-Name, without a colon");
    }
    if (element == "Message" && attribute == "statusCallback") {
        return Complaint{&codes::twiml_old, "statusCallback of Message is an old name", "action has taken its place",
                         base::Severity::note};
    }
    return {};
}

Problem text_problem(std::string_view element, flow::AttributeType type, std::string_view text) {
    if (element == "Task") return json(text);
    if (element == "Sim" && !text.starts_with("DE")) {
        return bad(fmt::format("a Sim is named by its id, which begins with DE, not {}", base::quoted(text)));
    }
    if (type == flow::AttributeType::phone_number) return phone_number(text);
    if (type == flow::AttributeType::uri) return sip_address(text);
    return {};
}

bool is_break_time(std::string_view value) {
    const std::size_t unit = value.find_first_not_of("0123456789.");
    if (unit == 0 || unit == std::string_view::npos) return false;
    return (value.substr(unit) == "s" || value.substr(unit) == "ms") &&
           base::parse_double(value.substr(0, unit)).has_value();
}

} // namespace callflow::providers::twilio
