#include "replay/documents.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <utility>

namespace callflow::replay {
namespace {

constexpr std::size_t most_document_bytes = std::size_t{1} << 20;
constexpr std::size_t most_parts = 500;
constexpr int most_steps = 20'000; // of the search for a way through a response

bool has_words(std::string_view verb) { return verb == "say" || verb == "message"; }
bool adds_nothing(std::string_view verb) { return verb == "pause" || verb == "wait" || verb == "on"; }
// Verbs and nouns that have no counterpart in every provider's documents: a renderer says that they are left out.
bool may_be_left_out(const flow::Verb& verb) {
    constexpr std::string_view verbs[] = {"say", "play", "gather", "dial", "record", "hangup", "reject", "message"};
    constexpr std::string_view nouns[] = {"number", "sip", "conference"};
    if (std::ranges::find(verbs, verb.spec->name) == std::end(verbs)) return true;
    return verb.spec->name == "dial" && std::ranges::any_of(verb.children, [&](const flow::Verb& one) {
               return one.spec != nullptr && std::ranges::find(nouns, one.spec->name) == std::end(nouns);
           });
}
// After which a document of handlers (Tropo's) goes on in one of them, if at all.
bool leads_on(std::string_view verb) {
    constexpr std::string_view all[] = {"gather", "dial", "record", "hangup", "reject"};
    return std::ranges::find(all, verb) != std::end(all);
}
// What renderers close a document with: where the state goes on, it does so by a redirect.
bool closes(std::string_view verb, bool goes_on) { return verb == "redirect" || (verb == "hangup" && !goes_on); }

std::string joined(std::string_view text) {
    std::string out;
    bool blank = false;
    for (const char c : base::trim(text)) {
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            blank = true;
            continue;
        }
        if (std::exchange(blank, false)) out += ' ';
        out += c;
    }
    return out;
}

// Tropo writes what a message says as prompts.
std::string words_of(const flow::ResolvedVerb& verb) {
    if (const std::string* const content = verb.content()) return joined(*content);
    std::string out;
    for (const flow::ResolvedVerb& one : verb.children)
        if (const std::string* const content = one.content()) out += *content + " ";
    return joined(out);
}

void take_apart(const std::vector<flow::ResolvedVerb>& verbs, std::vector<Answered>& out) {
    for (const flow::ResolvedVerb& verb : verbs) {
        if (out.size() > most_parts) return;
        if (verb.spec == nullptr) {
            out.push_back({"raw", {}});
            continue;
        }
        const std::string_view name = verb.spec->name;
        if (adds_nothing(name)) continue;
        if (name == "gather") take_apart(verb.children, out);
        out.push_back({std::string(name), has_words(name) ? words_of(verb) : std::string()});
    }
}

// Whether the text can be what the template makes: its literal parts in their order, the ends where they stand.
bool may_be(const expr::Template& form, std::string_view text) {
    if (form.is_literal()) return joined(form.literal()) == text;
    const auto& parts = form.parts();
    bool open = false; // the part before may be anything
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i].expression.empty()) {
            open = true;
            continue;
        }
        const std::string words = joined(parts[i].literal);
        if (i + 1 == parts.size()) return text.ends_with(words);
        const std::size_t at = text.find(words);
        if (at == std::string_view::npos || (!open && at != 0)) return false;
        text.remove_prefix(at + words.size());
        open = false;
    }
    return open || base::trim(text).empty();
}

// A way through a response for an answer's parts, one after the other.
class Way {
public:
    Way(const flow::Flow& flow, const Answer& answer)
        : flow_(flow), parts_(answer.parts), by_handlers_(answer.provider != "twilio") {}

    using Rest = std::function<bool(std::size_t at)>;
    // Whether the verbs from `index` on can give the parts from `at` on, and then `rest` what is left.
    bool follow(const std::vector<flow::Verb>& verbs, std::size_t index, std::size_t at, const Rest& rest) {
        if (++steps_ > most_steps) return true;
        if (index == verbs.size()) return rest(at);
        if (by_handlers_ && at > 0 && at == parts_.size() && leads_on(parts_[at - 1].verb) && rest(at)) return true;
        const flow::Verb& verb = verbs[index];
        const Rest on = [&](std::size_t then) { return follow(verbs, index + 1, then, rest); };
        if (!verb.conditions.empty() && on(at)) return true;
        if (!verb.each.empty()) return repeat(verb.each.front(), at, on);
        if (verb.spec == nullptr || verb.spec->name == "raw") { // anything
            for (std::size_t then = at; then <= parts_.size(); ++then)
                if (on(then)) return true;
            return false;
        }
        if (adds_nothing(verb.spec->name)) return on(at);
        if (by_handlers_ && verb.spec->name == "redirect") // a handler, and nothing is heard behind it
            return (at == parts_.size() && rest(at)) || on(at);
        if (by_handlers_ && may_be_left_out(verb) && on(at)) return true;
        const Rest itself = [&](std::size_t then) {
            const bool loops = std::ranges::any_of(verb.attributes,
                                                   [](const flow::Attribute& one) { return one.spec->name == "loop"; });
            for (; then < parts_.size() && fits(verb, parts_[then]); ++then) {
                if (on(then + 1)) return true;
                if (!loops) return false;
            }
            return false;
        };
        return verb.spec->name == "gather" ? follow(verb.children, 0, at, itself) : itself(at);
    }

private:
    bool repeat(const flow::Each& each, std::size_t at, const Rest& on) {
        if (on(at)) return true;
        const Rest again = [&, from = at](std::size_t then) { return then > from && repeat(each, then, on); };
        return follow(each.body, 0, at, again);
    }

