#include "service/flow_server.hpp"

#include "service/flow_service.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <utility>

namespace callflow::service {

Service::Service(const engine::Machine& of, FlowServerOptions with, FlowServerSeams by)
    : machine(of), options(std::move(with)), seams(std::move(by)), desk(machine, options.desk), keeper(machine),
      masking(machine.flow()), rate(options.rate) {}

struct FlowServer::Impl : Service {
    using Service::Service;
};

FlowServer::FlowServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

FlowServer::~FlowServer() {
    impl_->server.reset();
    impl_->control_server.reset();
    impl_->alarm.reset();
    impl_->committer.reset();
}

base::Result<std::unique_ptr<FlowServer>> FlowServer::start(const engine::Machine& machine,
                                                            std::unique_ptr<tracking::Store> store,
                                                            FlowServerOptions options, FlowServerSeams seams) {
    auto impl = std::make_unique<Impl>(machine, std::move(options), std::move(seams));
    Impl* const service = impl.get();
    std::unique_ptr<FlowServer> out(new FlowServer(std::move(impl))); // NOLINT: the constructor is private
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
    const std::size_t all = impl_->lines.size();
    const std::size_t over = impl_->over;
    return all > over ? all - over : 0;
}

bool FlowServer::stop(std::chrono::milliseconds patience) {
    const auto began = std::chrono::steady_clock::now();
    bool all = impl_->server->stop(patience);
    if (impl_->control_server) all = impl_->control_server->stop(patience) && all;
    impl_->committer->drain();
    // What calls have told others: what was to be tried again has its last try now.
    impl_->sending->try_no_more();
    std::map<std::string, std::function<void()>> last;
    {
        const std::scoped_lock lock(impl_->later_mutex);
        last.swap(impl_->later);
    }
    for (const auto& [number, job] : last) job();
    const auto taken = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    std::size_t missing = impl_->sending->wait(std::max(patience - taken, std::chrono::milliseconds(1000)));
    const std::scoped_lock lock(impl_->later_mutex);
    missing += impl_->later.size();
    if (missing > 0)
        impl_->seams.say(fmt::format("{} request{} to others {} not answered in time", missing, missing == 1 ? "" : "s",
                                     missing == 1 ? "was" : "were"));
    return all;
}

} // namespace callflow::service
