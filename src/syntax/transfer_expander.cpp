#include "syntax/transfer_expander.hpp"

#include "base/text.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace callflow::syntax {
namespace codes = base::codes;
namespace {

constexpr std::string_view written_as[] = {"transfer", "transfer by refer", "transfer by http", "transfer by redirect"};

struct Belongs {
    std::string_view attribute;
    flow::Via via, other; // twice the same where it is for one
};
constexpr Belongs belongs[] = {
    {"agent", flow::Via::bridge, flow::Via::bridge},    {"queue", flow::Via::bridge, flow::Via::bridge},
    {"action", flow::Via::bridge, flow::Via::refer},    {"ring", flow::Via::bridge, flow::Via::bridge},
    {"callerId", flow::Via::bridge, flow::Via::bridge}, {"whisper", flow::Via::bridge, flow::Via::bridge},
    {"preset", flow::Via::http, flow::Via::http},       {"url", flow::Via::http, flow::Via::http},
    {"method", flow::Via::http, flow::Via::http},       {"user", flow::Via::http, flow::Via::http},
    {"callid", flow::Via::http, flow::Via::http},       {"query", flow::Via::http, flow::Via::http},
    {"headers", flow::Via::http, flow::Via::http},      {"json", flow::Via::http, flow::Via::http},
    {"form", flow::Via::http, flow::Via::http},         {"body", flow::Via::http, flow::Via::http},
    {"accepted", flow::Via::http, flow::Via::http},     {"timeout", flow::Via::http, flow::Via::http},
};

void add_conditions(std::vector<flow::Branch>& branches, const std::vector<flow::Condition>& conditions) {
    for (flow::Branch& one : branches)
        one.conditions.insert(one.conditions.begin(), conditions.begin(), conditions.end());
}

bool is_transfer(const flow::Verb& verb) { return verb.spec != nullptr && verb.spec->name == "transfer"; }

// A number without what has keys played to who answers, `;postd=12;pause=2s`; anything else stays, to be refused.
std::string without_played_keys(std::string_view number) {
    std::string out;
    for (bool first = true; !number.empty(); first = false) {
        const std::size_t end = std::min(number.find(';', first ? 0 : 1), number.size());
        const std::string_view part = number.substr(0, end);
        const bool plays = (part.starts_with(";postd=") || part.starts_with(";pause=")) &&
                           part.find_first_of("&\r\n") == std::string_view::npos;
        if (!plays) out += part;
        number.remove_prefix(end);
    }
    return out;
}

} // namespace

void TransferExpander::expand() {
    expand(state_.response.verbs, false);
    for (flow::ProviderResponse& one : state_.response.by_provider) expand(one.verbs, true);
    if (state_.transfers.empty()) return;
    // One event for all of a state: it has one `success`.
    const flow::Transfer& first = state_.transfers.front();
    const auto is = [&](flow::Via via) {
        return std::ranges::any_of(state_.transfers,
                                   [&](const flow::Transfer& one) { return one.via == via && !one.own_action; });
    };
    if (is(flow::Via::bridge) || is(flow::Via::refer)) {
        std::string ok;
        if (is(flow::Via::bridge))
            ok =
                R"(input.dial_status in ["completed", "answered"] && (input.dial_bridged || !has(input.dial_bridged)))";
        if (is(flow::Via::refer))
            ok += std::string(ok.empty() ? "" : " || ") +
                  R"(input.refer_status == "in-progress" || (input.refer_status == "" && input.refer_sip_code == 202))";
        outcomes(ok, first);
    }
    if (is(flow::Via::http)) outcome_of_hang_up(first); // behind a redirect nothing comes: lint says so
}

void TransferExpander::expand(std::vector<flow::Verb>& verbs, bool of_provider) {
    if (std::ranges::none_of(verbs, is_transfer)) return;
    std::vector<flow::Verb> out;
    for (flow::Verb& verb : verbs) {
        if (is_transfer(verb))
            one(verb, out, of_provider);
        else
            out.push_back(std::move(verb));
    }
    verbs = std::move(out);
}

flow::Via TransferExpander::via_of(const flow::Verb& verb) {
    const std::string_view via = word(verb, "via");
    if (via == "bridge") return flow::Via::bridge;
    if (via == "refer") return flow::Via::refer;
    if (via == "redirect") return flow::Via::redirect;
    if (via == "http" || find(verb, "url") != nullptr || find(verb, "preset") != nullptr) return flow::Via::http;
    return word(verb, "mode") == "blind" ? flow::Via::refer : flow::Via::bridge;
}

