// Phone numbers as everybody writes them, as E.164. Who knows the countries' rules is a module, loaded when a number is first met that
// is not E.164 already.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callflow::tracking {

// What the module callflow_phone.so hands out, by `extern "C" const PhoneModule* callflow_phone()`.
struct PhoneModule {
    // The number's digits with the country's code, 0 for what is no possible number. `region`: of numbers without a country's code,
    // two letters, or empty.
    std::uint64_t (*read)(std::string_view text, std::string_view region) = nullptr;
    bool (*knows_region)(std::string_view region) = nullptr;
};

// What a text in the place of a phone number is.
struct Phone {
    enum class Kind : std::uint8_t {
        missing,  // nothing is there
        withheld, // the caller did not want to be known, or the network does not know
        unusable, // neither that nor a number: an extension, a name
        number,
    } kind = Kind::missing;
    std::uint64_t number = 0; // its digits: 4940123456 for +4940123456

    friend bool operator==(const Phone&, const Phone&) = default;
};

// `+4940123456`; empty for 0.
[[nodiscard]] std::string e164(std::uint64_t number);

// Belongs to one thread. Remembers what it was asked, up to a bound.
class PhoneReader {
public:
    using Read = std::function<std::uint64_t(std::string_view text, std::string_view region)>;

    // `region`: the country of numbers that do not say theirs, `DE`; empty: these are unusable. `read` as the module's; null: the module.
    explicit PhoneReader(std::string region = {}, Read read = nullptr);
    [[nodiscard]] Phone read(std::string_view text);
    // Why the module could not be used; then all that needed it was unusable.
    [[nodiscard]] base::Result<void> state() const { return state_; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    [[nodiscard]] Phone read_hard(std::string_view text);
    bool load();

    std::string region_;
    Read read_;
    base::Result<void> state_;
    std::unordered_map<std::string, Phone, Hash, std::equal_to<>> known_;
};

} // namespace callflow::tracking
