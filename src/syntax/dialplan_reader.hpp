// `dialplan:`, ordered lists of whom a number means.
#pragma once

#include "syntax/reader.hpp"

namespace callflow::syntax {

// Reads the dialplans of a flow whose bodies and vars are known. Lives while they are read.
class DialplanReader {
public:
    explicit DialplanReader(Reader& reader) : in_(reader.in_), flow_(reader.flow_) {}
    // A list is the plan `in`; a mapping has one for each name.
    void read(doc::View value);
    // Finds the flow that a target names; what it cannot be is reported, with a remedy in the file where the name stands in `name`.
    void resolve(flow::DialTarget& target, doc::View name = {});

private:
    using View = doc::View;
    void plan(std::string_view name, base::Span where, View list);
    void entry(View item, flow::DialEntry& out);
    void entry_key(const KeySpec& key, const doc::Entry& entry, flow::DialEntry& out);
    bool test(View value, flow::DialTest& out);
    void named_groups(flow::DialEntry& out);
    void nameless(const flow::DialTest& test);
    void headers(View value, flow::DialEntry& out);
    void exact(View value, flow::DialEntry& out);
    void hours(View value, flow::DialEntry& out);
    void days(View value, flow::DialEntry& out);
    void targets(View value, flow::DialEntry& out);
    void target(View value, flow::DialEntry& out);
    void flow_target(View value, flow::DialTarget& out);
    void unknown_flow(const flow::DialTarget& target, View name);
    void address(View value, flow::DialTarget& out);

    Input& in_;
    flow::Flow& flow_;
    std::vector<std::string> declared_; // names of groups that the scope knows while their entry is read
};

} // namespace callflow::syntax
