// What traces do not show.
#include "flow/secrets.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "providers/hidden.hpp"
#include "scenario/secrets.hpp"

#include <algorithm>
#include <array>

namespace callflow::scenario {
namespace {

bool hides(const Run& run, std::string& text) {
    bool any = false;
    for (const std::string& secret : run.secrets) {
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at + hidden_text.size())) {
            text.replace(at, secret.size(), hidden_text);
            any = true;
        }
    }
    return any;
}

// Lists and maps keep their form. True where something was hidden.
bool hide(const Run& run, expr::Value& value) {
    bool any = false;
    if (value.kind() == expr::Kind::list) {
        std::vector<expr::Value> items(value.as_list().begin(), value.as_list().end());
        for (expr::Value& one : items) any = hide(run, one) || any;
        if (any) value = expr::Value::list(std::move(items));
    } else if (value.kind() == expr::Kind::map) {
        std::vector<std::pair<expr::Value, expr::Value>> entries(value.as_map().begin(), value.as_map().end());
        for (auto& [key, one] : entries) {
            any = hide(run, key) || any;
            any = hide(run, one) || any;
        }
        if (any) value = expr::Value::map(std::move(entries));
    } else {
        std::string text = value.to_text();
        any = hides(run, text);
        if (any) value = expr::Value::string(text);
    }
    return any;
}

void hide(const Run& run, std::vector<std::pair<std::string, std::string>>& pairs) {
    for (auto& [name, value] : pairs) hides(run, value);
}

// What a provider sends holds what was typed, however short: hidden by its name, and where it is a whole value.
void hide_typed(TraceRequest& request, const std::string& typed) {
    const providers::Hide hide = [&](std::string_view name, std::string& text) {
        if (text.empty() || (text != typed && !providers::brings_secret(name))) return false;
        text = hidden_text;
        return true;
    };
    for (auto& [name, value] : request.form) (void)hide(name, value);
    if (!request.body.empty()) request.body = providers::hide_in_body(request.body, hide);
}

