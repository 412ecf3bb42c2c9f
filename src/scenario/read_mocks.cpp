// `mocks:` and `documents:`: what requests are answered with, the flow's own and those to addresses of others.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "scenario/read_context.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

// One of the ways in which a request fails; another word is a finding.
std::string read_failure(doc::View node, Mapping mapping, ReadContext& context) {
    std::string fail = context.text(node, "fail").value_or("timeout");
    const auto failures = find_key(mapping, "fail")->words;
    if (std::find(failures.begin(), failures.end(), fail) == failures.end())
        context.bad_value(node, fmt::format("a request cannot fail so; it is {}", fmt::join(failures, ", ")),
                          "write `{fail: timeout}`, or `{status: 500}` for an answer that says no");
    return fail;
}

std::int64_t read_status(doc::View node, ReadContext& context) {
    const auto status = context.integer(node, "status");
    if (status && (*status < 100 || *status > 599))
        context.bad_value(node, "an HTTP status lies between 100 and 599", "write `status: 200`");
    return status.value_or(200);
}

std::optional<MockAnswer> read_answer(doc::View node, ReadContext& context) {
    MockAnswer answer;
    if (!context.mapping(node, "a mock")) return std::nullopt;
    for (const doc::Entry entry : doc::entries(node)) {
        const std::string_view key = entry.key.text();
        if (key == "status") {
            answer.status = read_status(entry.value, context);
        } else if (key == "json") {
            answer.json = context.value(entry.value);
        } else if (key == "body") {
            answer.body = context.text(entry.value, "body");
        } else if (key == "fail") {
            answer.fail = read_failure(entry.value, Mapping::mock, context);
        } else {
            context.other_key(entry.key, Mapping::mock, "a mock");
        }
    }
    return answer;
}

// A document begins with what no file's name does.
bool is_document(std::string_view text) {
    const std::string_view trimmed = base::trim(text);
    return trimmed.starts_with('<') || trimmed.starts_with('{');
}

// `hold.xml`, `<Response/>`, `{status: 404}`; a file or text and its kind.
ForeignAnswer read_foreign(doc::View node, ReadContext& context) {
    ForeignAnswer answer;
    if (node.is_scalar()) {
        std::string text = context.text(node, "a document").value_or(std::string());
        if (is_document(text)) {
            answer.body = std::move(text);
        } else {
            answer.file = std::move(text);
            answer.where = node.span();
            if (answer.file.empty())
                context.bad_value(node, "a document is a file, or its text",
                                  "write `\"<Response/>\"` for an empty one, or `{body: \"\"}` for an empty answer");
        }
        return answer;
    }
    if (!context.mapping(node, "a document")) return answer;
    for (const doc::Entry entry : doc::entries(node)) {
        const std::string_view key = entry.key.text();
        if (key == "file") {
            answer.file = context.text(entry.value, "file").value_or(std::string());
            answer.where = entry.value.span();
        } else if (key == "body") {
            answer.body = context.text(entry.value, "body");
        } else if (key == "json") {
            answer.body = context.value(entry.value).to_json();
            if (answer.type.empty()) answer.type = "application/json";
        } else if (key == "type") {
            answer.type = context.text(entry.value, "type").value_or(std::string());
        } else if (key == "status") {
            answer.status = read_status(entry.value, context);
        } else if (key == "fail") {
            answer.fail = read_failure(entry.value, Mapping::document, context);
        } else {
            context.other_key(entry.key, Mapping::document, "a document");
        }
    }
    if (!answer.file.empty() && answer.body)
        context.diagnostics().report(base::codes::conflicting_keys, node.span(),
                                     "a document is in a file, or written here");
    return answer;
}

} // namespace

std::vector<ForeignDocument> read_documents(doc::View node, ReadContext& context) {
    std::vector<ForeignDocument> documents;
    if (!context.mapping(node, "documents")) return documents;
    for (const doc::Entry entry : doc::entries(node)) {
        ForeignDocument document;
        document.pattern = entry.key.text();
        document.where = entry.key.span();
        if (!entry.value.is_sequence()) document.answers.push_back(read_foreign(entry.value, context));
        for (const doc::View item : doc::items(entry.value)) document.answers.push_back(read_foreign(item, context));
        if (!document.answers.empty()) documents.push_back(std::move(document));
    }
    return documents;
}

std::vector<Mock> read_mocks(doc::View node, ReadContext& context) {
    std::vector<Mock> mocks;
    if (!context.mapping(node, "mocks")) return mocks;
    for (const doc::Entry entry : doc::entries(node)) {
        Mock mock;
        mock.state = entry.key.text();
        mock.where = entry.key.span();
        mock.in_turn = entry.value.is_sequence();
        const auto add = [&](doc::View one) {
            if (auto answer = read_answer(one, context)) mock.answers.push_back(std::move(*answer));
        };
        if (!mock.in_turn) add(entry.value);
        for (const doc::View item : doc::items(entry.value)) add(item);
        if (!mock.answers.empty()) mocks.push_back(std::move(mock));
    }
    return mocks;
}

} // namespace callflow::scenario
