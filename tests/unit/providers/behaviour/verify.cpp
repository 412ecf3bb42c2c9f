#include "base/text.hpp"
#include "doc/form.hpp"
#include "doc/read.hpp"
#include "providers/behaviour/row.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

namespace callflow::providers::testing {

using namespace emulate;
using doc::View;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string seconds(Millis time) { return time == never ? "never" : base::format_duration(time * 1'000'000); }

// A time as a row writes it, as it is printed here.
std::string time_of(std::string_view text) {
    return text == "never" || text.starts_with('$') ? std::string(text) : seconds(millis_of(text));
}

// `$any` and `$word` of one row.
class Words {
public:
    bool same(std::string_view expected, std::string_view actual) {
        if (expected == "$any") return !actual.empty();
        if (!expected.starts_with('$')) return expected == actual;
        const auto [at, fresh] = bound_.try_emplace(std::string(expected), actual);
        return (fresh && !actual.empty()) || at->second == actual;
    }

private:
    std::map<std::string, std::string, std::less<>> bound_;
};

class Verifier {
public:
    Verifier(const Played& played, View row) : played_(played), emulator_(*played.emulator), row_(row) {}

    Lines run() {
        wrong_ = played_.trouble;
        const View expect = row_.find("expect");
        if (const View given = expect.find("requests")) requests(given);
        if (const View given = expect.find("heard")) heard(given);
        if (const View given = expect.find("legs")) legs(given);
        for (const std::string_view key : {"answered", "status", "state", "elapsed", "ended_by"}) {
            const View given = expect.find(key);
            if (given && given.is_mapping()) {
                for (const doc::Entry one : doc::entries(given)) fate(key, one.key.text(), one.value.text());
            } else if (given) {
                fate(key, played_.first, given.text());
            }
        }
        if (const View given = expect.find("error")) errors(given, true);
        if (const View given = expect.find("warnings")) errors(given, false);
        if (const View given = expect.find("assumed")) assumed(given);
        return std::move(wrong_);
    }

private:
    template <class... Parts> void wrong(fmt::format_string<Parts...> format, Parts&&... parts) {
        wrong_.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    void differ(std::string_view what, std::string_view expected, std::string_view actual) {
        wrong("{}: expected {}, was {}", what, expected, actual);
    }

    // The call whose leg, or whose dialled leg, it is.
    LegId call_of(LegId id) const {
        while (id != no_leg && emulator_.leg(id).parent != no_leg) id = emulator_.leg(id).parent;
        return id;
    }
    std::string name_of(LegId id) const {
        for (const auto& [name, leg] : played_.calls) {
            if (leg == id) return name;
        }
        return id == no_leg ? "nobody" : emulator_.leg(id).parent == no_leg ? "caller" : "callee";
    }

    void requests(View expected) {
        std::vector<const Request*> sent;
        for (const Moment& moment : emulator_.moments()) {
            if (moment.kind == Moment::Kind::request) sent.push_back(&*moment.request);
        }
        std::size_t index = 0;
        Lines order;
        for (const Request* one : sent)
            order.push_back(fmt::format("{} {}@{}", one->kind, short_address(one->http.url), seconds(one->at)));
        for (const View one : doc::items(expected)) {
            if (index == sent.size()) {
                wrong("request {} to {} was not sent; sent were {}", index + 1, one.find("to").text(),
                      fmt::join(order, ", "));
                return;
            }
            bring_forward(one, sent, index);
            request(index + 1, one, *sent[index]);
            ++index;
        }
        for (; index < sent.size(); ++index) wrong("request {} ({}) was not expected", index + 1, order[index]);
    }

    // Requests of different calls at one moment have no order among them: the one that is meant comes first.
    void bring_forward(View expected, std::vector<const Request*>& sent, std::size_t index) const {
        const auto meant = [&](const Request& one) {
            const View call = expected.find("call");
            return is_address(short_address(expected.find("to").text()), short_address(one.http.url),
                              one.http.method) &&
                   (!call || call.text() == name_of(call_of(one.leg)));
        };
        std::vector<LegId> passed;
        for (std::size_t at = index; at < sent.size() && sent[at]->at == sent[index]->at; ++at) {
            const LegId call = call_of(sent[at]->leg);
            const bool first = std::ranges::find(passed, call) == passed.end();
            passed.push_back(call);
            if (!first || !meant(*sent[at])) continue;
            const auto from = sent.begin() + static_cast<std::ptrdiff_t>(index);
            const auto to = sent.begin() + static_cast<std::ptrdiff_t>(at);
            std::rotate(from, to, to + 1);
            return;
        }
    }

    static std::string without_query(std::string address) {
        address.resize(std::min(address.find('?'), address.size()));
        return address;
    }

    // Without a query the query is left out; with one a GET may have added to it.
    static bool is_address(const std::string& to, const std::string& address, std::string_view method) {
        if (to.find('?') == std::string::npos) return without_query(address) == to;
        return address == to || (method == "GET" && address.starts_with(to + "&"));
    }

    void request(std::size_t number, View expected, const Request& sent) {
        const std::string what = fmt::format("request {}", number);
        const std::string to = short_address(expected.find("to").text());
        const std::string address = short_address(sent.http.url);
        if (!is_address(to, address, sent.http.method)) {
            differ(what, to, fmt::format("{} {}", sent.kind, address));
            return;
        }
        const View method = expected.find("method");
        const std::string_view meant = method ? method.text() : "POST";
        if (meant != "any" && sent.http.method != meant) differ(what + " method", meant, sent.http.method);
        if (const View at = expected.find("at"); at && millis_of(at.text()) != sent.at)
            differ(what + " at", at.text(), seconds(sent.at));
        if (const View call = expected.find("call"); call && name_of(call_of(sent.leg)) != call.text())
            differ(what + " call", call.text(), name_of(call_of(sent.leg)));
        headers(what, expected, sent);
        const bool json = !sent.http.body.empty() && sent.http.body.front() == '{';
        if (expected.find("session") || expected.find("result") || (json && expected.find("absent"))) {
            body(what, expected, sent);
        } else {
            parameters(what, expected, sent);
        }
    }

    void headers(const std::string& what, View expected, const Request& sent) {
        const View given = expected.find("headers");
        if (!given) return;
        for (const doc::Entry one : doc::entries(given)) {
            const auto at = std::ranges::find(sent.http.headers, one.key.text(), &Pairs::value_type::first);
            const std::string actual = at == sent.http.headers.end() ? "absent" : at->second;
            const std::string_view meant =
                one.value.is_null() || one.value.text() == "null" ? "absent" : one.value.text();
            if (!words_.same(meant, actual)) differ(fmt::format("{} header {}", what, one.key.text()), meant, actual);
        }
    }

    static Pairs sent_parameters(const Request& sent) {
        Pairs out = sent.http.form;
        const std::size_t query = sent.http.url.find('?');
        if (sent.http.method != "GET" || query == std::string::npos) return out;
        base::Sources sources;
        base::Diagnostics ignored;
        const std::string text = sent.http.url.substr(query + 1);
        const base::FileId file = sources.add("(query)", text);
        const auto form = doc::read_form(sources, {file, 0, static_cast<std::uint32_t>(text.size())}, ignored);
        for (const doc::FormField& field : form.value_or(std::vector<doc::FormField>()))
            out.emplace_back(field.name, field.value);
        return out;
    }

    void parameters(const std::string& what, View expected, const Request& sent) {
        const Pairs actual = sent_parameters(sent);
        const auto find = [&](std::string_view name) {
            return std::ranges::find(actual, name, &Pairs::value_type::first);
        };
        if (const View given = expected.find("params")) {
            for (const doc::Entry one : doc::entries(given)) {
                const auto at = find(one.key.text());
                const std::string title = fmt::format("{} parameter {}", what, one.key.text());
                if (at == actual.end()) {
                    differ(title, one.value.text(), "absent");
                } else if (!words_.same(one.value.text(), at->second)) {
                    differ(title, one.value.text(), at->second);
                }
            }
        }
        if (const View given = expected.find("absent")) {
            for (const View one : doc::items(given)) {
                if (find(one.text()) != actual.end()) wrong("{} has a parameter {}", what, one.text());
            }
        }
    }

    void body(const std::string& what, View expected, const Request& sent) {
        base::Sources sources;
        base::Diagnostics ignored;
        const auto json = doc::read_json(sources, sources.add("(body)", sent.http.body), ignored);
        const View root = json ? json->root() : View();
        const View given_session = expected.find("session"), given_result = expected.find("result");
        const bool opens = given_session || (!given_result && root && root.is_mapping() && root.find("session"));
        const std::string_view key = opens ? "session" : "result";
        const View inside = root && root.is_mapping() ? root.find(key) : View();
        if (!inside) {
            wrong("{} has no {}: {}", what, key, sent.http.body);
            return;
        }
        if (const View given = expected.find(key)) subset(fmt::format("{} {}", what, key), given, inside);
        if (const View given = expected.find("absent")) {
            for (const View one : doc::items(given)) {
                const View found = dotted(inside, one.text());
                if (found && !found.is_null()) wrong("{} has {}: {}", what, one.text(), sent.http.body);
            }
        }
    }

    static View dotted(View at, std::string_view path) {
        while (at && !path.empty()) {
            const std::size_t end = std::min(path.find('.'), path.size());
            at = at.is_mapping() ? at.find(path.substr(0, end)) : View();
            path.remove_prefix(std::min(end + 1, path.size()));
        }
        return at;
    }

    void subset(const std::string& what, View expected, View actual) {
        if (expected.is_mapping()) {
            for (const doc::Entry one : doc::entries(expected)) {
                const View inside = actual.is_mapping() ? actual.find(one.key.text()) : View();
                const std::string path = fmt::format("{}.{}", what, one.key.text());
                if (!inside) {
                    wrong("{} is absent", path);
                } else {
                    subset(path, one.value, inside);
                }
            }
        } else if (expected.is_sequence()) {
            if (!actual.is_sequence() || actual.size() != expected.size()) {
                wrong("{} has not {} items", what, expected.size());
                return;
            }
            View other = actual.first_child();
            std::size_t index = 0;
            for (const View one : doc::items(expected)) {
                subset(fmt::format("{}[{}]", what, index++), one, other);
                other = other.next();
            }
        } else if (const bool null = expected.is_null() || (expected.is_plain() && expected.text() == "null");
                   null != actual.is_null()) {
            differ(what, null ? "null" : expected.text(), actual.is_null() ? "null" : actual.text());
        } else if (!actual.is_null() && (!actual.is_scalar() || !words_.same(expected.text(), actual.text()))) {
            differ(what, expected.text(), actual.is_scalar() ? actual.text() : "no text");
        }
    }

    static std::string_view sound(const Moment& moment) {
        switch (moment.sound) {
        case Sound::speech: return "say";
        case Sound::file: return "play";
        case Sound::beep: return "beep";
        case Sound::music: return "wait";
        default: return {};
        }
    }

    static std::string_view sound_of(View expected) {
        if (expected.is_scalar() || expected.find("say")) return "say";
        return expected.find("play") ? "play" : expected.find("beep") ? "beep" : "wait";
    }
    static bool is_sound(std::string_view key, std::string_view text, const Moment& moment) {
        if (sound(moment) != key) return false;
        return key == "beep" || (key == "play" ? is_file(text, moment.text) : short_address(moment.text) == text);
    }

    // What begins on different legs at one moment has no order.
    void bring_forward(View expected, std::vector<const Moment*>& all, std::size_t index) const {
        const View by = expected.is_mapping() ? expected.find("by") : View();
        const std::string_view key = sound_of(expected);
        const std::string_view text = expected.is_scalar() ? expected.text() : expected.find(key).text();
        std::vector<LegId> passed;
        for (std::size_t at = index; at < all.size() && all[at]->at == all[index]->at; ++at) {
            const bool first = std::ranges::find(passed, all[at]->leg) == passed.end();
            passed.push_back(all[at]->leg);
            if (!first || !is_sound(key, text, *all[at]) || (by && by.text() != name_of(all[at]->leg))) continue;
            const auto from = all.begin() + static_cast<std::ptrdiff_t>(index);
            const auto to = all.begin() + static_cast<std::ptrdiff_t>(at);
            std::rotate(from, to, to + 1);
            return;
        }
    }

    void heard(View expected) {
        std::vector<const Moment*> all;
        Lines order;
        for (const Moment& moment : emulator_.moments()) {
            if (moment.kind != Moment::Kind::heard || sound(moment).empty()) continue;
            all.push_back(&moment);
            order.push_back(fmt::format("{} {}: {} {}..{}", name_of(moment.leg), sound(moment),
                                        short_address(moment.text), seconds(moment.at), seconds(moment.until)));
        }
        std::size_t index = 0;
        for (const View one : doc::items(expected)) {
            const std::string what = fmt::format("heard {}", index + 1);
            if (index == all.size()) {
                wrong("{} was not heard; heard were {}", what, fmt::join(order, ", "));
                return;
            }
            bring_forward(one, all, index);
            const Moment& moment = *all[index];
            const std::string_view key = sound_of(one);
            const std::string_view text = one.is_scalar() ? one.text() : one.find(key).text();
            if (!is_sound(key, text, moment)) {
                differ(what, text, order[index]);
                return;
            }
            if (one.is_mapping()) heard_when(what, one, moment);
            ++index;
        }
        for (; index < all.size(); ++index) wrong("heard {} was not expected: {}", index + 1, order[index]);
    }

    // Whether a file as a document wrote it can be that address.
    static bool is_file(std::string_view written, std::string_view address) {
        while (written.starts_with("../") || written.starts_with("./")) written.remove_prefix(written.find('/') + 1);
        if (written.starts_with('/') || written.find("://") != std::string_view::npos)
            return short_address(written) == short_address(address);
        return address.ends_with("/" + std::string(written));
    }

    void heard_when(const std::string& what, View expected, const Moment& moment) {
        if (const View at = expected.find("at"); at && millis_of(at.text()) != moment.at)
            differ(what + " at", at.text(), seconds(moment.at));
        if (const View until = expected.find("until"); until && millis_of(until.text()) != moment.until)
            differ(what + " until", until.text(), seconds(moment.until));
        if (const View by = expected.find("by")) {
            if (name_of(moment.leg) != by.text()) differ(what + " by", by.text(), name_of(moment.leg));
        } else if (played_.calls.contains("caller") && name_of(moment.leg) != "caller") {
            differ(what + " by", "the caller", name_of(moment.leg));
        }
    }

    void legs(View expected) {
        std::vector<const Leg*> dialled;
        for (LegId id = 0; id < emulator_.leg_count(); ++id) {
            if (emulator_.leg(id).parent != no_leg) dialled.push_back(&emulator_.leg(id));
        }
        if (dialled.size() != expected.size()) {
            wrong("{} legs were dialled, not {}", dialled.size(), expected.size());
            return;
        }
        std::size_t index = 0;
        for (const View one : doc::items(expected)) {
            const Leg& leg = *dialled[index++];
            const Pairs actual = {{"to", leg.to},
                                  {"status", leg.status},
                                  {"from", leg.from},
                                  {"ringing", seconds(leg.began)},
                                  {"answered", seconds(leg.answered)},
                                  {"ended", seconds(leg.ended)}};
            for (const auto& [key, value] : actual) {
                const View given = one.find(key);
                const bool time = key == "ringing" || key == "answered" || key == "ended";
                if (!given) continue;
                const std::string meant = time ? time_of(given.text()) : std::string(given.text());
                if (!words_.same(meant, value)) differ(fmt::format("leg {} {}", index, key), meant, value);
            }
        }
    }

    void fate(std::string_view key, std::string_view call, std::string_view expected) {
        const auto at = played_.calls.find(call);
        if (at == played_.calls.end()) {
            wrong("there is no call {}", call);
            return;
        }
        const Leg& leg = emulator_.leg(at->second);
        const bool time = key == "answered" || key == "elapsed";
        const std::string meant = time ? time_of(expected) : std::string(expected);
        const std::string actual = key == "answered"   ? seconds(leg.answered)
                                   : key == "elapsed"  ? seconds(leg.ended)
                                   : key == "ended_by" ? leg.ended_by
                                                       : leg.status;
        if (!words_.same(meant, actual)) differ(fmt::format("{} of {}", key, call), meant, actual);
    }

    void errors(View expected, bool stops) {
        Lines codes, meant;
        for (const Moment& moment : emulator_.moments()) {
            if (moment.kind == Moment::Kind::error && moment.stops == stops) codes.push_back(moment.code);
        }
        if (expected.is_scalar()) meant.emplace_back(expected.text());
        for (const View one : doc::items(expected)) meant.emplace_back(one.text());
        if (codes != meant)
            differ(stops ? "error" : "warnings", fmt::format("{}", fmt::join(meant, " ")),
                   fmt::format("'{}'", fmt::join(codes, " ")));
    }

    void assumed(View expected) {
        for (const View one : doc::items(expected)) {
            const bool said = std::ranges::any_of(emulator_.moments(), [&](const Moment& moment) {
                return moment.kind == Moment::Kind::assumed && moment.code == one.text();
            });
            if (!said) wrong("the run does not say that it assumes {}", one.text());
        }
    }

    const Played& played_;
    const Emulator& emulator_;
    View row_;
    Words words_;
    Lines wrong_;
};

} // namespace

Lines verify_row(const Played& played, View row) { return Verifier(played, row).run(); }

} // namespace callflow::providers::testing