// What headers are called that carry a key by which an application is let in.
bool carries_key(std::string_view header) {
    std::string name = base::lowered(header);
    constexpr std::array<std::string_view, 6> parts = {"authorization", "cookie",  "token",
                                                       "secret",        "api-key", "apikey"};
    return std::ranges::any_of(parts, [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

void hide(const Run& run, TraceRequest& request) {
    for (auto& [name, value] : request.headers)
        if (carries_key(name)) value = hidden_text;
    hides(run, request.url);
    hides(run, request.body);
    hide(run, request.headers);
    hide(run, request.form);
}

// What was typed where a verb says that it is sensitive, however short.
std::vector<std::string> typed_secrets(const TraceStep& row, bool secret_input) {
    std::vector<std::string> out;
    for (const auto& [name, value] : row.input) {
        if (secret_input && flow::is_brought(name) && !value.to_text().empty()) out.push_back(value.to_text());
    }
    return out;
}

// What is known to be sensitive by where it stands, also what is too short to be looked for.
void hide_meant(const Run& run, TraceStep& row) {
    const expr::Value mark = expr::Value::string(hidden_text);
    const bool secret_input = asks_before(run, row);
    for (const std::string& typed : typed_secrets(row, secret_input)) {
        for (TraceRequest& request : row.request) hide_typed(request, typed);
        for (TraceTried& tried : row.tried)
            if (tried.why.starts_with(base::quoted(typed))) tried.why = std::string(hidden_text) + " is no key";
    }
    for (auto& [name, value] : row.input) {
        if (secret_input && flow::is_brought(name)) value = mark;
    }
    for (TraceTried& tried : row.tried) {
        for (auto& [name, value] : tried.saw)
            if (is_secret_name(run, name, secret_input)) value = mark;
    }
    for (TraceEffect& effect : row.effects) {
        for (auto& [name, value] : effect.fields) {
            if (effect.kind == "set" && is_sensitive(run, name)) value = mark;
        }
    }
    for (auto& [name, value] : row.changed) {
        if (is_sensitive(run, name)) value = mark;
    }
}

// What is too short to be looked for everywhere, where it stands as a word of its own.
void hides_short(const std::vector<std::string>& secrets, std::string& text) {
    for (const std::string& secret : secrets) {
        for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 1)) {
            const std::size_t end = at + secret.size();
            if ((at > 0 && base::is_alphanumeric(text[at - 1])) ||
                (end < text.size() && base::is_alphanumeric(text[end])))
                continue;
            text.replace(at, secret.size(), hidden_text);
            at += hidden_text.size() - 1;
        }
    }
}

void hide_short(const Run& run, expr::Value& value) {
    if (value.kind() == expr::Kind::list) {
        std::vector<expr::Value> items(value.as_list().begin(), value.as_list().end());
        for (expr::Value& one : items) hide_short(run, one);
        value = expr::Value::list(std::move(items));
    } else if (value.kind() == expr::Kind::map) {
        std::vector<std::pair<expr::Value, expr::Value>> entries(value.as_map().begin(), value.as_map().end());
        for (auto& [key, one] : entries) hide_short(run, one);
        value = expr::Value::map(std::move(entries));
    } else {
        const std::string text = value.to_text();
        std::string hidden = text;
        hides_short(run.short_secrets, hidden);
        if (hidden != text) value = expr::Value::string(hidden);
    }
}

// In what is made from something sensitive also short texts are looked for.
void hide(const Run& run, TraceEffect& effect) {
    for (auto& [name, value] : effect.fields) {
        hide(run, value);
        if (std::ranges::find(effect.secret, name) != effect.secret.end()) hide_short(run, value);
    }
    for (TraceRequest& request : effect.requests) {
        hide(run, request);
        if (effect.secret.empty()) continue;
        hides_short(run.short_secrets, request.url);
        hides_short(run.short_secrets, request.body);
        for (auto& [name, value] : request.form) hides_short(run.short_secrets, value);
        for (auto& [name, value] : request.headers) hides_short(run.short_secrets, value);
    }
}

void hide(const Run& run, TraceStep& row) {
    for (auto& [name, value] : row.input) hide(run, value);
    for (TraceEffect& effect : row.effects) hide(run, effect);
    for (TraceRequest& request : row.request) hide(run, request);
    for (TraceMoment& moment : row.moment) hides(run, moment.text);
    for (auto& [name, value] : row.changed) hide(run, value);
    for (TraceDocument& document : row.documents) {
        hides(run, document.body);
        if (row.secret.empty()) continue;
        // not in XML's declaration
        const std::size_t head = document.body.starts_with("<?") ? document.body.find("?>") : 0;
        std::string inside = document.body.substr(std::min(head, document.body.size()));
        hides_short(row.secret, inside);
        document.body.replace(std::min(head, document.body.size()), std::string::npos, inside);
    }
    for (TraceTried& tried : row.tried) {
        hides(run, tried.why);
        hides(run, tried.failed);
        for (auto& [name, value] : tried.saw) hide(run, value);
    }
    hides(run, row.error);
}

} // namespace

void hide_secrets(Run& run, std::size_t first) {
    for (TraceStep& row : run.trace.steps) {
        hide_meant(run, row);
        if (!run.secrets.empty() || !run.short_secrets.empty()) hide(run, row);
    }
    if (run.secrets.empty()) return;
    std::vector<base::Diagnostic>& findings = run.diagnostics.items();
    for (std::size_t i = first; i < findings.size(); ++i) {
        hides(run, findings[i].message);
        hides(run, findings[i].help);
        for (auto& note : findings[i].notes) hides(run, note.text);
    }
}

void hide_secrets(const Run& run, std::string& text) { hides(run, text); }

} // namespace callflow::scenario
