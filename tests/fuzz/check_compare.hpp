// The laws of comparison, for whatever bytes: a document means the same as itself, and two mean the
// same or not whichever is looked at first.
#pragma once

#include "providers/provider.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace callflow::fuzzing {

inline void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

// The input is two documents with a NUL between them; without one it is compared with itself.
inline void check_compare(std::string_view provider, const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::size_t parted = text.find('\0');
    base::Sources sources;
    const base::FileId left = sources.add("left", text.substr(0, parted));
    const base::FileId right = sources.add("right", parted == std::string::npos ? text : text.substr(parted + 1));
    base::Diagnostics diagnostics;
    const auto* row = providers::find_provider(provider);
    const auto there = row->compare(sources, left, right, diagnostics);
    const auto back = row->compare(sources, right, left, diagnostics);
    require(there.has_value() == back.has_value());
    require(there.has_value() || diagnostics.unreadable());
    if (there) {
        require(there->empty() == back->empty());
        const auto self = row->compare(sources, left, left, diagnostics);
        require(self && self->empty());
    }
}

} // namespace callflow::fuzzing