// Whether its attributes go together.
bool TransferExpander::fits(const flow::Verb& verb, flow::Via via) {
    const std::string_view mode = word(verb, "mode");
    if (mode == "blind" && via == flow::Via::bridge) {
        in_.report(codes::conflicting_keys, find(verb, "mode")->where,
                   "a bridge is attended: the platform stays between the two")
            .help = "let go with `via: refer` or `via: http`, or leave `mode:` out";
        return false;
    }
    if (mode == "attended" && via != flow::Via::bridge) {
        in_.report(codes::conflicting_keys, find(verb, "mode")->where,
                   fmt::format("a transfer by {} is blind: the platform lets go", to_string(via)))
            .help = "stay on the line with `via: bridge`, or leave `mode:` out";
        return false;
    }
    for (const flow::Attribute& given : verb.attributes) {
        const auto* at = std::ranges::find(belongs, given.spec->name, &Belongs::attribute);
        if (at == std::end(belongs) || at->via == via || at->other == via) continue;
        in_.report(codes::conflicting_keys, given.key,
                   fmt::format("`{}` is for a transfer by {}, and this is one by {}", given.spec->name,
                               to_string(at->via), to_string(via)))
            .help = fmt::format("leave it out, or write `via: {}`", to_string(at->via));
        return false;
    }
    if (!verb.children.empty() && via != flow::Via::bridge) {
        in_.report(codes::conflicting_keys, verb.children.front().where,
                   fmt::format("a transfer by {} hears nothing of who is called", to_string(via)))
            .help = "leave `on` out, or write `via: bridge`";
        return false;
    }
    const bool somebody = find(verb, "to") != nullptr;
    const bool other = find(verb, "agent") != nullptr || find(verb, "queue") != nullptr;
    if (somebody && other) {
        in_.report(codes::conflicting_keys, find(verb, "to")->key, "somebody else is named besides `to`").help =
            "let it be one of `to`, `agent` and `queue`";
        return false;
    }
    if (find(verb, "agent") != nullptr && find(verb, "queue") != nullptr) {
        in_.report(codes::conflicting_keys, find(verb, "queue")->key, "`queue` is a second one beside `agent`").help =
            "let it be one of the two";
        return false;
    }
    return true;
}

void TransferExpander::one(const flow::Verb& verb, std::vector<flow::Verb>& out, bool of_provider) {
    const flow::Via via = via_of(verb);
    if (!fits(verb, via)) return;
    flow::Transfer made;
    made.via = via;
    made.blind = via != flow::Via::bridge;
    made.where = verb.where;
    destinations(verb, made);
    flow::Verb expanded;
    expanded.where = verb.where;
    expanded.conditions = verb.conditions;
    expanded.sensitive = verb.sensitive;
    if (via == flow::Via::http) {
        if (of_provider || !verb.conditions.empty() || state_.request) {
            in_.report(codes::conflicting_keys, verb.where,
                       state_.request ? "a state asks one thing: this is a second request"
                       : of_provider  ? "the SIP side is asked whatever the provider is"
                                      : "whether the SIP side is asked cannot depend on a condition here")
                .help = "let it be a state of its own, and decide in the transition that leads there";
            return;
        }
        http(verb, made);
    } else {
        if (via == flow::Via::bridge) bridge(verb, made, expanded);
        if (via == flow::Via::refer) refer(verb, made, expanded);
        if (via == flow::Via::redirect) redirect(verb, made, expanded);
        expanded.written = written_as[static_cast<std::size_t>(via)];
        if (expanded.spec != nullptr) out.push_back(std::move(expanded));
    }
    state_.transfers.push_back(std::move(made));
}

void TransferExpander::destinations(const flow::Verb& verb, flow::Transfer& made) {
    const flow::Attribute* to = find(verb, "to");
    if (to == nullptr) return;
    made.to_where = to->where;
    const auto add = [&](const expr::Template& one, base::Span where) {
        check_destination(made, one, where);
        made.to.push_back(one);
    };
    if (to->json.empty()) add(to->value, to->where);
    const auto add_item = [&](const flow::Field& item) {
        flow::DialTarget target;
        if (item.shape == flow::Field::Shape::text) return add(item.value, item.where);
        if (!flow_destination(item, target)) return;
        add(target.address, item.where);
        answers(std::move(target));
    };
    for (const flow::Field& given : to->json) {
        if (given.shape == flow::Field::Shape::list)
            std::ranges::for_each(given.children, add_item);
        else
            add_item(given);
    }
    if (made.to.size() > 1 && made.via != flow::Via::bridge)
        in_.report(codes::bad_value, to->where,
                   fmt::format("a transfer by {} names one destination", to_string(made.via)))
            .help =
            made.via == flow::Via::http ? "a dialplan can try several: `to: [ONE, OTHER]` in its entry" : "leave one";
}

// `{flow: NAME, at: ADDRESS, platform: WORD}`; which flow that is, is looked for when all of them are known.
bool TransferExpander::flow_destination(const flow::Field& given, flow::DialTarget& target) {
    const auto refuse = [&](base::Span where, std::string why,
                            std::string_view help = "write `{flow: NAME, at: ADDRESS}`") {
        in_.report(codes::bad_value, where, std::move(why)).help = help;
        return false;
    };
    if (given.shape != flow::Field::Shape::map) return refuse(given.where, "this is no destination");
    target.where = given.where;
    for (const flow::Field& one : given.children) {
        const bool text = one.shape == flow::Field::Shape::text;
        const bool word = text && one.value.is_literal();
        if (one.name == "at" && word) {
            target.address = one.value;
        } else if (one.name == "flow" && word) {
            target.flow = one.value.literal();
            target.where = one.where;
        } else if (one.name == "platform" && word &&
                   std::ranges::find(flow::provider_keys(), one.value.literal()) != flow::provider_keys().end()) {
            target.platform = one.value.literal();
        } else {
            if (one.name == "at")
                return refuse(one.where, "the address at which a flow answers is written out: it is looked up by it",
                              "write the address itself, without values in it");
            return refuse(one.where, one.name == "platform"
                                         ? "this is no platform"
                                         : fmt::format("{} says nothing about a destination", base::quoted(one.name)));
        }
    }
    if (target.flow.empty()) return refuse(given.where, "no flow is named here");
    if (!target.address.is_literal() || target.address.literal().empty()) {
        in_.report(codes::missing_key, given.where, "the address at which this flow's platform is called is missing")
            .help = "add `at: \"sip:NAME@HOST\"`, or its number";
        return false;
    }
    return true;
}

