#include "../unit/doc/check_layout.hpp"
#include "syntax/layout.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace callflow;

namespace {

void require_sound(const doc::Layout& layout) {
    if (!layout.complaint.empty()) {
        std::fprintf(stderr, "broken: %s\n--- the layout:\n%s", layout.complaint.c_str(), layout.text.c_str());
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    require_sound(doc::check_layout(text));
    require_sound(doc::check_layout(text, syntax::layout_wishes));
    return 0;
}
