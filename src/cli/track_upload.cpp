#include "base/ascii.hpp"
#include "cli/cli.hpp"
#include "cli/terminal.hpp"
#include "cli/track.hpp"
#include "tracking/attribution/upload.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

ExitStatus track_upload(const Values& values, Io& io) {
    const auto usage = [&](std::string why) {
        return complain(io, "track", base::Error{base::ErrorKind::usage, std::move(why)});
    };
    tracking::UploadOptions upload;
    const auto target = std::ranges::find(tracking::target_names, values.get("target"));
    if (target == tracking::target_names.end())
        return usage("upload takes --target google-calls, google-clicks or yandex-calls");
    upload.target = static_cast<tracking::Target>(target - tracking::target_names.begin());
    upload.conversion = values.get("conversion");
    upload.consent = values.get("consent");
    for (char& c : upload.consent) c = base::to_upper(c);
    if (!upload.consent.empty() && upload.target != tracking::Target::google_calls)
        return usage("--consent is a column of --target google-calls");
    upload.good_only = !values.has("all-calls");
    if (upload.conversion.empty() && upload.target != tracking::Target::yandex_calls)
        return usage("Google knows a conversion by its name: --conversion NAME");
    const auto tracked = read_tracked(values, io, {.clicks = true});
    if (!tracked) return complain(io, "track", tracked.error());
    const Tracked& all = **tracked;
    if (!all.options.account.from || !all.options.account.past)
        return usage("of which days? --day, or --from and --to");
    const auto made = tracking::make_upload(all.data, all.matches, all.options.account, upload);
    if (!made) return complain(io, "track", made.error());
    io.err += fmt::format("{} of {} conversions written", made->written, made->conversions);
    if (made->poor != 0) io.err += fmt::format(", {} were no good calls", made->poor);
    if (made->unknown != 0)
        io.err += fmt::format(", {} have no {}", made->unknown,
                              upload.target == tracking::Target::google_calls    ? "caller's number"
                              : upload.target == tracking::Target::google_clicks ? "gclid"
                                                                                 : "ClientId and no yclid");
    if (made->repeated != 0) io.err += fmt::format(", {} say the same as another", made->repeated);
    io.err += '\n';
    return worst(deliver(values, io, made->text),
                 all.malformed && values.has("strict") ? ExitStatus::findings : ExitStatus::fine);
}

} // namespace callflow::cli
