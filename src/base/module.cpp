#include "base/module.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

namespace callflow::base {

Result<void*> load_module(std::string_view name, const char* symbol, std::span<const std::string> folders) {
    for (const std::string& folder : folders) {
        const std::string path = fmt::format("{}/callflow_{}.so", folder, name);
        if (access(path.c_str(), F_OK) != 0) continue;
        void* const module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        void* const found = module != nullptr ? dlsym(module, symbol) : nullptr;
        if (found != nullptr) return found;
        const char* const why = dlerror(); // NOLINT(concurrency-mt-unsafe): the thread's own with glibc
        return fail(ErrorKind::system, fmt::format("the part {} of this program cannot be loaded: {}", name,
                                                   why != nullptr ? why : path));
    }
    return fail(ErrorKind::system, fmt::format("the part {} of this program is not installed: there is no callflow_{}.so in {}",
                                               name, name, fmt::join(folders, " or ")));
}

} // namespace callflow::base
