// `mocks:`: what requests are answered with.
#include "base/codes.hpp"
#include "scenario/read_context.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

std::optional<MockAnswer> read_answer(doc::View node, ReadContext& context) {
    MockAnswer answer;
    if (!context.mapping(node, "a mock")) return std::nullopt;
    for (const doc::Entry entry : doc::entries(node)) {
        const std::string_view key = entry.key.text();
        if (key == "status") {
            const auto status = context.integer(entry.value, "status");
            if (status && (*status < 100 || *status > 599))
                context.bad_value(entry.value, "an HTTP status lies between 100 and 599", "write `status: 200`");
            answer.status = status.value_or(answer.status);
        } else if (key == "json") {
            answer.json = context.value(entry.value);
        } else if (key == "body") {
            answer.body = context.text(entry.value, "body");
        } else if (key == "fail") {
            answer.fail = context.text(entry.value, "fail").value_or("timeout");
            const auto failures = find_key(Mapping::mock, key)->words;
            if (std::find(failures.begin(), failures.end(), answer.fail) == failures.end())
                context.bad_value(entry.value,
                                  fmt::format("a request cannot fail so; it is {}", fmt::join(failures, ", ")),
                                  "write `{fail: timeout}`, or `{status: 500}` for an answer that says no");
        } else {
            context.other_key(entry.key, Mapping::mock, "a mock");
        }
    }
    return answer;
}

} // namespace

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
