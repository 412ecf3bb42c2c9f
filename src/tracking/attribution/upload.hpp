// Files that advertising systems take back: which of their clicks rang, and what came of it.
#pragma once

#include "base/result.hpp"
#include "tracking/attribution/account.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::tracking {

enum class Target : std::uint8_t {
    google_calls,  // conversions of calls, known by caller and time
    google_clicks, // conversions of clicks, known by gclid
    yandex_calls,  // calls of Yandex Metrica
};
inline constexpr std::array<std::string_view, 3> target_names{"google-calls", "google-clicks", "yandex-calls"};

struct UploadOptions {
    Target target = Target::google_calls;
    std::string conversion; // its name there; Google's only
    bool good_only = true;  // calls: only good ones
    std::string
        consent; // what callers have said to their data being used, `GRANTED` or `DENIED`; empty: nobody has asked them
};

struct Upload {
    std::string text; // the file
    std::uint64_t written = 0;
    std::uint64_t conversions = 0; // calls, and of google_clicks also leads, of the days: written and all that follow
    std::uint64_t poor = 0;        // not good enough
    std::uint64_t unknown = 0;     // without what the target knows it by: a caller's number, a click's id
    std::uint64_t repeated = 0;    // the same again, which the target would pass over
};

// Numbers stand in it whole, for they are what it is for. Data must have been read with clicks. Errors as of account(): amounts of deals
// that were won are in the currency of the options.
[[nodiscard]] base::Result<Upload> make_upload(const Data& data, const Matches& matches, const AccountOptions& options,
                                               const UploadOptions& upload);

} // namespace callflow::tracking
