#include "base/reads_once.hpp"

#include <sys/stat.h>

namespace callflow::base {

bool reads_once(const std::string& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

} // namespace callflow::base
