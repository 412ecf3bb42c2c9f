// Values of a pool file, checked one by one. Private to tracking/pools.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "tracking/pools/pool_file.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace callflow::tracking {

// Each read says what is wrong and leaves `into` as it is where something is.
class PoolValues {
public:
    explicit PoolValues(base::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    // Whether it is a mapping, and its keys are among the known ones; `what` for people: `a region`.
    bool mapping(doc::View value, std::string_view what, std::span<const std::string_view> known);
    bool mapping(doc::View value, std::string_view what); // of any keys
    bool list(doc::View value, std::string_view what);
    void text(doc::View value, std::string& into);
    void flag(doc::View value, bool& into);
    void count(doc::View value, std::uint32_t least, std::uint32_t most, std::uint32_t& into,
               std::string_view or_word = {});
    void number(doc::View value, double least, double most, double& into);
    void share(doc::View value, double& into);
    void length(doc::View value, Millis least, Millis& into);
    void moment(doc::View value, Millis& into);
    void money(doc::View value, std::int64_t& into);
    // One of the words; its place among them.
    std::optional<std::size_t> word(doc::View value, std::span<const std::string_view> words);
    // The name of one of a list of names, and its place there.
    std::optional<std::uint32_t> name(doc::View value, std::string_view what, std::span<const std::string_view> names);

    void wrong(doc::View value, std::string message, std::string help = {});
    void missing(doc::View value, std::string message, std::string help = {});

private:
    void expected(doc::View value, std::string_view what);
    base::Diagnostics& diagnostics_;
};

} // namespace callflow::tracking
