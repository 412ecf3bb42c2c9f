// Addresses in TwiML: those that lead somewhere else than they look, and those that lead nowhere.
#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "providers/twilio/check_values.hpp"
#include "providers/values.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::twilio {

namespace {

namespace codes = base::codes;
using Problem = std::optional<Complaint>;

struct Refused {
    std::string_view element;
    std::string_view attribute; // empty: its text
    int number = 0;
};
constexpr auto refused_values = std::to_array<Refused>({
    {"Conference", "endConferenceOnExit", 13231},
    {"Enqueue", "", 14205},
    {"Enqueue", "action", 14203},
    {"Enqueue", "method", 14201},
    {"Enqueue", "waitUrl", 14202},
    {"Enqueue", "waitUrlMethod", 14206},
    {"Gather", "actionOnEmptyResult", 13338},
    {"Queue", "", 14213},
    {"Queue", "method", 14210},
    {"Queue", "url", 14211},
    {"Record", "transcribeCallback", 13257},
});

// What cannot be fetched ends the call where its answer is to go on with it (11100).
bool steers(std::string_view element, std::string_view attribute) {
    return attribute == "action" || attribute == "url" || (attribute.empty() && element == "Redirect");
}

// The complaint as an error, where Twilio refuses what has no address that it can ask.
Problem unreachable(std::string_view element, std::string_view attribute, std::string message, std::string help) {
    int number = refused_as(element, attribute);
    if (number == 0 && steers(element, attribute)) number = 11100;
    return Complaint{&codes::twiml_address, message + refusal(number), std::move(help),
                     number == 0 ? base::Severity::warning : base::Severity::error};
}

// Without a user and a port.
std::string_view host_of(std::string_view authority) {
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) authority.remove_prefix(at + 1);
    return authority.starts_with('[') ? authority : authority.substr(0, authority.find(':'));
}

bool is_port(std::string_view text) {
    constexpr std::int64_t largest = 65535;
    const auto number = base::parse_int(text);
    return text.empty() || (number && *number > 0 && *number <= largest);
}

// `localhost:3000/x`: what looks like a scheme is a host.
bool is_host_and_port(const base::UrlParts& parts) {
    return parts.has_scheme && !parts.has_authority && !parts.path.empty() && base::is_digit(parts.path.front());
}

Problem web_address(std::string_view element, std::string_view attribute, std::string_view value,
                    const std::string& of) {
    const base::UrlParts parts = base::split_url(value);
    if (lacks_scheme(value) || is_host_and_port(parts)) {
        return Complaint{&codes::twiml_address, fmt::format("{} has no scheme, so it is relative", base::quoted(value)),
                         fmt::format("write https://{}", base::printable(value))};
    }
    if (!parts.has_scheme) return {};
    std::string scheme = base::lowered(parts.scheme);
    if (scheme != "http" && scheme != "https") {
        return unreachable(element, attribute,
                           fmt::format("{} is an address of the web, not of {}:", of, base::printable(scheme)),
                           "an address begins with https:// or http://, or is relative");
    }
    const std::string_view host = host_of(parts.authority);
    if (host.empty()) {
        return unreachable(element, attribute,
                           fmt::format("the address in {} has no host: {}", of, base::quoted(value)),
                           "write https://example.com/…");
    }
    const std::string_view behind = parts.authority.substr(
        std::min(parts.authority.size(), static_cast<std::size_t>(host.data() - parts.authority.data()) + host.size()));
    if (behind.starts_with(':') && !is_port(behind.substr(1))) {
        return unreachable(element, attribute, fmt::format("{} is no port", base::quoted(behind.substr(1))),
                           "a port is a number from 1 to 65535");
    }
    if (host.find('_') != std::string_view::npos) {
        return Complaint{&codes::twiml_address, fmt::format("a host name has no underscore: {}", base::quoted(host))};
    }
    if (element == "Pay" && scheme == "http") {
        return Complaint{&codes::twiml_address, fmt::format("{} is https, not {}", of, base::quoted(value))};
    }
    return {};
}

} // namespace

int refused_as(std::string_view element, std::string_view attribute) {
    const auto* at = std::ranges::find_if(
        refused_values, [&](const Refused& one) { return one.element == element && one.attribute == attribute; });
    return at == refused_values.end() ? 0 : at->number;
}

std::string refusal(int number) {
    return number == 0 ? std::string() : fmt::format(", which Twilio refuses ({})", number);
}

Problem address_problem(std::string_view element, std::string_view attribute, std::string_view value) {
    const std::string of = attribute.empty() ? std::string(element) : fmt::format("{} of {}", attribute, element);
    const bool socket = attribute == "url" && (element == "Stream" || element == "ConversationRelay");
    if (value.find_first_of(" \t\r\n") != std::string_view::npos) {
        return Complaint{&codes::twiml_address,
                         fmt::format("the address in {} has a blank in it: {}", of, base::quoted(value)),
                         "a blank is written %20"};
    }
    if (const std::size_t odd = value.find_first_of("{}<>"); odd != std::string_view::npos) {
        return Complaint{&codes::twiml_address,
                         fmt::format("the address in {} has {} in it", of, base::quoted(value.substr(odd, 1))),
                         "was a template written down before its values were put in?"};
    }
    if (socket) {
        if (!value.starts_with("wss://")) {
            return Complaint{&codes::twiml_address, fmt::format("{} is a socket, not {}", of, base::quoted(value)),
                             "it begins with wss://"};
        }
        if (element == "Stream" && value.find('?') != std::string_view::npos) {
            return Complaint{&codes::twiml_address, "what stands behind the ? of a stream's address may not arrive",
                             "<Parameter name=… value=…/> inside Stream does", base::Severity::note};
        }
        return {};
    }
    if (element == "Transcription" && attribute == "statusCallbackUrl" && value.find("://") == std::string_view::npos &&
        !lacks_scheme(value)) {
        return Complaint{&codes::twiml_address, fmt::format("{} is absolute, not {}", of, base::quoted(value))};
    }
    return web_address(element, attribute, value, of);
}

} // namespace callflow::providers::twilio
