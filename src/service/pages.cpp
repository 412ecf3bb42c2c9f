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
    // Of all flows together: which one took a call is in the store.
    std::vector<const Service*> flows = {this};
    for (const auto& one : others) flows.push_back(one.get());
    Committer::Counts stored;
    std::size_t all = 0, ended = 0;
    for (const Service* const one : flows) {
        const Committer::Counts each = one->committer->counts();
        stored.changes += each.changes;
        stored.transactions += each.transactions;
        stored.lost += each.lost;
        stored.reopened += each.reopened;
        all += one->lines.size();
        ended += one->over;
    }
    const auto sum = [&](std::atomic<std::uint64_t> ServiceCounts::* which) {
        std::uint64_t value = 0;
        for (const Service* const one : flows) value += one->counts.*which;
        return value;
    };
    gauge(out, "open_calls", "Calls that go on.", all > ended ? all - ended : 0);
    gauge(out, "ended_calls", "Calls that are over and kept for what comes late.", ended);
    gauge(out, "connections", "HTTP connections that are open.", http.open);
    counter(out, "connections_total", "HTTP connections accepted.", http.accepted);
    counter(out, "connections_shed_total", "Connections that owed a request, closed for new ones.", http.shed);
    counter(out, "http_refused_total", "Requests that were malformed, too large or too slow.", http.refused);
    counter(out, "requests_total", "Requests of providers, and of whoever watches.", sum(&ServiceCounts::requests));
    counter(out, "requests_unreadable_total", "Requests that are none of a provider's.",
            sum(&ServiceCounts::unreadable));
    counter(out, "requests_unsigned_total",
            "Requests refused for their signature, or for being about a call of another provider.",
            sum(&ServiceCounts::unsigned_));
    counter(out, "requests_limited_total", "Requests refused for coming too often.", sum(&ServiceCounts::limited));
    counter(out, "requests_foreign_total", "Requests to none of the flow's addresses.", sum(&ServiceCounts::foreign));
    counter(out, "requests_failed_total", "Requests answered with status 500.", sum(&ServiceCounts::failed));
    counter(out, "requests_late_total", "Ends of calls that are not known.", sum(&ServiceCounts::late));
    counter(out, "calls_begun_total", "Calls that began.", sum(&ServiceCounts::calls_begun));
    counter(out, "calls_over_total", "Calls that ended.", sum(&ServiceCounts::calls_over));
    counter(out, "calls_given_up_total", "Calls that were not heard of for too long.",
            sum(&ServiceCounts::calls_given_up));
    counter(out, "calls_taken_over_total", "Calls that were open when the service began.",
            sum(&ServiceCounts::calls_taken_over));
    counter(out, "calls_not_taken_over_total", "Calls that the flow could not go on with.",
            sum(&ServiceCounts::calls_not_taken_over));
    counter(out, "calls_to_dead_numbers_total", "Calls of numbers in the pool that are nobody's.",
            sum(&ServiceCounts::calls_to_dead_numbers));
    counter(out, "timers_total", "Timers of states that fell due.", sum(&ServiceCounts::timers));
    counter(out, "stored_total", "Changes stored.", stored.changes);
    counter(out, "store_transactions_total", "Transactions of the store.", stored.transactions);
    counter(out, "store_lost_total", "Changes that could not be stored.", stored.lost);
    counter(out, "store_reopened_total", "Times that the store was lost and opened again.", stored.reopened);
    counter(out, "answered_unstored_total", "Requests answered without being stored.",
            sum(&ServiceCounts::answered_unstored));
    counter(out, "access_lines_lost_total", "Lines of the access log that could not be written.",
            sum(&ServiceCounts::unlogged));
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
        for (const Errand errand : {Errand::webhook, Errand::request, Errand::provider, Errand::hook}) {
            std::uint64_t value = 0;
            for (const Service* const one : flows) value += (one->sending->counts(errand).*row.which).load();
            fmt::format_to(std::back_inserter(out), "callflow_{}{{kind=\"{}\"}} {}\n", row.name, to_string(errand),
                           value);
        }
    }
    return out;
}

} // namespace callflow::service
