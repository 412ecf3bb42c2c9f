#include "providers/tropo/check_parties.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace callflow::providers::tropo {

namespace {

namespace codes = base::codes;
using base::Severity;
using doc::View;

std::string_view text_of(View value) {
    return value && value.is_scalar() && !value.is_plain() ? value.text() : std::string_view();
}

bool is_web(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

// `;postd=1234pp56;pause=5s` behind a number: keys, and p for a second between them; a pause in s or ms.
void check_dialled(View to, std::string_view text, base::Diagnostics& diagnostics) {
    for (std::size_t at = text.find(';'); at != std::string_view::npos; at = text.find(';', at + 1)) {
        const std::string_view one = text.substr(at + 1, text.find(';', at + 1) - at - 1);
        if (one.starts_with("postd=")) {
            const std::string_view keys = one.substr(6);
            if (!keys.empty() && keys.find_first_not_of("0123456789*#ABCDp") == std::string_view::npos) continue;
            diagnostics
                .report(codes::tropo_value, to.span(),
                        fmt::format("postd holds keys (0-9 * # A-D) and pauses (p), not {}", base::quoted(keys)))
                .help = "write ;postd=1234pp56, where p is a second";
        } else if (one.starts_with("pause=")) {
            std::string_view length = one.substr(6);
            const bool milli = length.ends_with("ms");
            if (milli || length.ends_with('s')) length.remove_suffix(milli ? 2 : 1);
            if (length.find_first_not_of("0123456789.") == std::string_view::npos && base::parse_double(length))
                continue;
            diagnostics
                .report(codes::tropo_value, to.span(),
                        fmt::format("pause is a length of time, not {}", base::quoted(one.substr(6))))
                .help = "write ;pause=5s or ;pause=500ms";
        }
    }
}

// An address by which nobody can be reached.
void check_reached(View to, std::string_view text, base::Diagnostics& diagnostics) {
    const std::string_view address = base::trim(text.substr(0, text.find(';')));
    const std::string_view help = "write tel:+15551230000 or sip:agent@example.com";
    if (address.empty() || address == "tel:" || address == "sip:" || address == "sips:") {
        diagnostics.report(codes::tropo_address, to.span(), fmt::format("{} names nobody", base::quoted(text))).help =
            help;
        return;
    }
    const bool sip = address.starts_with("sip:") || address.starts_with("sips:");
    if (sip && (address.ends_with('@') || address.find(":@") != std::string_view::npos)) {
        diagnostics
            .report(codes::tropo_address, to.span(),
                    fmt::format("{} has no {}", base::quoted(text), address.ends_with('@') ? "host" : "user"))
            .help = help;
    }
}

void check_one(std::string_view shape, View to, base::Diagnostics& diagnostics) {
    if (!to.is_scalar() || to.is_plain()) return; // said already
    const std::string_view text = to.text();
    if (!is_web(text)) {
        check_reached(to, text, diagnostics);
        if (shape != "message") check_dialled(to, text, diagnostics);
    } else if (shape == "redirect") {
        diagnostics
            .report(
                codes::tropo_address, to.span(),
                fmt::format("a redirect sends the call to a SIP address or a number, not to {}", base::quoted(text)))
            .help = R"(to go on with another document write {"on": {"event": "continue", "next": …}})";
    } else if (shape != "message") {
        diagnostics
            .report(codes::tropo_address, to.span(),
                    fmt::format("a {} calls a number or a SIP address, not {}", shape, base::quoted(text)))
            .help = "write tel:+15551230000 or sip:agent@example.com";
    }
}

void check_receivers(View message, base::Diagnostics& diagnostics) {
    const View to = message.find("to");
    const std::string_view network = text_of(message.find("network"));
    if (!to || !to.is_sequence() || to.size() < 2 || (network != "SMS" && network != "MMS")) return;
    const View second = to.first_child().next();
    base::Diagnostic& found = diagnostics.report(
        codes::tropo_pair, second.span(), fmt::format("of several receivers only the first gets an {}", network));
    found.severity = Severity::warning;
    found.help = "write a message for each";
}

} // namespace

void check_parties(std::string_view shape, View action, base::Diagnostics& diagnostics) {
    if (shape != "call" && shape != "message" && shape != "redirect" && shape != "transfer") return;
    const View to = action.find("to");
    if (!to || to.is_null()) return;
    const bool several = to.is_sequence() && to.size() > 1; // of one alone that is empty it is said that it is missing
    const auto blank = [](View one) { return one.is_scalar() && base::trim(one.text()).empty(); };
    if (!to.is_sequence() && !blank(to)) check_one(shape, to, diagnostics);
    for (const View one : doc::items(to))
        if (several || !blank(one)) check_one(shape, one, diagnostics);
    if (shape == "message") check_receivers(action, diagnostics);
}

} // namespace callflow::providers::tropo
