#include "flow/secrets.hpp"

#include "expr/shows.hpp"
#include "flow/responses.hpp"
#include "flow/uses.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace callflow::flow {
namespace {

constexpr std::string_view brought[] = {
    // typed or said
    "digits", "finished_on_key", "speech", "stable_speech", "concept", "text", "media",
    // recorded
    "recording_url", "recording_id", "transcription", "transcription_id", "transcription_url",
    // paid with
    "pay_token", "pay_profile", "pay_confirmation", "pay_card_number", "pay_card_expiration", "pay_security_code",
    "pay_postal_code", "pay_account_number", "pay_routing_number"};

class Search {
public:
    explicit Search(const Flow& flow) : flow_(flow) {
        for (const State& state : flow.states) {
            if (asks_for_secrets(state)) asking_.insert(state.name);
        }
        for (const Var& var : flow.vars) {
            if (var.sensitive) names_.insert(var.name);
        }
    }

    std::vector<Revealing> run() {
        each_use(flow_, [&](const Use& use) { add(use); });
        each_setting(flow_, [&](const Setting& setting) {
            const auto found = setting.value != nullptr ? index_.find(setting.value) : index_.end();
            if (found != index_.end()) all_[found->second].sets = setting.var;
        });
        spread();
        std::erase_if(all_, [](const Revealing& one) { return one.shows.empty(); });
        return std::move(all_);
    }

private:
    void add(const Use& use) {
        if (use.kind == Use::Kind::guard || !index_.emplace(use.expression, all_.size()).second) return;
        names_in_.push_back(expr::shown_names(*use.expression));
        loops_.push_back(use.loop);
        all_.push_back({use.expression, {}, none, use.kind == Use::Kind::response});
    }

    // Each name that turns out to be secret is followed once, to the expressions that show it: a flow may set thousands
    // of vars from one another.
    void spread() {
        std::unordered_map<std::string_view, std::vector<std::size_t>> shown_by;
        std::vector<std::string_view> fresh;
        const auto hand_on = [&](std::size_t i) {
            if (all_[i].sets != none) learn(flow_.vars[all_[i].sets].name, fresh);
            if (loops_[i] != nullptr) learn(loops_[i]->as, fresh);
        };
        for (std::size_t i = 0; i < all_.size(); ++i)
            for (const std::string& path : names_in_[i]) shown_by[first_of(path)].push_back(i);
        for (std::size_t i = 0; i < all_.size(); ++i)
            if (std::ranges::any_of(names_in_[i], [&](const std::string& path) { return is_secret(path); })) hand_on(i);
        while (!fresh.empty()) {
            const std::string_view name = fresh.back();
            fresh.pop_back();
            if (const auto found = shown_by.find(name); found != shown_by.end())
                for (const std::size_t i : found->second) hand_on(i);
        }
        for (std::size_t i = 0; i < all_.size(); ++i)
            for (const std::string& path : names_in_[i])
                if (is_secret(path)) all_[i].shows.push_back(path);
    }

    void learn(std::string_view name, std::vector<std::string_view>& fresh) {
        if (names_.insert(name).second) fresh.push_back(name);
    }

    static std::string_view first_of(std::string_view path) { return path.substr(0, path.find('.')); }

    [[nodiscard]] bool is_secret(std::string_view path) const {
        const std::string_view first = first_of(path);
        if (names_.contains(first)) return true;
        if (asking_.empty()) return false;
        if (first == "params") return true;
        const std::string_view rest = path.substr(std::min(path.size(), first.size() + 1));
        if (first == "input") return rest.empty() || is_brought(rest);
        const std::size_t dot = rest.find('.');
        return first == "inputs" && dot != std::string_view::npos && is_brought(rest.substr(dot + 1)) &&
               asking_.contains(rest.substr(0, dot));
    }

    const Flow& flow_;
    std::unordered_set<std::string_view> asking_; // states with a sensitive verb
    std::unordered_set<std::string_view> names_;  // that hold something sensitive
    std::vector<Revealing> all_;
    std::vector<std::vector<std::string>> names_in_; // per expression
    std::vector<const Each*> loops_;                 // per expression: whose list it gives
    std::unordered_map<const expr::Expression*, std::size_t> index_;
};

} // namespace

bool is_brought(std::string_view field) { return std::ranges::find(brought, field) != std::end(brought); }

bool asks_for_secrets(const State& state) {
    bool found = false;
    each_verb(state.response, [&](const Verb& verb) { found = found || verb.sensitive; });
    return found;
}

bool has_secrets(const Flow& flow) {
    return std::ranges::any_of(flow.vars, &Var::sensitive) || std::ranges::any_of(flow.states, asks_for_secrets);
}

std::vector<Revealing> revealing(const Flow& flow) {
    if (!has_secrets(flow)) return {};
    return Search(flow).run();
}

} // namespace callflow::flow
