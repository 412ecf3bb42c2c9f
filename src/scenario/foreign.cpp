// What addresses of others answer.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "providers/request.hpp"
#include "scenario/emulation.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <array>

namespace callflow::scenario {

using emulate::Answer;

namespace {

// As servers tell it that say no more than what a file's bytes look like.
std::string type_of(std::string_view body) {
    const std::string_view text = base::trim(body);
    if (text.starts_with('<')) return "text/xml";
    return text.starts_with('{') ? "application/json" : "text/plain";
}

Answer::Failure failure_of(std::string_view word) {
    return word == "timeout" ? Answer::Failure::timeout : Answer::Failure::connection;
}

Answer made_of(Run& run, const ForeignAnswer& given) {
    Answer answer;
    if (!given.fail.empty()) {
        answer.failure = failure_of(given.fail);
        return answer;
    }
    answer.status = static_cast<int>(given.status);
    if (given.body) answer.body = *given.body;
    if (!given.file.empty()) {
        auto bytes = run.files.read_regular(below(run.base_folder, given.file), providers::max_request_bytes);
        if (bytes)
            answer.body = std::move(*bytes);
        else
            run.failed(base::codes::missing_document, given.where, bytes.error().message);
    }
    answer.content_type = given.type.empty() ? type_of(answer.body) : given.type;
    return answer;
}

} // namespace

std::optional<Answer> foreign_answer(Run& run, const std::string& url) {
    const std::vector<ForeignDocument>& documents = run.scenario.documents;
    run.asked.resize(documents.size(), 0);
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (!emulate::fits_address(documents[i].pattern, url)) continue;
        const std::size_t turn = std::min(run.asked[i]++, documents[i].answers.size() - 1);
        return made_of(run, documents[i].answers[turn]);
    }
    return std::nullopt;
}

Answer unknown_answer(std::string_view url) {
    constexpr auto sounds = std::to_array<std::string_view>({".mp3", ".wav", ".aif", ".aiff", ".gsm", ".ulaw", ".au"});
    const std::string_view path = base::split_url(url).path;
    Answer answer;
    answer.elsewhere = std::ranges::none_of(sounds, [&](std::string_view one) { return path.ends_with(one); });
    if (!answer.elsewhere) answer.content_type = "audio/mpeg";
    if (!answer.elsewhere) answer.body = "(sound)"; // what stands in it nobody looks at
    return answer;
}

} // namespace callflow::scenario
