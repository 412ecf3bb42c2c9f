#include "tracking/attribution/phone.hpp"

#include "base/ascii.hpp"
#include "base/module.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

constexpr std::size_t most_known = 1'000'000;
constexpr std::size_t longest = 64; // of what may be a number

// What exchanges and providers put in the place of a number that is not told. The digits are those of the word on a telephone.
bool is_withheld(std::string_view text) {
    static constexpr std::array<std::string_view, 18> words{
        "anonymous",  "restricted",   "private", "unknown",      "unavailable",      "withheld",
        "blocked",    "no caller id", "hidden",  "+266696687",   "266696687",        "+7378742833",
        "7378742833", "+2562533",     "2562533", "+86282452253", "anonymous caller", "(not provided)"};
    return std::ranges::find(words, base::lowered(text)) != words.end();
}

// `+` and 8 to 15 digits; 0 for anything else.
std::uint64_t plain(std::string_view text) {
    if (text.size() < 9 || text.size() > 16 || text[0] != '+' || text[1] == '0') return 0;
    std::uint64_t out = 0;
    for (const char c : text.substr(1)) {
        if (!base::is_digit(c)) return 0;
        out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return out;
}

// The part of `sip:+4940123456@host;user=phone` and `<tel:…>` that may be a number.
std::string_view inside_address(std::string_view text) {
    if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
    for (const std::string_view scheme : {"sip:", "sips:", "tel:"}) {
        if (!base::lowered(text.substr(0, scheme.size())).starts_with(scheme)) continue;
        text.remove_prefix(scheme.size());
        text = text.substr(0, text.find_first_of("@;"));
    }
    return text;
}

} // namespace

std::string e164(std::uint64_t number) { return number == 0 ? std::string() : fmt::format("+{}", number); }

PhoneReader::PhoneReader(std::string region, Read read) : region_(std::move(region)), read_(std::move(read)) {}

Phone PhoneReader::read(std::string_view text) {
    text = base::trim(text);
    if (text.empty()) return {};
    if (const std::uint64_t number = plain(text)) {
        if (number == 266696687 || number == 7378742833 || number == 86282452253) return {Phone::Kind::withheld, 0};
        return {Phone::Kind::number, number};
    }
    if (const auto found = known_.find(text); found != known_.end()) return found->second;
    const Phone out = read_hard(text);
    if (known_.size() >= most_known) known_.clear();
    known_.emplace(text, out);
    return out;
}

Phone PhoneReader::read_hard(std::string_view text) {
    text = inside_address(text);
    if (is_withheld(text)) return {Phone::Kind::withheld, 0};
    const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, base::is_digit));
    // Without this, anything that has letters would be spelt on a telephone's keys.
    const bool letters = std::ranges::any_of(text, base::is_letter);
    if (digits < 5 || digits > 20 || letters || text.size() > longest) return {Phone::Kind::unusable, 0};
    if (const std::uint64_t number = plain(text)) return {Phone::Kind::number, number};
    if (!load()) return {Phone::Kind::unusable, 0};
    const std::uint64_t number = read_(text, region_);
    return number == 0 ? Phone{Phone::Kind::unusable, 0} : Phone{Phone::Kind::number, number};
}

bool PhoneReader::load() {
    if (read_) return true;
    if (!state_) return false;
    const auto found = base::find_module_as<const PhoneModule*()>("phone");
    if (!found) {
        state_ = tl::unexpected(found.error());
        return false;
    }
    const PhoneModule* const module = (*found)();
    if (!region_.empty() && !module->knows_region(region_))
        state_ = base::fail(base::ErrorKind::usage,
                            fmt::format("there is no region {}: a region is a country's two letters, such as DE",
                                        base::quoted(region_)));
    else
        read_ = module->read;
    return state_.has_value();
}

} // namespace callflow::tracking
