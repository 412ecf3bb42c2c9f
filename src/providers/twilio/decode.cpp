// Twilio's requests: forms, read by their parameters.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "providers/twilio/requests.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>

namespace callflow::providers::twilio {
namespace {

class Decoder {
public:
    Decoder(std::span<const doc::FormField> form, base::Diagnostics& diagnostics)
        : form_(form), diagnostics_(diagnostics) {}

    DecodedRequest decode() {
        list_names();
        special();
        each_known(parameters(), &Parameter::name,
                   [&](const Parameter& one, const auto& given) { take(one, *given.second); });
        out_.kind = kind();
        settle();
        out_.params = params();
        return std::move(out_);
    }

private:
    using Given = std::pair<std::string_view, const doc::FormField*>;

    // By name; of several of a name the last.
    void list_names() {
        last_.reserve(form_.size());
        for (const doc::FormField& one : form_) last_.emplace_back(one.name, &one);
        std::ranges::sort(last_, [](const Given& a, const Given& b) {
            return a.first != b.first ? a.first < b.first : std::greater<>()(a.second, b.second);
        });
        const auto rest = std::ranges::unique(last_, {}, &Given::first);
        last_.erase(rest.begin(), rest.end());
    }

    [[nodiscard]] const doc::FormField* find(std::string_view name) const {
        const auto at = std::ranges::lower_bound(last_, name, {}, &Given::first);
        return at == last_.end() || at->first != name ? nullptr : at->second;
    }

    // What of a table that is sorted by name was given.
    template <class Row, class Name, class Do>
    void each_known(std::span<const Row> table, Name name, const Do& what) const {
        auto given = last_.begin();
        for (const Row& row : table) {
            while (given != last_.end() && given->first < row.*name) ++given;
            if (given == last_.end()) return;
            if (given->first == row.*name) what(row, *given);
        }
    }

    [[nodiscard]] std::string_view text(std::string_view name) const {
        const doc::FormField* field = find(name);
        return field == nullptr ? std::string_view() : std::string_view(field->value);
    }

    // Parameters whose names are made: SIP headers, and media in the order of their numbers.
    void special() {
        std::vector<std::pair<expr::Value, expr::Value>> headers;
        std::vector<std::pair<expr::Value, expr::Value>> answered;
        std::map<std::int64_t, std::string_view> media;
        const auto header = [](auto& into, std::string_view prefix, const Given& given) {
            if (!given.first.starts_with(prefix) || given.first.size() == prefix.size()) return;
            into.emplace_back(expr::Value::string(given.first.substr(prefix.size())),
                              expr::Value::string(given.second->value));
        };
        for (const Given& given : last_) {
            header(headers, sip_header, given);
            header(answered, dial_sip_header, given);
            if (!given.first.starts_with(media_url)) continue;
            const auto number = base::parse_int(given.first.substr(media_url.size()));
            if (number && *number >= 0) media.emplace(*number, given.second->value);
        }
        if (!headers.empty()) put_field(out_.input, "sip_headers", expr::Value::map(std::move(headers)));
        if (!answered.empty()) put_field(out_.input, "dial_sip_headers", expr::Value::map(std::move(answered)));
        transcription();
        if (media.empty()) return;
        std::vector<expr::Value> urls;
        urls.reserve(media.size());
        for (const auto& [number, url] : media) urls.push_back(expr::Value::string(url));
        put_field(out_.input, "media", expr::Value::list(std::move(urls)));
    }

    // What was said, where it is written down while the call lasts.
    void transcription() {
        const doc::FormField* field = find(transcription_data);
        if (field == nullptr || field->value.empty()) return;
        base::Sources sources;
        base::Diagnostics found;
        doc::Limits limits;
        limits.depth = max_request_depth;
        const auto data = doc::read_json(sources, sources.add("TranscriptionData", field->value), found, limits);
        if (!data || !data->root().is_mapping()) {
            diagnostics_.report(
                base::codes::bad_request_value, field->where,
                fmt::format("{} is an object of JSON, not {}", transcription_data, base::quoted(field->value, 40)));
            return;
        }
        const doc::View said = data->root().find("transcript");
        if (said && said.is_scalar() && !said.text().empty())
            put_field(out_.input, "transcription", expr::Value::string(said.text()));
        const doc::View sure = data->root().find("confidence");
        const auto number = sure && sure.is_scalar() ? base::parse_double(sure.text()) : std::nullopt;
        if (number) put_field(out_.input, "confidence", expr::Value::real(*number));
    }

    // What is empty was not brought.
    void take(const Parameter& parameter, const doc::FormField& field) {
        if (field.value.empty()) return;
        // A recording that ended with the call says so where its last key would stand.
        if (parameter.name == "Digits" && field.value == "hangup") return;
        const auto value = read(parameter, field);
        if (!value) return;
        if (!parameter.input.empty() && find_field(out_.input, parameter.input) == nullptr)
            put_field(out_.input, parameter.input, *value);
        if (!parameter.call.empty() && find_field(out_.call, parameter.call) == nullptr)
            put_field(out_.call, parameter.call, *value);
    }

