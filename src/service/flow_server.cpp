#include "service/flow_server.hpp"

#include "service/flow_service.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <utility>

namespace callflow::service {

Service::Service(ServedFlow flow, FlowServerOptions with, FlowServerSeams by)
    : machine(*flow.machine), named(std::move(flow.file)), options(std::move(with)), seams(std::move(by)),
      desk(machine, std::move(flow.desk)), keeper(machine), masking(machine.flow()), rate(options.rate) {}

struct FlowServer::Impl : Service {
    using Service::Service;
};

FlowServer::FlowServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

FlowServer::~FlowServer() {
    impl_->server.reset();
    impl_->control_server.reset();
    for (Service* const one : impl_->all()) {
        one->alarm.reset();
        one->committer.reset();
    }
}

namespace {

// Everything but the server: the flow goes on with its calls.
base::Result<void> prepare(Service* service, std::unique_ptr<tracking::Store> store) {
    const auto taken = service->take_over(*store);
    if (!taken) return tl::unexpected(taken.error());
    service->committer = std::make_unique<Committer>(
        std::move(store), Committer::Told{.say = [service](const std::string& what) { service->seams.say(what); },
                                          .caught_up = [service] { service->keep_all(); }});
    service->alarm =
        std::make_unique<Alarm>(service->seams.now, [service](const std::string& what) { service->ring(what); });
    service->sending = std::make_unique<Sending>(
        service->options.sending, service->seams.send,
        [service](std::chrono::milliseconds after, std::function<void()> job) {
            service->try_later(after, std::move(job));
        },
        [service](const std::string& line) { service->seams.say(line); });
    for (const std::string& id : service->lines.ids()) {
        const auto line = service->lines.find(id);
        service->set_alarm(*line);
        const auto left = line->over ? std::chrono::nanoseconds(service->options.linger)
                                     : std::chrono::nanoseconds(service->options.forget_after);
        service->alarm->set(line->session.last + left.count(), "d" + id);
    }
    return {};
}

} // namespace

base::Result<std::unique_ptr<FlowServer>> FlowServer::start(std::vector<ServedFlow> flows, FlowServerOptions options,
                                                            FlowServerSeams seams) {
    std::unique_ptr<tracking::Store> store = std::move(flows.front().store);
    auto impl = std::make_unique<Impl>(std::move(flows.front()), options, seams);
    Impl* const service = impl.get();
    std::unique_ptr<FlowServer> out(new FlowServer(std::move(impl))); // NOLINT: the constructor is private
    if (auto done = prepare(service, std::move(store)); !done) return tl::unexpected(done.error());
    for (std::size_t i = 1; i < flows.size(); ++i) {
        store = std::move(flows[i].store);
        Service* const other =
            service->others.emplace_back(std::make_unique<Service>(std::move(flows[i]), options, seams)).get();
        if (auto done = prepare(other, std::move(store)); !done) return tl::unexpected(done.error());
    }
    auto server = net::HttpServer::start(service->options.http,
                                         [service](net::HttpRequest request, net::HttpServer::Answer answer) {
                                             service->handle(std::move(request), std::move(answer));
                                         });
    if (!server) return tl::unexpected(server.error());
    service->server = std::move(*server);
    if (!service->options.control.empty()) {
        net::ServerOptions control = service->options.http;
        control.address = service->options.control;
        control.port = service->options.control_port;
        control.threads = 1;
        auto second =
            net::HttpServer::start(control, [service](net::HttpRequest request, net::HttpServer::Answer answer) {
                service->control(std::move(request), std::move(answer));
            });
        if (!second) return tl::unexpected(second.error());
        service->control_server = std::move(*second);
    }
    return out;
}

std::uint16_t FlowServer::port() const { return impl_->server->port(); }

std::uint16_t FlowServer::control_port() const { return impl_->control_server ? impl_->control_server->port() : 0; }

std::size_t FlowServer::open_calls() const {
    std::size_t open = 0;
    for (const Service* const one : impl_->all()) {
        const std::size_t all = one->lines.size();
        const std::size_t over = one->over;
        open += all > over ? all - over : 0;
    }
    return open;
}

bool FlowServer::stop(std::chrono::milliseconds patience) {
    const auto began = std::chrono::steady_clock::now();
    bool all = impl_->server->stop(patience);
    if (impl_->control_server) all = impl_->control_server->stop(patience) && all;
    std::size_t missing = 0;
    for (Service* const one : impl_->all()) {
        one->committer->drain();
        // What calls have told others: what was to be tried again has its last try now.
        one->sending->try_no_more();
        std::map<std::string, std::function<void()>> last;
        {
            const std::scoped_lock lock(one->later_mutex);
            last.swap(one->later);
        }
        for (const auto& [number, job] : last) job();
    }
    for (Service* const one : impl_->all()) {
        const auto taken = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        missing += one->sending->wait(std::max(patience - taken, std::chrono::milliseconds(1000)));
        const std::scoped_lock lock(one->later_mutex);
        missing += one->later.size();
    }
    if (missing > 0)
        impl_->seams.say(fmt::format("{} request{} to others {} not answered in time", missing, missing == 1 ? "" : "s",
                                     missing == 1 ? "was" : "were"));
    return all;
}

} // namespace callflow::service
