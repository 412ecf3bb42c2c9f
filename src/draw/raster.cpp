#include "draw/raster.hpp"

#include "base/module.hpp"

namespace callflow::draw {

base::Result<const RasterModule*> find_raster() {
    auto found = base::find_module("raster");
    if (!found) return tl::unexpected(found.error());
    using Entry = const RasterModule* (*)();
    const RasterModule* const module = reinterpret_cast<Entry>(*found)(); // NOLINT: what the dynamic loader hands out
    if (module == nullptr || module->version != raster_module_version)
        return base::fail(base::ErrorKind::system, "the module callflow_raster.so is of another version of callflow");
    return module;
}

} // namespace callflow::draw
