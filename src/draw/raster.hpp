// A finished SVG as points or as a page. librsvg does it, with cairo and pango: a module (base/module.hpp).
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::draw {

// What the module hands out, by a function of this name: `extern "C" const RasterModule* callflow_raster()`.
struct RasterModule {
    // How wide the machine's own font makes a line, in pixels, with the first of `families` that it has; `size` is the font's.
    double (*measure)(std::string_view text, const char* families, double size, bool bold, bool italic) = nullptr;
    // A PNG with `scale` points for each pixel of the SVG; an error of kind usage where that is more than 32,767 each way or 300
    // million, of kind internal where librsvg gives up.
    base::Result<std::string> (*to_png)(std::string_view svg, double scale) = nullptr;
    // The largest scale up to `scale`, in hundredths, of a PNG that viewers open gladly: 32,767 points each way, 100 million in all. 0
    // where the SVG cannot be read.
    double (*fitting)(std::string_view svg, double scale) = nullptr;
    // One page of the drawing's size. The same bytes for the same drawing: it carries no date.
    base::Result<std::string> (*to_pdf)(std::string_view svg) = nullptr;
};

// The module, loaded; an error of kind system where it is missing or of another build.
[[nodiscard]] base::Result<const RasterModule*> find_raster();

} // namespace callflow::draw
