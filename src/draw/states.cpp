#include "draw/states.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

using flow::Verb;

// The most a box says of what is heard.
constexpr std::size_t most_heard_lines = 2;

struct Meaning {
    std::string_view verb;
    Icon icon;
    Role role;
};
// In order of what a state is rather called after, where it does several of them.
constexpr std::array<Meaning, 18> meanings = {{
    {"gather", Icon::menu, Role::ask},
    {"choices", Icon::menu, Role::ask},
    {"pay", Icon::payment, Role::ask},
    {"record", Icon::record, Role::record},
    {"enqueue", Icon::queue, Role::connect},
    {"conference", Icon::conference, Role::connect},
    {"queue", Icon::queue, Role::connect},
    {"dial", Icon::dial, Role::connect},
    {"call", Icon::dial, Role::connect},
    {"connect", Icon::stream, Role::connect},
    {"transfer", Icon::transfer, Role::connect},
    {"refer", Icon::transfer, Role::connect},
    {"deflect", Icon::transfer, Role::connect},
    {"startRecording", Icon::record, Role::say},
    {"start", Icon::stream, Role::say},
    {"message", Icon::message, Role::say},
    {"hangup", Icon::hang_up, Role::say},
    {"reject", Icon::hang_up, Role::say},
}};

class Reader {
public:
    Reader(const flow::Flow& flow, Node& node) : flow_(flow), node_(node) {}

    void read(const std::vector<Verb>& verbs) {
        for (const Verb& verb : verbs) read(verb);
    }
    // The words heard, in the order in which they are said. What is said only now and then, such as `again:` of a menu, is none of
    // what callers hear first, and counts only where nothing else is said.
    [[nodiscard]] const std::string& heard() const { return always_.empty() ? sometimes_ : always_; }
    bool says = false;

private:
    void read(const Verb& verb) {
        if (verb.spec == nullptr) return;
        const bool before = conditional_;
        conditional_ = conditional_ || !verb.conditions.empty();
        read_one(verb);
        conditional_ = before;
    }

    void read_one(const Verb& verb) {
        for (const flow::Each& each : verb.each) read(each.body);
        const std::string_view name = verb.spec->name;
        says |= name == "say" || name == "play";
        if (name == "say") {
            say(verb);
        } else if (name == "play") {
            add(content(verb, "url", "♪ "));
        } else if (name == "message") {
            add(content(verb, "text", "✉ "));
        }
        const auto* const meaning = std::ranges::find(meanings, name, &Meaning::verb);
        if (meaning != meanings.end()) {
            if (std::ranges::find(node_.icons, meaning->icon) == node_.icons.end())
                node_.icons.push_back(meaning->icon);
            const auto* const before = std::ranges::find(meanings, rank_, &Meaning::verb);
            if (rank_.empty() || meaning < before) {
                rank_ = name;
                node_.role = meaning->role;
            }
        }
        read(verb.children);
    }

    void say(const Verb& verb) {
        if (!verb.prompt.empty()) {
            const flow::Prompt& prompt = flow_.prompts[verb.prompt.front().prompt];
            if (!prompt.texts.empty()) add(words_of(prompt.texts.front().text));
            return;
        }
        add(content(verb, "text", {}));
        add(content(verb, "ssml", {}));
    }

    static std::string content(const Verb& verb, std::string_view name, std::string_view before) {
        for (const flow::Attribute& one : verb.attributes) {
            if (one.spec != nullptr && one.spec->name == name && one.event.empty())
                return std::string(before) + words_of(one.value);
        }
        return {};
    }

    // What is worked out when it is said stands in braces, by its name where that is short.
    static std::string words_of(const expr::Template& text) {
        std::string words;
        for (const expr::Template::Part& part : text.parts()) {
            if (part.expression.empty())
                words += part.literal;
            else if (part.expression.text().size() <= 20)
                words += "{" + std::string(base::trim(part.expression.text())) + "}";
            else
                words += "{…}";
        }
        return words;
    }

    void add(std::string_view words) {
        words = base::trim(words);
        std::string& heard = conditional_ ? sometimes_ : always_;
        if (words.empty() || heard.size() > 1'000) return;
        if (!heard.empty()) heard += ' ';
        heard += words;
    }

    const flow::Flow& flow_;
    Node& node_;
    std::string_view rank_;
    std::string always_, sometimes_;
    bool conditional_ = false; // what is read stands under a condition
};

// Lines of at most `most` code points, cut between words where there are some.
constexpr std::size_t column = 4; // shares of one

// How much of a line a letter takes: ideographs and emoji two columns, what stands on another letter nearly nothing.
std::size_t share_of(std::string_view letter) { return std::max<std::size_t>(1, base::display_width(letter) * column); }

std::vector<std::string> lines_of(const std::string& words, std::size_t most) {
    const std::string clean = shortened(words, most * most_heard_lines);
    std::vector<std::string> lines;
    std::string_view rest = clean;
    while (!rest.empty() && lines.size() < most_heard_lines) {
        std::size_t taken = 0;
        std::size_t blank = 0;
        std::size_t offset = 0;
        while (offset < rest.size()) {
            std::size_t next = offset;
            (void)base::decode_utf8(rest, next);
            taken += share_of(rest.substr(offset, next - offset));
            if (taken > most * column) break;
            if (rest[offset] == ' ') blank = offset;
            offset = next;
        }
        const bool last = lines.size() + 1 == most_heard_lines;
        if (offset == rest.size() || last) {
            lines.push_back(shortened(rest, most));
            break;
        }
        const std::size_t cut = blank > 0 && rest[offset] != ' ' ? blank : offset;
        lines.emplace_back(base::trim(rest.substr(0, cut)));
        rest = base::trim(rest.substr(cut));
    }
    return lines;
}

} // namespace

