// `transfer` -> dial, refer or Tropo's redirect, or the request that asks the SIP side; and its outcomes as handlers.
#pragma once

#include "syntax/reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::syntax {

// Takes the transfers out of a state that has been read. Everything made stands at the place of what it was made from.
class TransferExpander {
public:
    TransferExpander(Reader& reader, flow::State& state) : reader_(reader), in_(reader.in_), state_(state) {}
    void expand();

private:
    static constexpr std::string_view transferred = "transferred"; // the event that a bridge or a REFER comes back with
    // Null where it has none.
    [[nodiscard]] static const flow::Attribute* find(const flow::Verb& verb, std::string_view name);
    // Its text; empty where a value decides.
    [[nodiscard]] static std::string_view word(const flow::Verb& verb, std::string_view name);
    void expand(std::vector<flow::Verb>& verbs, bool of_provider);
    void one(const flow::Verb& verb, std::vector<flow::Verb>& out, bool of_provider);
    [[nodiscard]] flow::Via via_of(const flow::Verb& verb);
    bool fits(const flow::Verb& verb, flow::Via via);
    void destinations(const flow::Verb& verb, flow::Transfer& made);
    bool flow_destination(const flow::Field& given, flow::DialTarget& target);
    void answers(flow::DialTarget target);
    void check_destination(const flow::Transfer& made, const expr::Template& to, base::Span where);
    void bridge(const flow::Verb& verb, flow::Transfer& made, flow::Verb& out);
    void refer(const flow::Verb& verb, flow::Transfer& made, flow::Verb& out);
    void redirect(const flow::Verb& verb, const flow::Transfer& made, flow::Verb& out);
    void check_scheme(const flow::Attribute& url);
    void http(const flow::Verb& verb, flow::Transfer& made);
    void preset(const flow::Verb& verb, const flow::Transfer& made, flow::Request& out);
    void action(const flow::Verb& verb, flow::Transfer& made, flow::Verb& out);
    void noun(std::string_view name, std::string_view content, const expr::Template& value, base::Span where,
              const flow::Verb& verb, flow::Verb& out);
    void outcomes(std::string_view succeeded, const flow::Transfer& made);
    void outcome_of_hang_up(const flow::Transfer& made);
    std::vector<flow::Branch> take_outcome(std::string_view name);
    void copy(const flow::Verb& from, std::string_view name, std::string_view as, flow::Verb& to);

    Reader& reader_;
    Input& in_;
    flow::State& state_;
};

} // namespace callflow::syntax
