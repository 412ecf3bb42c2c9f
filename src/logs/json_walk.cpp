#include "logs/json_walk.hpp"

#include "base/ascii.hpp"

#include <simdjson.h>

namespace callflow::logs {
namespace {

char closing_of(char open) { return open == '{' ? '}' : ']'; }

bool begins_value(char c) {
    return c == '"' || c == '{' || c == '[' || c == '-' || base::is_digit(c) || c == 't' || c == 'f' || c == 'n';
}

} // namespace

JsonWalk::JsonWalk() {
    constexpr std::size_t capacity = std::size_t{256} << 10,
                          depth = 1; // the depth is for a second stage, which nobody asks for
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, depth, parser_) !=
        simdjson::SUCCESS)
        throw std::bad_alloc();
}

JsonWalk::~JsonWalk() = default;

bool JsonWalk::begin(std::string_view text, bool escapes) {
    text_ = text.data();
    escapes_ = escapes;
    at_ = end_ = nullptr;
    if (text.size() > parser_->capacity() && parser_->set_capacity(text.size()) != simdjson::SUCCESS)
        throw std::bad_alloc();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto error = parser_->stage1(bytes, text.size(), simdjson::stage1_mode::regular);
    if (error == simdjson::EMPTY) return true;
    if (error != simdjson::SUCCESS) return false;
    at_ = parser_->structural_indexes.get();
    end_ = at_ + parser_->n_structural_indexes;
    return true;
}

// Behind the name and the colon that are at `at`; null where they are not.
JsonWalk::At JsonWalk::name(At at) const {
    return end_ - at >= 2 && text_[*at] == '"' && text_[at[1]] == ':' ? at + 2 : nullptr;
}

// A value of no interest: whether it is one. What a torn line leaves open would else take the next lines with it.
JsonWalk::At JsonWalk::skip(At at) {
    constexpr std::size_t deepest = 1024;
    open_.clear();
    while (at != nullptr && at != end_) {
        const char c = text_[*at++];
        if (at == end_ || !begins_value(c)) return nullptr;
        if (c == '{' || c == '[') {
            if (text_[*at] != closing_of(c)) {
                if (open_.size() == deepest) return nullptr;
                open_ += c;
                if (c == '{') at = name(at);
                continue;
            }
            ++at;
        }
        at = behind(at);
        if (open_.empty()) return at;
    }
    return nullptr;
}

// Behind what stands after a value, as far as the next one, or the end of what was open.
JsonWalk::At JsonWalk::behind(At at) {
    for (; !open_.empty() && at != end_; ++at) {
        const char c = text_[*at];
        if (c == ',') return open_.back() == '{' ? name(at + 1) : at + 1;
        if (c != closing_of(open_.back())) return nullptr;
        open_.pop_back();
    }
    return open_.empty() ? at : nullptr;
}

// A value that is asked for.
JsonWalk::At JsonWalk::read(At at, std::string_view& out) {
    const char* const begin = text_ + *at;
    if (*begin == '{' || *begin == '[') {
        at = skip(at);
        if (at != nullptr) out = {begin, static_cast<std::size_t>(text_ + at[-1] + 1 - begin)};
        return at;
    }
    if (!begins_value(*begin) || at + 1 == end_) return nullptr;
    const char* last = text_ + at[1] - 1; // what ends it comes next
    while (is_blank(*last)) --last;
    out = {begin, static_cast<std::size_t>(last + 1 - begin)};
    return at + 1;
}

// A text in which there may be escapes.
bool JsonWalk::plain(std::string_view inside, std::string_view& out) const {
    if (inside.find('\\') == std::string_view::npos) {
        out = inside;
        return true;
    }
    std::string text(inside.size() + simdjson::SIMDJSON_PADDING, '\0');
    auto* const to = reinterpret_cast<std::uint8_t*>(text.data());
    const std::uint8_t* const end = parser_->parse_string(reinterpret_cast<const std::uint8_t*>(inside.data()), to);
    if (end == nullptr) return false;
    text.resize(static_cast<std::size_t>(end - to));
    out = keep(std::move(text));
    return true;
}

} // namespace callflow::logs