std::string shortened(std::string_view text, std::size_t most) {
    std::string out;
    std::size_t count = 0;
    std::size_t offset = 0;
    std::size_t before_last = 0;
    bool blank = true; // several blanks are one, none at the beginning
    while (offset < text.size()) {
        char32_t point = base::decode_utf8(text, offset);
        if (point < 0x20 || point == 0x7f || (point >= 0x80 && point < 0xa0) || point == 0x2028 || point == 0x2029)
            point = U' ';
        if (turns_text(point)) point = U'\ufffd';
        if (point == U' ' && blank) continue;
        blank = point == U' ';
        std::string letter;
        base::append_utf8(letter, point);
        const std::size_t share = share_of(letter);
        if (count + share > most * column) {
            out.resize(before_last);
            while (!out.empty() && out.back() == ' ') out.pop_back();
            return out + "…";
        }
        // The sign for what is left out takes the place of a letter with all that stands on it.
        if (share >= column) before_last = out.size();
        out += letter;
        count += share;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool turns_text(char32_t point) { return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069); }

std::string_view to_string(Mark mark) {
    switch (mark) {
    case Mark::none: break;
    case Mark::covered: return "covered";
    case Mark::uncovered: return "uncovered";
    case Mark::partly: return "partly";
    case Mark::added: return "added";
    case Mark::removed: return "removed";
    case Mark::changed: return "changed";
    case Mark::rewired: return "rewired";
    case Mark::deviating: return "deviating";
    case Mark::refused: return "refused";
    }
    return {};
}

std::string_view to_string(Role role) {
    switch (role) {
    case Role::say: return "say";
    case Role::ask: return "ask";
    case Role::record: return "record";
    case Role::connect: return "connect";
    case Role::request: return "request";
    case Role::sub_flow: return "sub-flow";
    case Role::pass: return "pass";
    case Role::final: return "final";
    }
    return {};
}

std::string_view to_string(Icon icon) {
    switch (icon) {
    case Icon::menu: return "menu";
    case Icon::record: return "record";
    case Icon::dial: return "dial";
    case Icon::queue: return "queue";
    case Icon::conference: return "conference";
    case Icon::transfer: return "transfer";
    case Icon::message: return "message";
    case Icon::payment: return "payment";
    case Icon::stream: return "stream";
    case Icon::request: return "request";
    case Icon::sub_flow: return "sub-flow";
    case Icon::hang_up: return "hang-up";
    }
    return {};
}

namespace {

// Whom a bridge calls: the nouns of the dial that it has become.
std::string called_by(const flow::State& state, const flow::Transfer& transfer) {
    std::string out;
    const auto look = [&](const std::vector<flow::Verb>& verbs) {
        for (const flow::Verb& verb : verbs) {
            if (verb.where != transfer.where) continue;
            for (const flow::Verb& noun : verb.children) {
                if (noun.spec == nullptr) continue;
                const std::string_view kind = noun.spec->name == "client"  ? "agent "
                                              : noun.spec->name == "queue" ? "queue "
                                                                           : "";
                for (const flow::Attribute& one : noun.attributes)
                    if (one.spec->name == noun.spec->content)
                        out += fmt::format("{}{}{}", out.empty() ? "" : ", ", kind, one.value.text());
            }
        }
    };
    look(state.response.verbs);
    for (const flow::ProviderResponse& one : state.response.by_provider)
        if (out.empty()) look(one.verbs);
    return out;
}

} // namespace

Node node_of(const flow::Flow& flow, flow::StateId id, const Contents& contents) {
    const flow::State& state = flow.states[id];
    Node node;
    node.name = state.name;
    node.title = shortened(state.label.empty() ? state.name : state.label, contents.most_line);
    node.description = state.description;
    node.state = id;
    node.body = state.body;
    node.where = state.where;
    node.initial = flow.bodies[state.body].initial == id;

    Reader reader(flow, node);
    reader.read(state.response.verbs);
    if (!state.response.by_provider.empty()) reader.read(state.response.by_provider.front().verbs);
    if (node.role == Role::pass && (reader.says || !reader.heard().empty())) node.role = Role::say;
    if (contents.hears && !reader.heard().empty()) {
        node.heard = shortened(reader.heard(), contents.most_line * most_heard_lines);
        node.hears = lines_of(node.heard, contents.most_line);
    }
    if (state.request) {
        node.role = Role::request;
        node.icons.push_back(Icon::request);
    }
    if (!state.transfers.empty()) { // what a bridge or a REFER is was read off the verbs that it became
        const flow::Transfer& first = state.transfers.front();
        node.role = Role::connect;
        if (first.via == flow::Via::http) node.icons.assign(1, Icon::transfer);
        if (first.via != flow::Via::bridge && !first.to.empty())
            node.detail = shortened(fmt::format("hands over to {}", first.to.front().text()), contents.most_line);
        else if (const std::string called = called_by(state, first); !called.empty())
            node.detail = shortened(fmt::format("calls {}", called), contents.most_line);
    }
    if (state.sub_flow) {
        node.role = Role::sub_flow;
        node.icons.push_back(Icon::sub_flow);
        node.detail = "flow " + shortened(state.sub_flow->name, contents.most_line - 5);
    }
    if (state.talk) node.role = Role::connect;
    if (state.final) {
        node.role = Role::final;
        if (!state.final->empty() && *state.final != state.name)
            node.detail = "ends as " + shortened(*state.final, contents.most_line - 8);
    }
    return node;
}

} // namespace callflow::draw
