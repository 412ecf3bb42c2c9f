// Which of the flows takes a request: the one that has the call, the one that the called number belongs to, the one that is asked.
#include "base/text.hpp"
#include "base/url.hpp"
#include "service/flow_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::service {
namespace {

std::string text_of(const Taken& taken, std::string_view name) {
    const expr::Value* const value = providers::find_field(taken.decoded.call, name);
    return value == nullptr ? std::string() : value->to_text();
}

// A number's row names a flow by its name, or as the server was told its file.
bool is_meant(const Service& one, const std::string& flow) {
    const std::size_t slash = one.named.rfind('/');
    return flow == one.machine.flow().name || flow == one.named ||
           (slash != std::string::npos && flow == std::string_view(one.named).substr(slash + 1));
}

// Whether a request to one flow's address is one for `other` all the same: providers know one address for all numbers, that at
// which calls begin and end.
bool is_for_another(const std::vector<Service*>& flows, const Service& other, const std::string& target) {
    if (other.machine.flow().read_address(target)) return false;
    return std::ranges::any_of(flows, [&](const Service* one) {
        const auto match = one->machine.flow().read_address(target);
        return match && match->event.empty();
    });
}

} // namespace

bool is_dead(const tracking::NumberOwner& owner) { return owner.pooled && !owner.owned; }

std::vector<std::pair<std::string, std::string>> marks_of(const tracking::NumberOwner& owner) {
    std::vector<std::pair<std::string, std::string>> marks;
    const auto mark = [&](std::string_view name, const std::string& text) {
        if (!text.empty()) marks.emplace_back(name, text);
    };
    // Who calls a number that rests has dialled an old one: it is nobody's call, so nobody's company is told of it.
    if (is_dead(owner)) {
        mark("dead_number", owner.state.empty() ? std::string("unassigned") : owner.state);
        return marks;
    }
    mark("company", owner.company);
    mark("region", owner.region);
    // A visit of longer ago than the window says nothing; a number that is fixed has marks without one.
    if (!owner.visit.empty() && !owner.within) return marks;
    mark("visit_id", owner.visit);
    mark("visitor_id", owner.visitor);
    mark("channel", owner.channel);
    mark("source", owner.source);
    mark("medium", owner.medium);
    mark("campaign", owner.campaign);
    mark("keyword", owner.keyword);
    return marks;
}

std::vector<Service*> Service::all() {
    std::vector<Service*> out = {this};
    for (const auto& one : others) out.push_back(one.get());
    return out;
}

Service* Service::holder_of(const std::string& id) {
    for (Service* const one : all())
        if (one->lines.find(id)) return one;
    return nullptr;
}

void Service::look_up(Errant& errant) {
    const std::string called = text_of(errant.taken, "to");
    const std::string direction = text_of(errant.taken, "direction");
    if (!seams.look_up || called.empty() || (!direction.empty() && direction != "inbound")) return;
    auto owner = seams.look_up(called, errant.came);
    if (owner)
        errant.owner = std::move(*owner);
    else
        seams.say(fmt::format("the number of call {} was not looked up: {}", base::printable(errant.taken.call_id),
                              owner.error().message));
}

Service& Service::flow_for(Errant& errant) {
    const std::vector<Service*> flows = all();
    for (Service* const one : flows) {
        Taken& taken = errant.taken;
        if (flows.size() > 1) // another flow's addresses may name the call
            if (const auto match = one->machine.flow().read_address(errant.http.target))
                taken.named_id = match->call_id;
        for (const std::string& id : {taken.call_id, taken.named_id, taken.parent_id}) {
            if (id.empty() || !one->lines.find(id)) continue;
            errant.elsewhere = is_for_another(flows, *one, errant.http.target);
            return *one;
        }
        if (flows.size() > 1) taken.named_id.clear();
    }
    look_up(errant);
    if (errant.owner && !errant.owner->flow.empty() && !is_dead(*errant.owner)) {
        for (Service* const one : flows) {
            if (!is_meant(*one, errant.owner->flow)) continue;
            errant.elsewhere = is_for_another(flows, *one, errant.http.target);
            return *one;
        }
        seams.say(fmt::format("flow {}, which the number of call {} belongs to, is not served here",
                              base::quoted(errant.owner->flow), base::printable(errant.taken.call_id)));
    }
    for (Service* const one : flows)
        if (one->machine.flow().read_address(errant.http.target)) return *one;
    return *this;
}

std::string Service::entrance(const Line& line) const {
    const std::string address = machine.address(line.open.call, {}, {}).value_or("/");
    const base::UrlParts parts = base::split_url(address);
    return parts.scheme.empty() ? address : address.substr(address.find(parts.authority) + parts.authority.size());
}

} // namespace callflow::service
