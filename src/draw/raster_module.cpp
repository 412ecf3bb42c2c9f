#include "draw/raster.hpp"

#include <algorithm>
#include <cairo-pdf.h>
#include <cmath>
#include <fmt/format.h>
#include <librsvg/rsvg.h>
#include <map>
#include <memory>
#include <pango/pangocairo.h>
#include <string>
#include <tuple>
#include <unordered_map>

namespace callflow::draw {
namespace {

constexpr double most_side = 32'767; // cairo's
constexpr double most_points = 300e6;
constexpr double handy_points = 100e6; // four bytes each, of whoever draws it and whoever looks at it

struct Freed {
    void operator()(RsvgHandle* one) const { g_object_unref(one); }
    void operator()(cairo_surface_t* one) const { cairo_surface_destroy(one); }
    void operator()(cairo_t* one) const { cairo_destroy(one); }
    void operator()(PangoLayout* one) const { g_object_unref(one); }
    void operator()(PangoContext* one) const { g_object_unref(one); }
    void operator()(PangoFontDescription* one) const { pango_font_description_free(one); }
};
template <class T> using Owned = std::unique_ptr<T, Freed>;

base::Error gave_up(std::string_view what, const char* why) {
    return {base::ErrorKind::internal, fmt::format("{}: {}", what, why == nullptr ? "no reason given" : why)};
}

struct Drawing {
    Owned<RsvgHandle> handle;
    double width = 0, height = 0;
};

base::Result<Drawing> open(std::string_view svg) {
    GError* error = nullptr;
    Drawing drawing;
    drawing.handle.reset(
        rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error)); // NOLINT: bytes
    if (drawing.handle == nullptr) {
        const base::Error why =
            gave_up("librsvg does not read the drawing", error == nullptr ? nullptr : error->message);
        g_clear_error(&error);
        return tl::unexpected(why);
    }
    rsvg_handle_set_dpi(drawing.handle.get(), 96);
    if (rsvg_handle_get_intrinsic_size_in_pixels(drawing.handle.get(), &drawing.width, &drawing.height) == 0)
        return tl::unexpected(gave_up("librsvg", "the drawing has no size"));
    return drawing;
}

base::Result<void> render(const Drawing& drawing, cairo_surface_t* surface, double scale) {
    const Owned<cairo_t> context(cairo_create(surface));
    const RsvgRectangle viewport = {0, 0, drawing.width * scale, drawing.height * scale};
    GError* error = nullptr;
    if (rsvg_handle_render_document(drawing.handle.get(), context.get(), &viewport, &error) == 0) {
        const base::Error why = gave_up("librsvg does not draw", error == nullptr ? nullptr : error->message);
        g_clear_error(&error);
        return tl::unexpected(why);
    }
    cairo_show_page(context.get());
    cairo_surface_flush(surface);
    const cairo_status_t status = cairo_surface_status(surface);
    if (status != CAIRO_STATUS_SUCCESS) return tl::unexpected(gave_up("cairo", cairo_status_to_string(status)));
    return {};
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length); // NOLINT: bytes
    return CAIRO_STATUS_SUCCESS;
}

base::Result<std::string> to_png(std::string_view svg, double scale) {
    auto drawing = open(svg);
    if (!drawing) return tl::unexpected(drawing.error());
    const double width = std::ceil(drawing->width * scale);
    const double height = std::ceil(drawing->height * scale);
    if (width > most_side || height > most_side || width * height > most_points) {
        return base::fail(
            base::ErrorKind::usage,
            fmt::format("a PNG of {:.0f} x {:.0f} points is too large (32,767 each way, 300 million in all); ask for a "
                        "smaller --scale, or for svg or pdf",
                        width, height));
    }
    const Owned<cairo_surface_t> surface(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(width), static_cast<int>(height)));
    if (cairo_surface_status(surface.get()) == CAIRO_STATUS_NO_MEMORY) {
        return base::fail(base::ErrorKind::system,
                          fmt::format("there is not enough memory for a PNG of {:.0f} x {:.0f} "
                                      "points; ask for a smaller --scale, or for svg",
                                      width, height));
    }
    if (auto done = render(*drawing, surface.get(), scale); !done) return tl::unexpected(done.error());
    std::string bytes;
    const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
    if (status != CAIRO_STATUS_SUCCESS) return tl::unexpected(gave_up("cairo", cairo_status_to_string(status)));
    return bytes;
}

double fitting(std::string_view svg, double scale) {
    const auto drawing = open(svg);
    if (!drawing) return 0;
    const double width = drawing->width;
    const double height = drawing->height;
    const double most = std::min({most_side / width, most_side / height, std::sqrt(handy_points / (width * height))});
    if (scale <= most) return scale;
    return most > 0.01 ? std::floor(most * 100) / 100 : most;
}

base::Result<std::string> to_pdf(std::string_view svg) {
    auto drawing = open(svg);
    if (!drawing) return tl::unexpected(drawing.error());
    std::string bytes;
    constexpr double points_per_pixel = 0.75;
    const Owned<cairo_surface_t> surface(cairo_pdf_surface_create_for_stream(
        append, &bytes, drawing->width * points_per_pixel, drawing->height * points_per_pixel));
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    if (auto done = render(*drawing, surface.get(), points_per_pixel); !done) return tl::unexpected(done.error());
    cairo_surface_finish(surface.get());
    return bytes;
}

// One kind of font with what was measured in it: to make ready for a font costs much more than to measure a line, and many lines of a
// drawing say the same.
struct Ruler {
    Owned<PangoContext> context;
    Owned<PangoLayout> layout;
    std::unordered_map<std::string, double> widths;
};

Ruler& ruler_for(const char* families, double size, bool bold, bool italic) {
    static std::map<std::tuple<std::string, double, bool, bool>, Ruler> rulers; // NOLINT: one drawing at a time
    Ruler& ruler = rulers[{families, size, bold, italic}];
    if (ruler.layout != nullptr) return ruler;
    ruler.context.reset(pango_font_map_create_context(pango_cairo_font_map_get_default()));
    ruler.layout.reset(pango_layout_new(ruler.context.get()));
    const Owned<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), families);
    pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font.get(), italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(ruler.layout.get(), font.get());
    return ruler;
}

double measure(std::string_view text, const char* families, double size, bool bold, bool italic) {
    Ruler& ruler = ruler_for(families, size, bold, italic);
    const auto [at, added] = ruler.widths.try_emplace(std::string(text), 0);
    if (!added) return at->second;
    pango_layout_set_text(ruler.layout.get(), text.data(), static_cast<int>(text.size()));
    int width = 0;
    pango_layout_get_size(ruler.layout.get(), &width, nullptr);
    at->second = static_cast<double>(width) / PANGO_SCALE;
    return at->second;
}

constexpr RasterModule module_of_this = {.measure = measure, .to_png = to_png, .fitting = fitting, .to_pdf = to_pdf};

} // namespace
} // namespace callflow::draw

extern "C" __attribute__((visibility("default"))) const callflow::draw::RasterModule* callflow_raster();
extern "C" const callflow::draw::RasterModule* callflow_raster() { return &callflow::draw::module_of_this; }
