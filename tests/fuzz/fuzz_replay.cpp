// What `replay` reads of its own: parts, which come out of a merge as they went in, and reports as baselines. A byte chooses which.
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "replay/baseline.hpp"
#include "replay/partial.hpp"
#include "replay/report.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

using namespace callflow;

namespace {

constexpr std::string_view text = R"(callflow: 1
name: desk
initial: menu
signals: {hangup: hangs_up}
on: {hangs_up: gone}
states:
  menu:
    response: [gather: {numDigits: 1, action: press, prompt: [say: "Press 1."]}]
    on: {press: [{to: talk, if: 'input.digits == "1"'}, same]}
    next: gone
    timers: {press: 30s}
  talk: {talk: true, response: [dial: {number: "+15551230000", action: done}], on: {done: gone}}
  gone: {final: true}
)";

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

struct Desk {
    base::Sources sources;
    base::Diagnostics found;
    std::unique_ptr<flow::Flow> flow;
    Desk() {
        const base::FileId file = sources.add("desk.yaml", std::string(text));
        const auto document = doc::read_document(sources, file, found);
        if (document) flow = syntax::read_flow(*document, found);
    }
};

void part(const engine::Machine& machine, const base::Sources& flow, std::string_view bytes) {
    base::Sources sources;
    base::Diagnostics found;
    auto read = replay::read_partial(sources, sources.add("part", std::string(bytes)), found);
    if (!read) return require(!found.empty(), "refused without a reason");
    const std::string once = replay::write_partial(*read);
    auto again = replay::read_partial(sources, sources.add("again", once), found);
    require(again.has_value(), "what was written is not read");
    require(replay::write_partial(*again) == once, "written otherwise the second time");
    static_cast<void>(replay::doubts(*read));
    replay::Options options;
    const replay::Account account = replay::finish(machine, std::move(*read), options);
    static_cast<void>(replay::make_report(machine, flow, account));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Desk desk;
    require(desk.flow != nullptr, "the flow");
    static const engine::Machine machine(*desk.flow);
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'p')
        part(machine, desk.sources, bytes);
    else
        static_cast<void>(replay::compare({}, "before.json", bytes));
    return 0;
}
