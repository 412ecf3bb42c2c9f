// What whoever watches a service is told, in Prometheus' text format.
#include "service/flow_service.hpp"

#include <fmt/format.h>
#include <iterator>

namespace callflow::service {
namespace {

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP callflow_{} {}\n# TYPE callflow_{} {}\n", name, help, name, type);
}

void counter(std::string& out, std::string_view name, std::string_view help, std::uint64_t value) {
    head(out, name, "counter", help);
    fmt::format_to(std::back_inserter(out), "callflow_{} {}\n", name, value);
}

void gauge(std::string& out, std::string_view name, std::string_view help, std::uint64_t value) {
    head(out, name, "gauge", help);
    fmt::format_to(std::back_inserter(out), "callflow_{} {}\n", name, value);
}

} // namespace

std::string Service::metrics() const {
    std::string out;
    const net::ServerCounts http = server->counts();
    const Committer::Counts stored = committer->counts();
    const std::size_t all = lines.size();
    const std::size_t ended = over;
    gauge(out, "open_calls", "Calls that go on.", all > ended ? all - ended : 0);
    gauge(out, "ended_calls", "Calls that are over and kept for what comes late.", ended);
    gauge(out, "connections", "HTTP connections that are open.", http.open);
    counter(out, "connections_total", "HTTP connections accepted.", http.accepted);
    counter(out, "connections_shed_total", "Connections that owed a request, closed for new ones.", http.shed);
    counter(out, "http_refused_total", "Requests that were malformed, too large or too slow.", http.refused);
    counter(out, "requests_total", "Requests of providers, and of whoever watches.", counts.requests);
    counter(out, "requests_unreadable_total", "Requests that are none of a provider's.", counts.unreadable);
    counter(out, "requests_unsigned_total",
            "Requests refused for their signature, or for being about a call of another provider.", counts.unsigned_);
    counter(out, "requests_limited_total", "Requests refused for coming too often.", counts.limited);
    counter(out, "requests_foreign_total", "Requests to none of the flow's addresses.", counts.foreign);
    counter(out, "requests_failed_total", "Requests answered with status 500.", counts.failed);
    counter(out, "requests_late_total", "Ends of calls that are not known.", counts.late);
    counter(out, "calls_begun_total", "Calls that began.", counts.calls_begun);
    counter(out, "calls_over_total", "Calls that ended.", counts.calls_over);
    counter(out, "calls_given_up_total", "Calls that were not heard of for too long.", counts.calls_given_up);
    counter(out, "calls_taken_over_total", "Calls that were open when the service began.", counts.calls_taken_over);
    counter(out, "calls_not_taken_over_total", "Calls that the flow could not go on with.",
            counts.calls_not_taken_over);
    counter(out, "timers_total", "Timers of states that fell due.", counts.timers);
    counter(out, "stored_total", "Changes stored.", stored.changes);
    counter(out, "store_transactions_total", "Transactions of the store.", stored.transactions);
    counter(out, "store_lost_total", "Changes that could not be stored.", stored.lost);
    counter(out, "store_reopened_total", "Times that the store was lost and opened again.", stored.reopened);
    counter(out, "answered_unstored_total", "Requests answered without being stored.", counts.answered_unstored);
    counter(out, "access_lines_lost_total", "Lines of the access log that could not be written.", counts.unlogged);
    struct Row {
        std::string_view name, help;
        const std::atomic<std::uint64_t> SendingCounts::* which;
    };
    const Row rows[] = {
        {"sent_total", "What was sent to others, each try counted.", &SendingCounts::sent},
        {"not_sent_total", "What was not sent, for nobody has allowed it.", &SendingCounts::not_sent},
        {"send_failed_total", "What was given up.", &SendingCounts::failed},
        {"send_retried_total", "What was tried again.", &SendingCounts::retried},
    };
    for (const Row& row : rows) {
        head(out, row.name, "counter", row.help);
        for (const Errand errand : {Errand::webhook, Errand::request, Errand::provider, Errand::hook})
            fmt::format_to(std::back_inserter(out), "callflow_{}{{kind=\"{}\"}} {}\n", row.name, to_string(errand),
                           (sending->counts(errand).*row.which).load());
    }
    return out;
}

} // namespace callflow::service
