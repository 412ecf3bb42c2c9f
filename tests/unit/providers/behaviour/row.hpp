// A row of the behaviour tables (tests/behaviour/README.md), played and held against what it expects.
#pragma once

#include "doc/tree.hpp"
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::testing {

using Lines = std::vector<std::string>;

inline constexpr std::string_view site = "https://app.example.com";

// `800ms`, `3s`. Fails the test where it is no time with a unit.
emulate::Millis millis_of(std::string_view text);
// An address as rows write it.
std::string short_address(std::string_view address);

// What a row's `documents` answer.
class Script : public emulate::Application {
public:
    Script(const Provider& provider, doc::View documents) : provider_(provider), documents_(documents) {}
    emulate::Answer answer(const emulate::Request& request) override;

private:
    emulate::Answer answer_of(doc::View written, std::string_view address);
    doc::View find(const std::string& address, std::string_view method, std::string& key) const;

    const Provider& provider_;
    doc::View documents_;
    std::map<std::string, std::size_t, std::less<>> asked_;
};

// The run of a row: what played it must not go before it.
struct Played {
    std::unique_ptr<Script> script;
    std::unique_ptr<emulate::Emulator> emulator;
    std::map<std::string, emulate::LegId, std::less<>> calls; // by the row's names
    std::string first;                                        // the call that the row names first
    Lines trouble;                                            // what could not be played
};
Played play_row(const Provider& provider, doc::View row);

// What is not written as README.md of the tables says, a line each.
Lines shape_of_row(const base::Sources& sources, doc::View row);

// What does not hold, a line each; empty: the row holds.
Lines verify_row(const Played& played, doc::View row);

} // namespace callflow::providers::testing
