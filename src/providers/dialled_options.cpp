#include "providers/dialled_options.hpp"

#include "base/text.hpp"
#include "providers/translate.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

constexpr std::string_view telephone = "tel:";

// An address of Tropo's with what it does there once somebody answers: `+1…;postd=12pp3;pause=2s`.
struct Target {
    std::string address;
    std::string keys;                   // of postd
    std::int64_t pause = 0;             // half seconds
    std::vector<std::string> no_length; // of `pause=x` that cannot be read
    std::vector<std::string> unknown;   // `x=y`
};

// `5s`, `500ms`, `5`: in half seconds, rounded up, an hour at most; nothing where it is no length.
std::optional<std::int64_t> half_seconds(std::string_view text) {
    const bool milli = text.ends_with("ms");
    if (milli || text.ends_with('s')) text.remove_suffix(milli ? 2 : 1);
    constexpr double longest = 3600;
    const auto number = base::parse_double(text);
    if (!number || *number < 0) return std::nullopt;
    return static_cast<std::int64_t>(std::ceil(std::min(milli ? *number / 1000 : *number, longest) * 2));
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
            const auto length = half_seconds(one.substr(6));
            if (length)
                out.pause = *length;
            else
                out.no_length.emplace_back(one);
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

// Parameters of a SIP address of its own are SIP's; a number has none.
bool has_options(const ResolvedVerb& noun) {
    const std::string* address = noun.content();
    if (address == nullptr) return false;
    if (noun.spec->name != "sip") return address->find(';') != std::string::npos;
    return address->find(";postd=") != std::string::npos || address->find(";pause=") != std::string::npos;
}

bool is_plain(const ResolvedVerb& dial) {
    const auto spelt = [](const std::string* number) {
        return number == nullptr || (number->find(';') == std::string::npos && !number->starts_with(telephone));
    };
    return spelt(dial.find("number")) && std::ranges::all_of(dial.children, [&](const ResolvedVerb& noun) {
               if (noun.spec->name == "sip") return !has_options(noun);
               return noun.spec->name != "number" || spelt(noun.content());
           });
}

// The dial's own number as a noun, which may have keys to be played.
void name_number(ResolvedVerb& dial) {
    const auto own = std::ranges::find_if(dial.attributes, [](const auto& one) { return one.spec->name == "number"; });
    if (own == dial.attributes.end()) return;
    ResolvedVerb noun;
    noun.spec = flow::find_verb("number");
    noun.where = dial.where;
    noun.attributes.push_back({flow::find_attribute(*noun.spec, "number"), std::move(own->value), own->where});
    dial.attributes.erase(own);
    dial.children.insert(dial.children.begin(), std::move(noun));
}

void make_plain(ResolvedVerb& dial, const Findings& findings) {
    name_number(dial);
    for (ResolvedVerb& noun : dial.children) {
        const std::string_view kind = noun.spec->name;
        if (kind != "sip" && kind != "number") continue;
        options_apart(noun, [&](const OptionLost& one) {
            findings.left_out_there(noun, fmt::format("{} behind what is dialled", base::quoted(one.name)), one.why);
        });
        for (flow::ResolvedAttribute& one : noun.attributes)
            if (kind == "number" && one.spec->name == "number" && one.value.starts_with(telephone))
                one.value.erase(0, telephone.size());
    }
}

} // namespace

void options_apart(ResolvedVerb& noun, const std::function<void(const OptionLost&)>& lost) {
    if (!has_options(noun)) return;
    Target target = read_target(*noun.content());
    const bool sip = noun.spec->name == "sip";
    const auto gone = [&](std::string_view name, const std::string& option, std::string_view why) {
        lost({name, option, target.address, why});
    };
    std::string address = target.address;
    for (const std::string& one : target.unknown) {
        if (sip)
            address += ";" + one;
        else
            gone(std::string_view(one).substr(0, one.find('=')), one, "Twilio has no such word in a number");
    }
    for (const std::string& one : target.no_length) gone("pause", one, "it is no length of time");
    if (const std::string strange = take_strange(target.keys); !sip && !strange.empty())
        gone("postd", strange, "there are no such keys");
    const std::string keys = send_digits(target);
    if (sip) {
        if (!keys.empty()) gone("postd", keys, "Twilio sends keys to numbers only");
    } else if (target.keys.empty()) {
        if (target.pause > 0) gone("pause", "pause", "Twilio waits before it sends keys, and there are none");
    } else if (noun.find("sendDigits") != nullptr) {
        gone("postd", keys, "`sendDigits` stands beside it");
    } else {
        give(noun, "sendDigits", keys);
    }
    for (flow::ResolvedAttribute& one : noun.attributes)
        if (one.spec->name == noun.spec->content) one.value = address;
}

std::optional<flow::ResolvedResponse> with_plain_numbers(const flow::ResolvedResponse& response,
                                                         const Findings& findings) {
    const auto fine = [](const ResolvedVerb& verb) { return verb.spec->name != "dial" || is_plain(verb); };
    if (std::ranges::all_of(response.verbs, fine)) return std::nullopt;
    flow::ResolvedResponse out = response;
    for (ResolvedVerb& verb : out.verbs)
        if (!fine(verb)) make_plain(verb, findings);
    return out;
}

} // namespace callflow::providers
