#include "base/text.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

bool is_at_home(std::string_view host) {
    for (const std::string_view one :
         {"localhost", "127.", "10.", "192.168.", "0.0.0.0", "[::1]", "host.docker.internal"})
        if (host.starts_with(one)) return true;
    const std::string_view name = host.substr(0, host.find_first_of(":/?"));
    return name.ends_with(".local") || name.ends_with(".internal") || name.ends_with(".localhost") ||
           name.find('.') == std::string_view::npos;
}

bool is_plain(const expr::Template& text) {
    constexpr std::string_view scheme = "http://";
    const std::string_view written = text.text();
    if (!written.starts_with(scheme)) return false;
    const std::string_view host = written.substr(scheme.size());
    return !host.empty() && host.find('.') != std::string_view::npos && !host.starts_with("{{") && !is_at_home(host);
}

class Search {
public:
    Search(const base::Code& page, base::Diagnostics& diagnostics) : page_(page), diagnostics_(diagnostics) {}

    void address(const expr::Template& text, base::Span where) {
        if (!is_plain(text) || !seen_.emplace(where.file, where.begin).second) return;
        diagnostics_.report(page_, where, fmt::format("{} is not encrypted on its way", base::quoted(text.text())))
            .help = "write `https://…`";
    }
    void attributes(const std::vector<flow::Attribute>& all) {
        for (const flow::Attribute& one : all)
            if (one.spec->type == flow::AttributeType::address && one.event.empty()) address(one.value, one.where);
    }
    void effect(const flow::Effect& effect) {
        if (const flow::Field* url = effect.find("url")) address(url->value, url->where);
    }
    void callbacks(const std::vector<flow::Callback>& all) {
        for (const flow::Callback& one : all) effect(one.effect);
    }
    void branches(const std::vector<flow::Branch>& all) {
        flow::each_branch(all, [&](const flow::Branch& one) {
            for (const flow::Effect& done : one.effects) effect(done);
        });
    }

private:
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::set<std::pair<base::FileId, std::uint32_t>> seen_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(page, diagnostics);
    for (const Survey::Placed& one : context.survey.verbs()) {
        search.attributes(one.verb->attributes);
        for (const flow::ProviderAttributes& own : one.verb->overrides) search.attributes(own.attributes);
    }
    for (const flow::Body& body : context.flow.bodies) {
        search.callbacks(body.before);
        search.callbacks(body.after);
        for (const flow::Handler& one : body.on) search.branches(one.branches);
    }
    for (const flow::State& state : context.flow.states) {
        search.callbacks(state.before);
        search.callbacks(state.after);
        for (const flow::Handler& one : state.on) search.branches(one.branches);
        search.branches(state.next);
        if (!state.request) continue;
        for (const flow::Field& one : state.request->fields)
            if (one.name == "url") search.address(one.value, one.where);
    }
}

} // namespace

extern const Rule plain_http;
const Rule plain_http{
    .page = {.code = "CF5023",
             .name = "plain_http",
             .severity = base::Severity::note,
             .summary = "An address that is not https",
             .why = "What is sent there may be read and changed on the way: digits, numbers, recordings, and the "
                    "documents that decide about the call. Twilio's signatures say nothing about who has listened. "
                    "Addresses of one's own machine and network are left alone.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [play: "http://media.example.com/hello.mp3"]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [play: "https://media.example.com/hello.mp3"]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [{play: "http://localhost:8080/hello.mp3"}, {say: "See http://example.com for more."}, {play: "http://10.1.2.3/a.mp3"}]
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "provider",
    .check = find,
};

} // namespace callflow::lint::rules
