#include "draw/raster.hpp"

#include "base/module.hpp"

namespace callflow::draw {

base::Result<const RasterModule*> find_raster() {
    const auto module = base::find_module_as<const RasterModule*()>("raster");
    if (!module) return tl::unexpected(module.error());
    return (*module)();
}

} // namespace callflow::draw
