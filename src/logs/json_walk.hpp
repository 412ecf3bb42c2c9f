// The fields of JSON objects that somebody asks for, found in what simdjson's first stage says of a text. Private to logs.
#pragma once

#include "logs/field_names.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace callflow::logs {

// Objects one behind the other in a text: brackets, names, colons and commas have to be where they belong; numbers and words that nobody
// asks for may be anything. Belongs to one thread.
class JsonWalk {
public:
    JsonWalk();
    ~JsonWalk();
    JsonWalk(const JsonWalk&) = delete;
    JsonWalk& operator=(const JsonWalk&) = delete;

    // `text` has piece_padding bytes behind it that may be read, and lives until the walk is over. `escapes`: there may be some in it.
    // False where it is no UTF-8, or its quotation marks do not fit together.
    bool begin(std::string_view text, bool escapes);
    // Nothing is left but blanks.
    [[nodiscard]] bool done() const { return at_ == end_; }
    // Where the next value begins, in bytes.
    [[nodiscard]] std::size_t place() const { return *at_; }
    // Where the last one ended.
    [[nodiscard]] std::size_t reached() const { return std::size_t{at_[-1]} + 1; }
    // The next object: its fields are told to `take(leaf, text, nothing)`, each as JSON writes it where it is no text; of `null` and `""`
    // the text is empty and `nothing` true. Views into the text, or into what `keep` was given. False where it is none, or broken; then
    // the walk is over.
    template <class Take> bool object(FieldNames& names, Take&& take) {
        const At at = fields(at_, names, take, 0);
        at_ = at == nullptr ? end_ : at;
        return at != nullptr;
    }

    std::function<std::string_view(std::string)> keep; // of texts with escapes

private:
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
    // The places of what comes next: of brackets, colons, commas, and of where texts and numbers begin.
    using At = const std::uint32_t*;
    // All of these return where it goes on, null where what is there is broken.
    template <class Take> At fields(At at, FieldNames& names, Take& take, int depth);
    template <class Take> At elements(At at, FieldNames& names, Take& take, int depth);
    template <class Take> At value(At at, const FieldNames::Key& key, Take& take, int depth);
    [[nodiscard]] At name(At at) const;
    At skip(At at);
    At behind(At at);
    At read(At at, std::string_view& out);
    bool plain(std::string_view inside, std::string_view& out) const;
    // The text at `at`, behind which something stands, without its quotation marks; null where it is none.
    [[nodiscard]] const char* closing(At at) const {
        const char* last = text_ + at[1] - 1;
        while (is_blank(*last)) --last;
        return *last == '"' && last != text_ + *at ? last : nullptr;
    }

    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
    const char* text_ = nullptr;
    const std::uint32_t* at_ =
        nullptr; // the place that comes next, of brackets, colons, commas and where texts and numbers begin
    const std::uint32_t* end_ = nullptr;
    std::string open_; // brackets of a value that is skipped
    bool escapes_ = true;
};

template <class Take> JsonWalk::At JsonWalk::fields(At at, FieldNames& names, Take& take, int depth) {
    const char* const text = text_;
    const At last = end_;
    if (last - at < 2 || text[*at] != '{') return nullptr;
    if (text[at[1]] == '}') return at + 2;
    FieldNames::Key* key = &names.keys_.front();
    for (;;) {
        if (last - at < 5) return nullptr; // a name, a colon, a value, and what ends it
        FieldNames::Key* const usual = key->after;
        if (usual != nullptr && usual->is_of_text(text + at[1])) { // as nearly all are
            const char* const end = text + at[4];
            const bool asked = usual->leaf >= 0;
            if (!asked || (end[-1] == '"' && !escapes_)) {
                if (asked) {
                    const char* const begin = text + at[1] + usual->whole_size;
                    take(static_cast<std::size_t>(usual->leaf),
                         std::string_view(begin, static_cast<std::size_t>(end - 1 - begin)), end - 1 == begin);
                }
                key = usual;
                at += 4;
                if (*end == ',') continue;
                return *end == '}' ? at + 1 : nullptr;
            }
        }
        const char* const raw = text + *++at + 1;
        if (raw[-1] != '"' || text[at[1]] != ':') return nullptr;
        at += 2;
        FieldNames::Key* const found = key->next(raw, names);
        if (found != nullptr) key = found;
        if (found == nullptr || (found->leaf < 0 && found->inner == nullptr)) {
            at = text[*at] == '"' ? at + 1 : skip(at);
        } else {
            at = value(at, *found, take, depth);
        }
        if (at == nullptr || at == last) return nullptr;
        const char behind = text[*at];
        if (behind == '}') return at + 1;
        if (behind != ',') return nullptr;
    }
}

template <class Take> JsonWalk::At JsonWalk::value(At at, const FieldNames::Key& key, Take& take, int depth) {
    constexpr int deepest = 16;
    const char first = text_[*at];
    if (first == '"' && key.leaf >= 0) {
        const char* const begin = text_ + *at + 1;
        const char* const last = closing(at);
        if (last == nullptr) return nullptr;
        std::string_view inside(begin, static_cast<std::size_t>(last - begin));
        if (escapes_ && !plain(inside, inside)) return nullptr;
        take(static_cast<std::size_t>(key.leaf), inside, inside.empty());
        return at + 1;
    }
    if (key.inner != nullptr && depth < deepest) {
        if (first == '{') return fields(at, *key.inner, take, depth + 1);
        if (first == '[') return elements(at, *key.inner, take, depth + 1);
    }
    if (key.leaf < 0) return skip(at);
    std::string_view token;
    at = read(at, token);
    if (at == nullptr) return nullptr;
    const bool nothing = token == "null";
    take(static_cast<std::size_t>(key.leaf), nothing ? std::string_view() : token, nothing);
    return at;
}

// The objects of a list, as if they were one.
template <class Take> JsonWalk::At JsonWalk::elements(At at, FieldNames& names, Take& take, int depth) {
    if (end_ - at < 2) return nullptr;
    if (text_[at[1]] == ']') return at + 2;
    for (;;) {
        if (++at == end_) return nullptr;
        at = text_[*at] == '{' ? fields(at, names, take, depth) : skip(at);
        if (at == nullptr || at == end_) return nullptr;
        const char behind = text_[*at];
        if (behind == ']') return at + 1;
        if (behind != ',') return nullptr;
    }
}

} // namespace callflow::logs
