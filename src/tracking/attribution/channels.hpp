// Where visits come from: marks in addresses, click ids and referrers, and the channels that rules make of them.
#pragma once

#include "base/pattern.hpp"
#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::tracking {

// Ids that advertising systems put into addresses, in the order in which they count.
enum class Click : std::uint8_t { none, gclid, gbraid, wbraid, yclid, msclkid, fbclid };
inline constexpr std::array<std::string_view, 7> click_names{"",      "gclid",   "gbraid", "wbraid",
                                                             "yclid", "msclkid", "fbclid"};

inline constexpr std::string_view not_set = "(not set)";

// What an address, or a row's own columns, says of where a visit came from, as it is written; empty where it says nothing.
struct Tags {
    std::string source, medium, campaign, term, content, campaign_id;
    std::array<std::string, click_names.size()> clicks; // by Click
};
// Adds what a landing address's query says: percent- and plus-decoded, the first of a name counts, and what is there already stays.
void read_tags(std::string_view address, Tags& tags);
// The host of an address without `www.`, in small letters; empty where it has none.
[[nodiscard]] std::string host_of(std::string_view address);

// Texts for comparisons: small letters (ASCII), blanks around them gone.
[[nodiscard]] std::string folded(std::string_view text);

// Rules, read from a file; immutable, and may be used by several threads.
class Channels {
public:
    // Those that travel with the program.
    [[nodiscard]] static const Channels& usual();
    // An error of kind usage says where the file is wrong.
    [[nodiscard]] static base::Result<Channels> read(std::string_view name, std::string_view text);

    // Fills in source and medium where the tags say none of source, medium and campaign: from a click id, from the referrer (unless that
    // is the landing page's own host), else `(direct)` and `(none)`.
    void complete(Tags& tags, std::string_view referrer, std::string_view landing) const;
    // The channel of a source, medium and campaign, in whatever letters: `Paid Search`. `Unassigned` where no rule holds.
    [[nodiscard]] std::string_view channel(std::string_view source, std::string_view medium,
                                           std::string_view campaign) const;

private:
    friend class ChannelsReader;
    struct Condition {
        enum class Of : std::uint8_t { source, medium, campaign, kind } of = Of::source;
        std::shared_ptr<const base::Pattern> pattern; // of the whole value; null for kind
        std::string kind;
    };
    struct Rule {
        std::string name;
        std::vector<std::vector<Condition>> when; // one of these, of which all hold
    };
    struct Origin {
        std::string name, source, medium;
    };
    [[nodiscard]] bool holds(const Condition& condition, const std::array<std::string, 3>& values) const;

    std::vector<Origin> clicks_, referrers_;
    std::vector<std::pair<std::string, std::vector<std::string>>> kinds_; // of sources
    std::vector<Rule> rules_;
};

} // namespace callflow::tracking
