// The laws of reading back, for whatever bytes: what is checked is read or says why not, every finding has its place in the
// document, and what has been read and written can be read and written again, and is the same then.
#pragma once

#include "providers/provider.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace callflow::fuzzing {

inline void require(bool holds) {
    if (!holds) std::abort();
}

inline void check_document(std::string_view name, const std::uint8_t* data, std::size_t size) {
    const providers::Provider& provider = *providers::find_provider(name);
    base::Sources sources;
    base::Diagnostics found;
    const base::FileId file = sources.add("document", std::string(reinterpret_cast<const char*>(data), size));
    const bool readable = provider.check(sources, file, found).has_value();
    require(readable || found.unreadable());
    for (const base::Diagnostic& one : found.items()) {
        require(one.where.file == file && one.where.begin <= one.where.end && one.where.end <= size);
        require(!one.message.empty());
    }
    base::Diagnostics unread;
    const auto parsed = provider.parse(sources, file, unread);
    require(parsed.has_value() || unread.has_errors());
    if (!parsed) return;
    std::string once;
    provider.render(parsed->response, once, nullptr);
    base::Diagnostics none;
    const auto again = provider.parse(sources, sources.add("again", once), none);
    require(again.has_value());
    std::string twice;
    provider.render(again->response, twice, nullptr);
    const base::FileId left = sources.add("once", once);
    const auto differences = provider.compare(sources, left, sources.add("twice", twice), none);
    require(differences && differences->empty());
}

} // namespace callflow::fuzzing
