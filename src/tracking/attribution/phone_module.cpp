// The module callflow_phone.so: numbers by libphonenumber, which knows every country's prefixes and lengths.
#include "base/ascii.hpp"
#include "tracking/attribution/phone.hpp"

#include <phonenumbers/phonenumberutil.h>
#include <set>
#include <string>

using namespace callflow::tracking;

namespace {

namespace phonenumbers = i18n::phonenumbers;
using Util = phonenumbers::PhoneNumberUtil;

std::uint64_t digits_of(const phonenumbers::PhoneNumber& number) {
    std::string text;
    Util::GetInstance()->Format(number, Util::E164, &text);
    std::uint64_t out = 0;
    if (text.size() < 2 || text.size() > 16) return 0;
    for (const char c : text.substr(1)) {
        if (c < '0' || c > '9') return 0;
        out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return out;
}

std::uint64_t read_number(std::string_view text, std::string_view region) {
    const Util& util = *Util::GetInstance();
    phonenumbers::PhoneNumber number;
    const std::string written(text);
    const std::string from(region.empty() ? std::string_view("ZZ") : region);
    if (util.Parse(written, from, &number) == Util::NO_PARSING_ERROR && util.IsPossibleNumber(number))
        return digits_of(number);
    // Exchanges leave out the plus, or write the 00 of most countries where the region has another prefix. Only what is a number
    // that has been given out is taken for one then.
    std::string plain;
    for (const char c : written)
        if (callflow::base::is_digit(c)) plain += c;
    if (written.find('+') != std::string::npos) return 0;
    // Without a region only 00 tells a country's code from anything else.
    const bool prefixed = plain.starts_with("00");
    if (region.empty() && !prefixed) return 0;
    if (prefixed) plain.erase(0, 2);
    if (plain.size() < 11) return 0;
    if (util.Parse("+" + plain, "ZZ", &number) != Util::NO_PARSING_ERROR || !util.IsValidNumber(number)) return 0;
    return digits_of(number);
}

bool has_region(std::string_view region) {
    std::set<std::string> regions;
    Util::GetInstance()->GetSupportedRegions(&regions);
    return regions.contains(std::string(region));
}

constexpr PhoneModule phone_module{read_number, has_region};

} // namespace

extern "C" __attribute__((visibility("default"))) const PhoneModule* callflow_phone();

const PhoneModule* callflow_phone() { return &phone_module; }
