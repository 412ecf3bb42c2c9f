// A flow's drawing in every form: what `draw` makes once, and again at every change.
#pragma once

#include "base/result.hpp"
#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "draw/diagram.hpp"
#include "draw/paint.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

class Values;

// In the order of DrawingForm, then what endings of files call the last three.
inline constexpr std::string_view drawing_forms[] = {"svg",     "html",  "png", "pdf", "dot",
                                                     "mermaid", "ascii", "gv",  "mmd", "txt"};
inline constexpr std::string_view drawing_directions[] = {"TB", "LR", "auto"};
inline constexpr std::string_view drawing_colours[] = {"hang-ups", "time"};
enum class DrawingForm : std::uint8_t { svg, html, png, pdf, dot, mermaid, ascii };
[[nodiscard]] std::string_view to_string(DrawingForm form);

struct DrawingOptions {
    DrawingForm form = DrawingForm::svg;
    std::optional<bool> sideways; // else as it reads best
    bool title = false;
    bool legend = false;
    draw::Contents contents;
    draw::Heat heat = draw::Heat::hang_ups;
    std::string link_template, prefix;
    double scale = 2;
    bool scale_given = false;    // else smaller where the picture would be too large
    std::int64_t time_limit = 0; // nanoseconds
    [[nodiscard]] bool is_binary() const { return form == DrawingForm::png || form == DrawingForm::pdf; }
};

// What the options ask for; an error of kind usage with what would be right.
[[nodiscard]] base::Result<DrawingOptions> drawing_options(const Values& values);

struct Drawn {
    std::string bytes;
    ExitStatus status = ExitStatus::fine; // else: complained, and there are no bytes
    std::string notice = {};              // what was given up
};
// Loads the flow that the values name, and what they lay over it, and draws it. What was given up is said on stderr.
[[nodiscard]] Drawn draw_flow(const Values& values, Io& io, const DrawingOptions& options);

} // namespace callflow::cli
