#include "tracking/attribution/channels.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "doc/read.hpp"
#include "embed/track_channels.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

// Whether a host or a source is what a name says: `google` is a part of `www.google.de`, `t.co` an end of `t.co`.
bool is_of(std::string_view host, std::string_view name) {
    if (host == name) return true;
    if (name.find('.') != std::string_view::npos)
        return host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.';
    while (!host.empty()) {
        const std::size_t dot = std::min(host.find('.'), host.size());
        if (host.substr(0, dot) == name && dot != host.size()) return true; // the last part is a country's or a kind's
        host.remove_prefix(std::min(dot + 1, host.size()));
    }
    return false;
}

std::string decoded(std::string_view text) {
    if (text.find_first_of("%+") == std::string_view::npos) return std::string(text);
    auto out = base::percent_decode(text, true);
    return out ? std::move(*out) : std::string(text); // a broken one as it is written
}

} // namespace

std::string folded(std::string_view text) { return base::lowered(base::trim(text)); }

std::string host_of(std::string_view address) {
    const base::UrlParts parts = base::split_url(base::trim(address));
    std::string_view host = parts.authority;
    if (!parts.has_authority) // `google.com` alone, as some exports have it
        host = parts.has_scheme ? std::string_view() : parts.path.substr(0, parts.path.find('/'));
    host = host.substr(host.rfind('@') + 1);
    if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
    if (host.find_first_of(" \t") != std::string_view::npos) return {};
    std::string out = folded(host);
    while (out.ends_with('.')) out.pop_back();
    if (out.starts_with("www.")) out.erase(0, 4);
    return out;
}

void read_tags(std::string_view address, Tags& tags) {
    const std::size_t mark = address.find('?');
    if (mark == std::string_view::npos) return;
    std::string_view query = address.substr(mark + 1);
    query = query.substr(0, query.find('#'));
    Tags found;
    const std::array<std::pair<std::string_view, std::string*>, 6> utm{{{"source", &found.source},
                                                                        {"medium", &found.medium},
                                                                        {"campaign", &found.campaign},
                                                                        {"term", &found.term},
                                                                        {"content", &found.content},
                                                                        {"id", &found.campaign_id}}};
    std::uint32_t seen = 0; // names: the first counts, though it says nothing
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view one = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(one.find('='), one.size());
        const std::string_view name = one.substr(0, equals);
        const std::string_view value = one.substr(std::min(equals + 1, one.size()));
        std::string* to = nullptr;
        std::uint32_t bit = 0;
        if (name.starts_with("utm_")) {
            for (std::size_t i = 0; i < utm.size(); ++i)
                if (name.substr(4) == utm[i].first) to = utm[i].second, bit = 1u << i;
        } else if (name.ends_with("id")) {
            for (std::size_t i = 1; i < click_names.size(); ++i)
                if (name == click_names[i]) to = &found.clicks[i], bit = 1u << (8 + i);
        }
        if (to == nullptr || (seen & bit) != 0) continue;
        seen |= bit;
        *to = base::trim(decoded(value));
    }
    const auto take = [](std::string& to, std::string& from) {
        if (to.empty()) to = std::move(from);
    };
    take(tags.source, found.source);
    take(tags.medium, found.medium);
    take(tags.campaign, found.campaign);
    take(tags.term, found.term);
    take(tags.content, found.content);
    take(tags.campaign_id, found.campaign_id);
    for (std::size_t i = 1; i < click_names.size(); ++i) take(tags.clicks[i], found.clicks[i]);
}

// Takes the document of rules apart; the first thing that is wrong is the error.
class ChannelsReader {
public:
    base::Result<Channels> read(std::string_view name, std::string_view text) {
        const base::FileId file = sources_.add(std::string(name), std::string(text));
        base::Diagnostics found;
        const auto document = doc::read_yaml(sources_, file, found);
        if (!document) return base::fail(base::ErrorKind::usage, fmt::format("{} is no YAML", name));
        bool known = false;
        for (const doc::Entry one : doc::entries(document->root())) {
            const std::string_view key = one.key.text();
            if (key == "callflow-channels") {
                known = one.value.text() == "1";
                if (!known) fail(one.value, "rules of this program are of version 1");
            } else if (key == "clicks")
                origins(one.value, out_.clicks_, true);
            else if (key == "referrers")
                origins(one.value, out_.referrers_, false);
            else if (key == "kinds")
                kinds(one.value);
            else if (key == "channels")
                rules(one.value);
            else
                fail(one.key,
                     fmt::format("there is no {}: it is callflow-channels, clicks, referrers, kinds or channels",
                                 base::quoted(key)));
        }
        if (error_.empty() && !known) error_ = fmt::format("{}: it begins with `callflow-channels: 1`", name);
        if (!error_.empty()) return base::fail(base::ErrorKind::usage, error_);
        return std::move(out_);
    }

private:
    void fail(doc::View where, std::string why) {
        if (!error_.empty()) return;
        const base::Source& source = sources_[where.span().file];
        error_ = fmt::format("{}:{}: {}", source.name(), source.position(where.span().begin).line, why);
    }

