// The formats of logs as callflow-replay(1) lists them, made from what the formats say of themselves.
#include "base/ascii.hpp"
#include "cli/man.hpp"
#include "cli/mdoc.hpp"
#include "logs/format.hpp"
#include "logs/outcomes.hpp"

#include <fmt/format.h>

namespace callflow::cli {

namespace {

constexpr std::string_view before[] = {
    "`--from` names one of these. Without it each log is looked at, and what was found is said on stderr with the reason. A log may be compressed by "
    "gzip or zstd; JSON may stand a text a line, over several lines, one behind the other or in lists.",
};
constexpr std::string_view behind[] = {
    "The event of a record is the one in the address that was asked for, read back by the flow's `url:` and those of its actors; else "
    "what the format or `--map` calls its event, with an actor beside it or in it; else the signal that its status stands for. "
    "Records that name none are counted, and begin a call where they are its first.",
    "`--map` says which column means `call`, `event`, `time`, `state`, `actor`, `digits`, `sequence`, `address`, `signal`, "
    "`document`, `input.NAME` or `var.NAME`. Without one that means the call "
    "or the event, or with `--from`, it says otherwise what the log's format says, and the rest stays.",
    "Records of calls that are over (CDRs) become two to four events: the beginning, the answer, a machine that answered, and how the call "
    "ended, which is a signal: `hangup` where it was answered, else `busy`, `no_answer`, `canceled` or `failed`. Records of one call's legs are "
    "put together, whichever of the logs of their format they stand in, and the call was answered if one of them was. Sessions that "
    "other records refer to (Tropo's, django-tropo's) may stand in another log, too, or behind those records.",
    "Records that do not say when they were count as when the one before them was; how many those are is in the report, and `--strict` "
    "does not let them pass where others say it.",
    "Codes are told apart by their size: below 128 they are Q.850's, from 200 to 699 SIP's, beyond FreeSWITCH's. A cause of 16 is "
    "no success without an answer. A file of `--codes` has lines `CODE: OUTCOME` that go before the table; outcomes are {}.",
    "Times without a zone are those of `--zone`; of names of zones UTC, GMT and those of the United States (EST, PDT) are known. A day alone is its beginning. Numbers since 1970 are seconds, milli-, micro- or nanoseconds by how large they are. Bytes that "
    "are no UTF-8 are taken for Latin-1.",
    "A format of one's own is a file like those in `/usr/share/callflow/formats`, named with `--from FILE.yaml`.",
};

} // namespace

std::string log_formats_section() {
    std::string out = ".Sh LOG FORMATS\n";
    for (const std::string_view one : before) out += prose(one);
    out += ".Bl -tag -width Ds\n";
    for (const auto& format : logs::all_formats()) {
        std::string kinds;
        for (const logs::Kind kind : format->kinds)
            kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", logs::to_string(kind));
        std::string title = format->title;
        title[0] = base::to_upper(title[0]);
        out += fmt::format(".It Cm {}\n{}", escaped(format->name), prose(fmt::format("{} ({}).", title, kinds)));
        std::string about = format->about;
        for (char& c : about)
            if (c == '\n') c = ' ';
        out += prose(about);
    }
    out += ".El\n";
    for (const std::string_view one : behind)
        out += ".Pp\n" + prose(fmt::format(fmt::runtime(one), fmt::join(logs::outcomes, ", ")));
    return out;
}

} // namespace callflow::cli
