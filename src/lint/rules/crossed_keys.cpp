#include "base/ascii.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

// `open` and `opening` are one word here.
bool is_alike(std::string_view a, std::string_view b) {
    const std::size_t common = std::min({a.size(), b.size(), std::size_t{5}});
    return common >= 3 && a.substr(0, common) == b.substr(0, common);
}

bool speaks_of(const Offer& offer, std::string_view name) {
    while (!name.empty()) {
        const std::size_t end = std::min(name.find('_'), name.size());
        std::string word(name.substr(0, end));
        name.remove_prefix(std::min(end + 1, name.size()));
        for (char& c : word) c = base::to_lower(c);
        if (std::ranges::any_of(offer.about, [&](const std::string& one) { return is_alike(one, word); })) return true;
    }
    return false;
}

struct Promise {
    const Offer* offer;
    const KeyChoice* key;
};

std::vector<Promise> promises_of(const Context& context, const Asking& asking, const Heard& heard) {
    std::vector<Promise> out;
    for (const Offer& offer : heard.offers) {
        if (offer.about.empty()) continue;
        for (const KeyChoice& key : asking.keys)
            if (key.text == offer.key && key.target < context.flow.states.size()) out.push_back({&offer, &key});
    }
    if (out.size() > 12) out.resize(12);
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const auto leads_to = [&](const Promise& one) -> const std::string& {
        return context.flow.states[one.key->target].name;
    };
    for (const Asking& asking : context.survey.askings()) {
        for (const Heard& heard : asking.heard) {
            const std::vector<Promise> promises = promises_of(context, asking, heard);
            for (std::size_t i = 0; i < promises.size(); ++i) {
                for (std::size_t k = i + 1; k < promises.size(); ++k) {
                    const Promise &a = promises[i], &b = promises[k];
                    const bool crossed = speaks_of(*a.offer, leads_to(b)) && speaks_of(*b.offer, leads_to(a)) &&
                                         !speaks_of(*a.offer, leads_to(a)) && !speaks_of(*b.offer, leads_to(b));
                    if (!crossed) continue;
                    auto& finding = diagnostics.report(
                        page, a.key->where,
                        fmt::format("{} leads to {} and {} to {}, and the prompt promises it the other way round",
                                    base::quoted(a.key->text), base::quoted(leads_to(a)), base::quoted(b.key->text),
                                    base::quoted(leads_to(b))));
                    finding.help = "exchange the two, here or in the prompt";
                    finding.notes.push_back({heard.where, "the prompt"});
                }
            }
        }
    }
}

} // namespace

extern const Rule crossed_keys;
const Rule crossed_keys{
    .page = {.code = "CF6004",
             .name = "crossed_keys",
             .severity = base::Severity::warning,
             .summary = "Two keys that lead where the prompt promises the other one",
             .why = "The prompt says what a key is for, and the state that it leads to is named after it: where two "
                    "keys lead to each other's states, one of the two was swapped. Only a plain exchange is "
                    "reported: each promise has the words of the other key's state, and none of its own.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2."]
      keys: {1: service, 2: sales}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2."]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "Press 1 for sales or service, press 2 for service of sales, press 3 for us."]
      keys: {1: service, 2: sales, 3: desk}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
  desk: {response: [say: Desk], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
