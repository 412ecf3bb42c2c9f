// What a step leads to beside its answer.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/form.hpp"
#include "providers/barred.hpp"
#include "service/flow_service.hpp"

#include <fmt/format.h>

namespace callflow::service {

std::string Service::absolute(std::string_view address) const {
    if (!address.starts_with('/') || options.public_url.empty()) return std::string(address);
    return options.public_url + std::string(address);
}

void Service::carry_out(Line& line, const std::vector<engine::RecordedEffect>& effects, const Secrets& secrets) {
    for (const engine::RecordedEffect& effect : effects) {
        providers::EffectView view{.kind = effect.kind, .fields = effect.fields, .call_id = line.open.call.id};
        std::string address;
        for (const auto& [name, value] : effect.event) {
            if (name == "address") address = absolute(value);
            (name == "event" ? view.event : name == "actor" ? view.actor : view.address) = value;
        }
        view.address = address;
        const bool calls = effect.kind == flow::EffectKind::originate;
        const std::string bare =
            calls ? machine.address(line.open.call, view.actor, view.event).value_or(std::string()) : std::string();
        view.bare = bare;
        switch (effect.kind) {
        case flow::EffectKind::webhook: sending->tell(providers::webhook_request(view)); break;
        case flow::EffectKind::redirect:
        case flow::EffectKind::originate:
            if (const expr::Value* const to = view.find("to"); to != nullptr && calls) {
                if (const std::string why = providers::barred_number(to->to_text(), desk.barred()); !why.empty()) {
                    seams.say(fmt::format("not sent: call {}: {}", base::printable(line.open.call.id), why));
                    break;
                }
            }
            if (const auto request = line.open.provider->effect_request(view))
                sending->order(*request, line.account, calls);
            break;
        case flow::EffectKind::log: {
            const expr::Value* text = view.find("text");
            const std::string shown = text != nullptr ? hide(secrets, text->to_text()) : std::string();
            seams.say(
                fmt::format("log: call {}: {}", base::printable(line.open.call.id), base::printable(shown, 2000)));
            break;
        }
        case flow::EffectKind::run:
            seams.say(
                fmt::format("run: call {}: {}", base::printable(line.open.call.id), base::printable(effect.hook)));
            break;
        default: break;
        }
    }
}

// A live redirect: the provider fetches the event's address, and the flow answers it then.
bool Service::send_redirect(Line& line, std::string_view event, std::string* why) {
    const std::size_t dot = event.find('.');
    const std::string_view actor = dot == std::string_view::npos ? std::string_view() : event.substr(0, dot);
    const std::string_view name = event.substr(dot == std::string_view::npos ? 0 : dot + 1);
    const auto address = machine.address(line.open.call, actor, name);
    if (!address) {
        if (why != nullptr) *why = address.error().message;
        return false;
    }
    const std::string full = absolute(*address);
    const providers::EffectView view{.kind = flow::EffectKind::redirect,
                                     .event = name,
                                     .actor = actor,
                                     .address = full,
                                     .call_id = line.open.call.id};
    const auto request = line.open.provider->effect_request(view);
    const bool sent = request && sending->order(*request, line.account, false);
    if (!sent && why != nullptr) *why = "nothing is sent to the provider without --provider-api";
    return sent;
}

void Service::fire_timers(Line& line) {
    const engine::Time now = seams.now();
    for (engine::Time due = 0; machine.next_timer(line.open.call, due) && due <= now;) {
        const engine::DueTimer timer = machine.take_timer(line.open.call);
        if (timer.event == flow::none) return;
        ++counts.timers;
        (void)send_redirect(line, machine.flow().events[timer.event].text());
    }
}

void Service::tell_hook(const std::string& url, std::string_view what, const Line& line) {
    if (url.empty()) return;
    const tracking::Session& session = line.session;
    std::vector<std::pair<std::string, std::string>> told = {{"event", std::string(what)},
                                                             {"call_id", line.open.call.id},
                                                             {"flow", machine.flow().name},
                                                             {"provider", std::string(line.open.provider->name)},
                                                             {"from", session.from},
                                                             {"to", session.to},
                                                             {"state", machine.path(line.open.call.configuration)},
                                                             {"began", base::format_timestamp(session.began)}};
    if (what == "end") {
        told.emplace_back("ended", base::format_timestamp(session.ended));
        told.emplace_back("status", session.status);
        told.emplace_back("outcome", session.outcome);
        told.emplace_back("ended_by", session.ended_by);
    }
    providers::OutgoingRequest request;
    request.method = options.hook_method;
    request.url = url;
    if (request.method == "GET") {
        told.insert(told.end(), line.marks.begin(), line.marks.end());
        request.url = request.url.substr(0, request.url.find('#'));
        request.url += request.url.find('?') == std::string::npos ? '?' : '&';
        request.url += doc::write_form(told);
    } else {
        request.headers.emplace_back("Content-Type", "application/json");
        base::JsonWriter json(request.body);
        json.begin_object();
        for (const auto& [name, text] : told) json.member(name, text);
        if (!line.marks.empty()) {
            json.key("marks").begin_object();
            for (const auto& [name, text] : line.marks) json.member(name, text);
            json.end_object();
        }
        json.end_object();
    }
    sending->tell_hook(request);
}

} // namespace callflow::service
