// What renderers say about a response that their provider cannot express as it stands.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/verb.hpp"

#include <string>
#include <string_view>

namespace callflow::providers {

// Where findings go. Without a place to put them nothing is said, and no message is made either.
class Findings {
public:
    // `title` is how messages call the provider: `Tropo`. Null `diagnostics`: stay silent.
    Findings(std::string_view title, base::Diagnostics* diagnostics) : title_(title), diagnostics_(diagnostics) {}

    // Nothing that is found will be heard: no need to look for it.
    [[nodiscard]] bool silent() const { return diagnostics_ == nullptr; }
    // CF5001: `what` ("no enqueue", "no way to hang up after gather"), with help on what to write.
    void not_on_provider(const flow::ResolvedVerb& verb, std::string_view what, std::string_view help) const;
    // CF5002: an attribute that means nothing there. `why` says what the caller will miss, or why a
    // value cannot be expressed; empty where there is nothing to add.
    void left_out(const flow::ResolvedVerb& verb, std::string_view attribute, std::string_view why = {}) const;
    // CF5002: a field of an effect, with what to do instead.
    void left_out(std::string_view effect, const flow::Field& field, std::string_view why) const;
    // CF5002 for something that is no attribute: a pause inside a prompt.
    void left_out_there(const flow::ResolvedVerb& verb, std::string_view what, std::string_view help = {}) const;
    // CF5002 for a dial or message that values have left without anybody to go to, which the author may not have thought of: a warning.
    void unaddressed(const flow::ResolvedVerb& verb, std::string_view why, bool has_action) const;
    // CF5003: an earlier verb's address loses to that of a later one.
    void several_addresses(const flow::ResolvedVerb& earlier, const flow::ResolvedVerb& last) const;
    // CF5003: an earlier verb with the address of a later one, which is run whatever comes of the first.
    void asked_all_the_same(const flow::ResolvedVerb& earlier, const flow::ResolvedVerb& last) const;
    // CF5004: `what` is the whole message.
    void unsayable(base::Span where, std::string_view what, std::string_view help) const;

private:
    std::string_view title_;
    base::Diagnostics* diagnostics_;
};

} // namespace callflow::providers
