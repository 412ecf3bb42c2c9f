// A document that the application answered, as Tropo takes it: steps in order, handlers aside.
#pragma once

#include "doc/read.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::tropo::emulate {

struct Step {
    std::string_view action;  // `say`; empty where the step is none
    doc::View value = {};     // an object, null, a list of says, a text
    std::string problem = {}; // why it cannot be run: the `error` event
};

// Views lead into itself: it stays where it is made.
struct Page {
    Page() = default;
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    base::Sources sources;
    std::optional<doc::Document> document;
    std::string address; // that it came from: others in it are relative to this one
    std::vector<Step> steps;
    std::vector<doc::View> handlers; // `on` objects in document order, whatever stands around them

    // How many handlers an event has, and the first or the last of them; a view that does not exist where there is none.
    [[nodiscard]] std::size_t count(std::string_view event) const;
    [[nodiscard]] doc::View handler(std::string_view event, bool last) const;
};

// Largest document that is read, and most nodes in it.
inline constexpr std::uint64_t max_page_bytes = 4u << 20;
inline constexpr std::uint32_t max_page_nodes = 200'000;

// Null, with `problem`, where this is no document.
[[nodiscard]] std::shared_ptr<const Page> read_page(std::string body, std::string_view address, std::string& problem);

// What fields hold, in all the spellings that Tropo takes.
[[nodiscard]] doc::View field(doc::View object,
                              std::string_view name);    // not there, or null: a view that does not exist
[[nodiscard]] std::string_view text_of(doc::View value); // of a scalar, else empty
[[nodiscard]] std::string_view text_in(doc::View object, std::string_view name, std::string_view otherwise = {});
[[nodiscard]] bool truth_in(doc::View object, std::string_view name, bool otherwise);
// A number that is not negative, at most `most`.
[[nodiscard]] double number_in(doc::View object, std::string_view name, double otherwise, double most = 1e9);
// Seconds, as milliseconds; at most some years.
[[nodiscard]] std::int64_t seconds_in(doc::View object, std::string_view name, double otherwise);
// One value, or each of a list.
[[nodiscard]] std::vector<doc::View> each(doc::View value);
// The key that ends input: `terminator` of its choices, or beside them. '\0' where there is none.
[[nodiscard]] char terminator_of(doc::View action, char otherwise);

} // namespace callflow::providers::tropo::emulate
