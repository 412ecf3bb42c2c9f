#include "base/module.hpp"

#include <array>
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

// Of the program; each module has its own (cmake/ModuleBuild.cmake).
extern "C" const char* callflow_build();

namespace callflow::base {
namespace {

// The folder of the running program; empty where the system does not say.
std::string program_folder() {
    std::string path(4096, '\0');
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
    if (length <= 0 || static_cast<std::size_t>(length) == path.size()) return {};
    path.resize(static_cast<std::size_t>(length));
    return path.substr(0, path.rfind('/'));
}

std::string build_of(void* module) {
    void* const build = ::dlsym(module, "callflow_build");
    return build != nullptr ? reinterpret_cast<const char* (*)()>(build)() : "one without a name"; // NOLINT
}

} // namespace

Result<void*> find_module(std::string_view name) {
    const std::string file = fmt::format("callflow_{}.so", name);
    std::string said;
    const std::string own = program_folder();
    // As it is built, as it was installed wherever its tree stands now, as it was installed.
    for (const std::string& folder : {own, own + "/../" CALLFLOW_MODULE_BESIDE, std::string(CALLFLOW_MODULE_FOLDER)}) {
        if (folder.empty()) continue;
        const std::string path = folder + "/" + file;
        if (::access(path.c_str(), F_OK) != 0) continue;
        void* const module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (module == nullptr) {
            const char* const why = ::dlerror();
            said = why != nullptr ? why : "it cannot be loaded";
            continue;
        }
        void* const function = ::dlsym(module, fmt::format("callflow_{}", name).c_str());
        const std::string build = build_of(module);
        if (function != nullptr && build == callflow_build()) return function;
        said = function == nullptr
                   ? fmt::format("{} is no module of callflow", path)
                   : fmt::format("{} is of another build ({}) than the program ({})", path, build, callflow_build());
    }
    if (!said.empty()) return fail(ErrorKind::system, fmt::format("the module {} cannot be used: {}", file, said));
    return fail(ErrorKind::system, fmt::format("the module {} is missing: it belongs beside the program or into {}",
                                               file, CALLFLOW_MODULE_FOLDER));
}

} // namespace callflow::base
