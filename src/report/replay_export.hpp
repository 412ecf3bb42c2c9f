// Calls for other tools that look into processes: XES 1.0 (IEEE 1849) and OCEL 2.0 as JSON.
#pragma once

#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/places.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace callflow::report {

// Keeps every event until it is written, for a trace stands in one piece.
class CallExport {
public:
    CallExport(const engine::Machine& machine, bool show_numbers)
        : machine_(machine), digits_(machine), show_numbers_(show_numbers) {}
    // Records in order of time. Of those that name no event a call's first is its beginning, others are left out.
    void add(const replay::Seen& seen);
    // What came of a call, where its records do not say it: one that the log leaves open.
    void add(const replay::Fault& fault);
    // Appends a log with a trace for each call, in the order of their first events. An event has its state before and after, its
    // verdict where it is none of the flow's ways, and its actor as the resource.
    void write_xes(std::string& out) const;
    // Appends the same as events that happen to objects: calls and actors.
    void write_ocel(std::string& out) const;

private:
    struct Event {
        replay::Millis time = 0;
        std::uint32_t name = 0, from = 0, to = 0; // texts
        replay::Verdict verdict = replay::Verdict::ok;
        std::string digits;
    };
    struct Call {
        std::string id;
        std::vector<Event> events;
        replay::Verdict verdict = replay::Verdict::ok; // its first fault
    };
    std::uint32_t text(const std::string& text);

    const engine::Machine& machine_;
    replay::ShownDigits digits_;
    bool show_numbers_;
    std::vector<std::string> texts_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_; // of texts
    std::vector<Call> calls_;
    std::map<std::string, std::size_t, std::less<>> ids_;
};

} // namespace callflow::report