    // `gclid: google / cpc`
    void origins(doc::View value, std::vector<Channels::Origin>& into, bool clicks) {
        for (const doc::Entry one : doc::entries(value)) {
            const std::string_view text = one.value.text();
            const std::size_t slash = text.find(" / ");
            if (slash == std::string_view::npos) {
                fail(one.value, "it is a source and a medium, such as `google / cpc`");
                return;
            }
            if (clicks && std::ranges::find(click_names, one.key.text()) == click_names.end())
                fail(one.key, fmt::format("{} is none of the click ids that are read", base::quoted(one.key.text())));
            into.push_back({folded(one.key.text()), std::string(base::trim(text.substr(0, slash))),
                            std::string(base::trim(text.substr(slash + 3)))});
        }
    }

    void kinds(doc::View value) {
        for (const doc::Entry one : doc::entries(value)) {
            auto& kind = out_.kinds_.emplace_back(std::string(one.key.text()), std::vector<std::string>());
            for (const doc::View item : doc::items(one.value)) kind.second.push_back(folded(item.text()));
        }
    }

    void rules(doc::View value) {
        for (const doc::View item : doc::items(value)) {
            Channels::Rule rule;
            for (const doc::Entry one : doc::entries(item)) {
                if (one.key.text() == "name")
                    rule.name = one.value.text();
                else if (one.key.text() == "when")
                    for (const doc::View all : doc::items(one.value)) conditions(all, rule);
                else
                    fail(one.key, fmt::format("a channel has a name and `when`, not {}", base::quoted(one.key.text())));
            }
            if (rule.name.empty() || rule.when.empty()) fail(item, "a channel needs a name and a list `when`");
            out_.rules_.push_back(std::move(rule));
        }
    }

    void conditions(doc::View value, Channels::Rule& rule) {
        using Of = Channels::Condition::Of;
        static constexpr std::array<std::string_view, 4> names{"source", "medium", "campaign", "kind"};
        std::vector<Channels::Condition> all;
        for (const doc::Entry one : doc::entries(value)) {
            const auto at = std::ranges::find(names, one.key.text());
            if (at == names.end()) {
                fail(one.key, fmt::format("rules look at source, medium, campaign and kind, not at {}",
                                          base::quoted(one.key.text())));
                return;
            }
            Channels::Condition condition;
            condition.of = static_cast<Of>(at - names.begin());
            if (condition.of == Of::kind) {
                condition.kind = one.value.text();
                if (std::ranges::find(out_.kinds_, condition.kind,
                                      &std::pair<std::string, std::vector<std::string>>::first) == out_.kinds_.end())
                    fail(one.value, fmt::format("there is no kind {} above", base::quoted(condition.kind)));
            } else {
                auto pattern = base::Pattern::compile(fmt::format("^(?:{})$", one.value.text()));
                if (!pattern) {
                    fail(one.value, pattern.error().message);
                    return;
                }
                condition.pattern = std::make_shared<const base::Pattern>(std::move(*pattern));
            }
            all.push_back(std::move(condition));
        }
        if (all.empty()) fail(value, "an item of `when` has conditions, such as `medium: email`");
        rule.when.push_back(std::move(all));
    }

    base::Sources sources_;
    Channels out_;
    std::string error_;
};

base::Result<Channels> Channels::read(std::string_view name, std::string_view text) {
    return ChannelsReader().read(name, text);
}

const Channels& Channels::usual() {
    static const Channels rules = [] {
        const embed::File& file = embed::track_channels().front();
        auto read = Channels::read(file.name, file.text);
        return read ? std::move(*read) : Channels(); // a test reads it
    }();
    return rules;
}

void Channels::complete(Tags& tags, std::string_view referrer, std::string_view landing) const {
    const bool said = !tags.source.empty() || !tags.medium.empty() || !tags.campaign.empty();
    for (const Origin& one : clicks_) {
        const auto at = std::ranges::find(click_names, std::string_view(one.name));
        if (tags.clicks[static_cast<std::size_t>(at - click_names.begin())].empty()) continue;
        // Marks that name another source or a medium are the author's: a link that was shared keeps the click's id.
        if (!tags.medium.empty() || (!tags.source.empty() && folded(tags.source) != folded(one.source))) return;
        tags.source = one.source;
        tags.medium = one.medium;
        return;
    }
    if (said) return;
    const std::string host = host_of(referrer);
    if (host.empty() || host == host_of(landing)) {
        tags.source = "(direct)";
        tags.medium = "(none)";
        return;
    }
    for (const Origin& one : referrers_) {
        if (!is_of(host, one.name)) continue;
        tags.source = one.source;
        tags.medium = one.medium;
        return;
    }
    tags.source = host;
    tags.medium = "referral";
}

bool Channels::holds(const Condition& condition, const std::array<std::string, 3>& values) const {
    if (condition.of != Condition::Of::kind)
        return condition.pattern->matches(values[static_cast<std::size_t>(condition.of)]);
    for (const auto& [kind, sources] : kinds_) {
        if (kind != condition.kind) continue;
        return std::ranges::any_of(sources, [&](const std::string& one) { return is_of(values[0], one); });
    }
    return false;
}

std::string_view Channels::channel(std::string_view source, std::string_view medium, std::string_view campaign) const {
    const std::array<std::string, 3> values{folded(source), folded(medium), folded(campaign)};
    for (const Rule& rule : rules_) {
        const bool any = std::ranges::any_of(rule.when, [&](const std::vector<Condition>& all) {
            return std::ranges::all_of(all, [&](const Condition& one) { return holds(one, values); });
        });
        if (any) return rule.name;
    }
    return "Unassigned";
}

} // namespace callflow::tracking
