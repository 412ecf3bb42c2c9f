// Names for the parts of a drawing, each of them once.
#pragma once

#include <fmt/format.h>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::draw {

// What a drawing's parts are called: `state-greeting`, another number behind where that is taken.
class Ids {
public:
    explicit Ids(std::string prefix) : prefix_(std::move(prefix)) {}
    std::string make(std::string_view kind, std::string_view name) {
        std::string id = prefix_;
        id += kind;
        id += '-';
        for (const char c : name.substr(0, 100)) {
            const bool plain =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            id += plain ? c : '_';
        }
        std::string unique = id;
        for (int i = 2; !taken_.insert(unique).second; ++i) unique = fmt::format("{}-{}", id, i);
        return unique;
    }

private:
    std::string prefix_;
    std::set<std::string> taken_;
};

} // namespace callflow::draw