    bool fits(const flow::Verb& verb, const Answered& part) const {
        if (part.verb == "raw") return true;
        if (by_handlers_ && verb.spec->name == "play" && part.verb == "say") return true; // it says addresses
        if (verb.spec->name != part.verb) return false;
        if (!has_words(part.verb) || part.any_words) return true;
        if (!verb.prompt.empty()) return said(flow_.prompts[verb.prompt.front().prompt], part.text);
        for (const flow::ProviderAttributes& one : verb.overrides)
            for (const flow::Attribute& attribute : one.attributes)
                if (attribute.spec->name == verb.spec->content) return true;
        for (const flow::Attribute& one : verb.attributes)
            if (one.spec->name == verb.spec->content && one.event.empty() && one.json.empty())
                return may_be(one.value, part.text);
        return true;
    }

    static bool said(const flow::Prompt& prompt, const std::string& text) {
        return std::ranges::any_of(prompt.texts, [&](const flow::PromptText& one) { return may_be(one.text, text); });
    }

    const flow::Flow& flow_;
    const std::vector<Answered>& parts_;
    bool by_handlers_; // what comes after a verb that waits stands in a handler of the document's, not behind the verb
    int steps_ = 0;
};

} // namespace

std::optional<Answer> read_answer(std::string_view document) {
    const std::string_view begin = base::trim(document.substr(0, std::min<std::size_t>(document.size(), 4096)));
    if (begin.empty() || document.size() > most_document_bytes) return std::nullopt;
    const providers::Provider* const provider = providers::find_provider(begin.front() == '<' ? "twilio" : "tropo");
    base::Sources sources;
    base::Diagnostics found;
    const base::FileId file = sources.add("document", std::string(document));
    const auto parsed = provider->parse(sources, file, found);
    if (!parsed) return std::nullopt;
    Answer out{provider->name, {}};
    take_apart(parsed->response.verbs, out.parts);
    return out;
}

std::string_view not_a_document(std::string_view text) {
    text = base::trim(text);
    std::string begin = base::lowered(text.substr(0, 9));
    if (begin.starts_with("<!doctype") || begin.starts_with("<html")) return "an HTML page";
    if (begin.starts_with('<')) return text.ends_with("</Response>") ? "XML that cannot be read" : "";
    if (begin.starts_with('{')) return text.ends_with('}') ? "JSON that is no Tropo document" : "";
    return "a text that is no document";
}

std::string describe(const Answer& answer) {
    std::string out;
    for (std::size_t i = 0; i < answer.parts.size(); ++i) {
        if (i == 8) return out + ", …";
        out += (i == 0 ? "" : ", ") + answer.parts[i].verb;
    }
    return out.empty() ? "nothing" : out;
}

std::string other_words(const Answer& answer, const std::function<bool(const Answer&)>& fits) {
    Answer all = answer;
    std::map<std::string, std::size_t> count;
    for (std::size_t i = 0; i < answer.parts.size(); ++i) {
        const std::string& verb = answer.parts[i].verb;
        if (!has_words(verb)) continue;
        all.parts[i].any_words = true;
        const std::size_t number = ++count[verb];
        Answer one = answer;
        one.parts[i].any_words = true;
        if (number < 50 && fits(one)) return fmt::format("; its {} no. {} has other words", verb, number);
    }
    return !count.empty() && fits(all) ? "; what it says are other words" : std::string();
}

bool may_answer(const flow::Flow& flow, const flow::State& state, const Answer& answer) {
    if (answer.parts.size() >= most_parts) return true;
    const std::vector<flow::Verb>* verbs = &state.response.verbs;
    for (const flow::ProviderResponse& one : state.response.by_provider)
        if (one.provider == answer.provider) verbs = &one.verbs;
    const auto only_closing = [&](std::size_t at) {
        return std::all_of(answer.parts.begin() + static_cast<std::ptrdiff_t>(at), answer.parts.end(),
                           [&](const Answered& one) { return closes(one.verb, state.has_next); });
    };
    if (Way(flow, answer).follow(*verbs, 0, 0, only_closing)) return true;
    if (!answer.parts.empty() || answer.provider != "twilio") return false;
    const Answer ends{answer.provider, {{"hangup", {}}}}; // what nothing does, too
    return Way(flow, ends).follow(*verbs, 0, 0, [](std::size_t at) { return at == 1; });
}

} // namespace callflow::replay
