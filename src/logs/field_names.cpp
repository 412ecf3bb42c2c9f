#include "logs/field_names.hpp"

#include <algorithm>

namespace callflow::logs {

FieldNames::FieldNames() : keys_(1) {}

void FieldNames::add(std::string_view path, int leaf) {
    const std::size_t dot = path.find('.');
    Key& there = named(path.substr(0, dot));
    if (dot == std::string_view::npos) {
        there.leaf = leaf;
        return;
    }
    if (!there.inner) there.inner = std::make_unique<FieldNames>();
    there.inner->add(path.substr(dot + 1), leaf);
}

// The one with that name, made where there is none.
FieldNames::Key& FieldNames::named(std::string_view name) {
    Key made;
    std::string quoted(name);
    quoted += '"';
    const std::size_t size = std::min(quoted.size(), sizeof made.first);
    std::memcpy(&made.first, quoted.data(), size);
    std::memset(&made.mask, 0xff, size);
    made.rest = quoted.substr(size);
    const std::string whole = "\"" + quoted + ":\"";
    if (whole.size() <= sizeof made.whole) {
        made.whole[0] = 0;
        std::memcpy(made.whole, whole.data(), whole.size());
        std::memset(made.whole_mask, 0xff, whole.size());
        made.whole_size = static_cast<std::uint32_t>(whole.size());
    }
    for (auto one = keys_.begin() + 1; one != keys_.end(); ++one)
        if (one->first == made.first && one->mask == made.mask && one->rest == made.rest) return *one;
    return keys_.emplace_back(std::move(made));
}

// The name at `raw`, behind its first quotation mark, among all of them. One that nobody asks for is noted, so that it will be
// expected where it stands now; of very many, or of strange ones, nobody takes note: null.
FieldNames::Key* FieldNames::find(const char* raw) {
    constexpr std::size_t most = 32, longest = 24;
    for (auto one = keys_.begin() + 1; one != keys_.end(); ++one)
        if (one->is(raw)) return &*one;
    const std::string_view text(raw, longest); // there are always that many bytes: padding
    const std::size_t end = text.find_first_of("\"\\");
    if (others_ >= most || end == std::string_view::npos || text[end] != '"') return nullptr;
    ++others_;
    return &named(text.substr(0, end));
}

} // namespace callflow::logs