    std::optional<expr::Value> read(const Parameter& parameter, const doc::FormField& field) {
        switch (parameter.reads) {
        case Parameter::Reads::whole:
            if (const auto number = base::parse_int(field.value)) return expr::Value::integer(*number);
            return wrong(field, "a whole number");
        case Parameter::Reads::real:
            if (const auto number = base::parse_double(field.value)) return expr::Value::real(*number);
            return wrong(field, "a number");
        case Parameter::Reads::truth:
            if (field.value == "true" || field.value == "false") return expr::Value::boolean(field.value == "true");
            return wrong(field, "true or false");
        case Parameter::Reads::word: check_word(parameter, field); break;
        case Parameter::Reads::text: break;
        }
        return expr::Value::string(field.value);
    }

    std::optional<expr::Value> wrong(const doc::FormField& field, std::string_view expected) {
        diagnostics_.report(base::codes::bad_request_value, field.where,
                            fmt::format("{} is {}, not {}", field.name, expected, base::quoted(field.value)));
        return std::nullopt;
    }

    void check_word(const Parameter& parameter, const doc::FormField& field) {
        if (std::ranges::find(parameter.words, field.value) != parameter.words.end()) return;
        auto& finding =
            diagnostics_.report(base::codes::unknown_request_value, field.where,
                                fmt::format("{} is not known to be {}", field.name, base::quoted(field.value)));
        const std::string_view near = base::nearest(field.value, parameter.words);
        finding.help = near.empty() ? fmt::format("it is {}", fmt::join(parameter.words, ", "))
                                    : fmt::format("did you mean `{}`?", near);
    }

    [[nodiscard]] std::string_view kind() const {
        std::size_t first = request_rows().size();
        each_known(rows_known_by(), &KnownBy::parameter,
                   [&](const KnownBy& one, const Given&) { first = std::min(first, one.row); });
        if (first < request_rows().size()) return request_rows()[first].kind.name;
        // With nothing besides, an end can only be told by a status callback.
        const std::string_view status = text("CallStatus");
        if (!signal_of_status(status).empty() || status == "initiated" || status == "queued") return "status";
        return status == "ringing" ? "first" : "next";
    }

    void settle() {
        if (const expr::Value* id = find_field(out_.call, "id")) out_.call_id = id->as_string();
        if (out_.kind == "message") put_field(out_.call, "channel", expr::Value::string("text"));
        out_.begins = out_.kind == "first" && text("ParentCallSid").empty();
        out_.other_leg = !text("ParentCallSid").empty();
        out_.signal = signal_of_status(text("CallStatus"));
        if (out_.other_leg && out_.signal == "hangup") out_.signal = {}; // the other leg's end, not the call's
        if (out_.signal.empty() && text("AnsweredBy").starts_with("machine")) out_.signal = "machine";
        if (out_.signal.empty() && out_.kind == "fallback") out_.signal = "fallback";
    }

    [[nodiscard]] expr::Value params() const {
        std::vector<std::pair<expr::Value, expr::Value>> entries;
        entries.reserve(last_.size());
        for (const doc::FormField& one : form_) {
            if (find(one.name) == &one)
                entries.emplace_back(expr::Value::string(one.name), expr::Value::string(one.value));
        }
        return expr::Value::map(std::move(entries));
    }

    std::span<const doc::FormField> form_;
    base::Diagnostics& diagnostics_;
    std::vector<Given> last_; // sorted by name
    DecodedRequest out_;
};

// Parameters as somebody has written them down: one JSON object.
std::optional<std::vector<doc::FormField>> form_of(doc::View json, base::Diagnostics& diagnostics) {
    std::vector<doc::FormField> form;
    bool sound = json.is_mapping();
    for (const doc::Entry entry : doc::entries(json)) {
        sound = sound && (entry.value.is_scalar() || entry.value.is_null());
        form.push_back(
            {std::string(entry.key.text()), std::string(entry.value.text()), entry.key.span(), entry.value.span()});
    }
    if (sound) return form;
    diagnostics.report(base::codes::no_request, json.span(), "this is no form: Twilio's parameters are texts by name")
        .help = "write `{CallSid: CA1…, CallStatus: in-progress, Digits: \"1\"}`";
    return std::nullopt;
}

} // namespace

std::optional<DecodedRequest> decode(const IncomingRequest& request, base::Diagnostics& diagnostics) {
    if (!request.json) return Decoder(request.form, diagnostics).decode();
    const auto form = form_of(request.json, diagnostics);
    if (!form) return std::nullopt;
    return Decoder(*form, diagnostics).decode();
}

} // namespace callflow::providers::twilio