// Who answers where is what dialplans say: one without a name of an author's.
void TransferExpander::answers(flow::DialTarget target) {
    constexpr std::string_view name = "(answers)";
    auto& plans = reader_.flow_.dialplans;
    auto plan = std::ranges::find(plans, name, &flow::Dialplan::name);
    if (plan == plans.end())
        plan = plans.insert(
            plans.end(),
            flow::Dialplan{.name = std::string(name), .entries = {}, .where = target.where, .answers = true});
    const std::string address = target.address.literal();
    const bool known =
        std::ranges::any_of(plan->entries, [&](const flow::DialEntry& one) { return one.exact.front() == address; });
    if (known) return;
    flow::DialEntry& entry = plan->entries.emplace_back();
    entry.where = target.where;
    entry.exact = {address};
    entry.to.push_back(std::move(target));
}

void TransferExpander::check_destination(const flow::Transfer& made, const expr::Template& to, base::Span where) {
    if (!to.is_literal()) return;
    const std::string& text = to.literal();
    if (made.via == flow::Via::refer && !flow::is_sip_address(text)) {
        in_.report(codes::bad_value, where, fmt::format("{} is no SIP address", base::quoted(text))).help =
            fmt::format("a REFER names one: \"sip:{}@HOST\"", base::printable(text));
        return;
    }
    const bool bridged = made.via == flow::Via::bridge && !flow::is_sip_address(text);
    const std::string address = bridged ? without_played_keys(text) : text;
    const std::string why = flow::wrong_with_address(address);
    if (!why.empty()) {
        auto& finding =
            in_.report(codes::bad_value, where, fmt::format("{} cannot be called: {}", base::quoted(text), why));
        if (text.find(";postd=") != std::string::npos)
            finding.help = "keys are played to who answers a bridge: leave `via` out";
        return;
    }
    // Of a bridge and a REFER that is found where they are rendered, as of a dial: the call goes on as where nobody answers.
    const std::string_view nobody = flow::calls_nobody(address);
    if (nobody.empty() || made.via == flow::Via::bridge || made.via == flow::Via::refer) return;
    auto& finding =
        in_.report(codes::bad_value, where,
                   fmt::format("{} cannot be called: {}; the transfer fails at once", base::quoted(text), nobody));
    finding.severity = base::Severity::warning;
}

// The state's own handlers of an outcome, which nobody else is to hear, with their conditions; its `next:` where it has none.
std::vector<flow::Branch> TransferExpander::take_outcome(std::string_view name) {
    const flow::EventId event = reader_.flow_.find_event("", name);
    std::vector<flow::Branch> branches;
    for (flow::Handler& handler : state_.on) {
        if (event == flow::none || handler.event != event) continue;
        add_conditions(handler.branches, handler.conditions);
        std::ranges::move(handler.branches, std::back_inserter(branches));
    }
    std::erase_if(state_.on, [&](const flow::Handler& one) { return event != flow::none && one.event == event; });
    const bool all = !branches.empty() && branches.back().conditions.empty();
    if (!all && state_.has_next) branches.insert(branches.end(), state_.next.begin(), state_.next.end());
    return branches;
}

void TransferExpander::outcomes(std::string_view succeeded, const flow::Transfer& made) {
    flow::Handler handler;
    handler.event = reader_.flow_.intern_event("", transferred);
    handler.where = made.where;
    for (const bool good : {true, false}) {
        std::vector<flow::Branch> branches = take_outcome(good ? "success" : "failure");
        flow::Condition condition = reader_.made_condition(std::string(succeeded), made.where);
        condition.negated = !good;
        if (good || !handler.branches.empty()) add_conditions(branches, {condition});
        std::ranges::move(branches, std::back_inserter(handler.branches));
    }
    if (!handler.branches.empty()) state_.on.push_back(std::move(handler));
}

// The SIP side takes the call away: that is its hang-up, while it is here.
void TransferExpander::outcome_of_hang_up(const flow::Transfer& made) {
    flow::Handler handler;
    for (const flow::Signal& one : reader_.flow_.signals)
        if (one.spec->name == "hangup") handler.event = one.event;
    handler.where = made.where;
    handler.branches = take_outcome("success");
    if (!handler.branches.empty()) state_.on.insert(state_.on.begin(), std::move(handler));
}

} // namespace callflow::syntax
