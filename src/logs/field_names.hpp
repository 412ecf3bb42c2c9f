// Names of JSON fields as they stand in a text, and as one follows the other in most of its objects. Private to logs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::logs {

// Names of fields in one place of an object, and what is asked for within them.
class FieldNames {
public:
    FieldNames();
    FieldNames(const FieldNames&) = delete;
    FieldNames& operator=(const FieldNames&) = delete;
    // `data.parameters.CallSid`: its value is number `leaf`.
    void add(std::string_view path, int leaf);

private:
    friend class JsonWalk;
    // One that is asked for, or that nobody asks for and that is there all the same.
    struct Key {
        std::uint64_t first =
            0; // of the name, with the quotation mark behind it, the first eight bytes, as far as there are so many
        std::uint64_t mask = 0;
        // Of `"name":"`, as it stands before a text where nobody puts blanks, sixteen bytes; nothing is these where it is longer.
        std::uint64_t whole[2] = {1, 0}, whole_mask[2] = {0, 0};
        std::uint32_t whole_size = 0;
        std::string rest;                    // of the name, behind the first bytes
        Key* after = nullptr;                // the name that came behind it last: records are mostly alike
        Key* else_after = nullptr;           // the one before that
        int leaf = -1;                       // which value it is
        std::unique_ptr<FieldNames> inner{}; // names inside it; null: none are asked for

        [[nodiscard]] bool is(const char* raw) const {
            std::uint64_t bytes = 0;
            std::memcpy(&bytes, raw, sizeof bytes); // there are always that many bytes: padding
            return (bytes & mask) == first &&
                   (rest.empty() || std::memcmp(raw + sizeof bytes, rest.data(), rest.size()) == 0);
        }
        // Whether it stands there with its colon and a text, from the name's quotation mark on.
        [[nodiscard]] bool is_of_text(const char* raw) const {
            std::uint64_t bytes[2];
            std::memcpy(bytes, raw, sizeof bytes);
            return (((bytes[0] & whole_mask[0]) ^ whole[0]) | ((bytes[1] & whole_mask[1]) ^ whole[1])) == 0;
        }
        // The one behind it, which is at `raw`; null where nobody takes note of it.
        Key* next(const char* raw, FieldNames& names) {
            if (after != nullptr && after->is(raw)) return after;
            std::swap(after, else_after);
            if (after != nullptr && after->is(raw)) return after;
            Key* const found = names.find(raw);
            if (found != nullptr) after = found;
            return found;
        }
    };
    Key* find(const char* raw);
    Key& named(std::string_view name);

    std::deque<Key>
        keys_; // the first is none and stands for the beginning, then come those asked for, then some others
    std::size_t others_ = 0;
};

} // namespace callflow::logs
