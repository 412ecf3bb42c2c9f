#include "providers/tropo/destination.hpp"

#include "base/text.hpp"
#include "providers/phone.hpp"
#include "providers/tropo/tropo.hpp"

#include <fmt/format.h>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedVerb;

std::string address(const ResolvedVerb& verb, std::string_view attribute, std::string_view scheme) {
    const std::string* given = verb.find(attribute);
    const std::string_view text = given == nullptr ? std::string_view() : base::trim(*given);
    const bool complete = text.starts_with("sip:") || text.starts_with("sips:") || text.starts_with("tel:");
    std::string out(complete ? std::string_view() : scheme);
    out += attribute == "uri" ? text.substr(0, text.find('?')) : text;
    return dialled(out);
}

} // namespace

std::string dialled(std::string_view address) {
    constexpr std::string_view scheme = "tel:";
    if (!address.starts_with(scheme)) return normal_phone_number(address);
    return std::string(scheme) + normal_phone_number(address.substr(scheme.size()));
}

void append_digits(std::string& out, std::string_view digits) {
    if (digits.empty()) {
        return;
    }
    out += ";postd=";
    // A `w` waits half as long as a `p`; an odd one is rounded up, so that nothing is dialled too soon.
    std::size_t halves = 0;
    const auto pause = [&] {
        out.append((halves + 1) / 2, 'p');
        halves = 0;
    };
    for (const char key : digits) {
        if (key == 'w' || key == 'W') {
            halves += key == 'w' ? 1 : 2;
            continue;
        }
        pause();
        out.push_back(key);
    }
    pause();
}

std::string_view sip_query(std::string_view uri) {
    const std::size_t mark = uri.find('?');
    return mark == std::string_view::npos ? std::string_view() : base::trim(uri.substr(mark + 1));
}

std::vector<std::string> dial_addresses(const ResolvedVerb& dial, const Findings& findings) {
    std::vector<std::string> addresses;
    if (dial.find("number") != nullptr) {
        addresses.push_back(address(dial, "number", "tel:"));
    }
    for (const ResolvedVerb& noun : dial.children) {
        const std::string_view name = noun.spec->name;
        if (name == "on") {
            continue;
        }
        if (name == "sip") {
            if (noun.find("uri") != nullptr) {
                addresses.push_back(address(noun, "uri", "sip:"));
            }
            for (const ResolvedVerb& one : noun.children) {
                if (one.find("uri") != nullptr) {
                    addresses.push_back(address(one, "uri", "sip:"));
                }
            }
            continue;
        }
        if (name != "number") {
            const Row* row = find_row(*noun.spec);
            findings.not_on_provider(noun, fmt::format("no {} in a transfer", name),
                                     row == nullptr ? std::string_view() : row->support.instead);
            continue;
        }
        addresses.push_back(address(noun, "number", "tel:"));
        if (const std::string* digits = noun.find("sendDigits")) {
            append_digits(addresses.back(), *digits);
        }
    }
    return addresses;
}

} // namespace callflow::providers::tropo
