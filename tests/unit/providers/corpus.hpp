// Real documents, where they lie beside the project.
#pragma once

#include "source_dir.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::testing {

namespace fs = std::filesystem;

inline std::string slurp(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// The shared corpus lies beside the project, or in a folder above it.
inline std::vector<fs::path> corpus(std::string_view kind) {
    std::vector<fs::path> out;
    for (fs::path at = fs::path(source_dir); at != at.parent_path(); at = at.parent_path()) {
        const fs::path folder = at.parent_path() / "shared" / "corpus" / kind;
        if (!fs::is_directory(folder)) {
            continue;
        }
        for (const fs::directory_entry& one : fs::directory_iterator(folder)) {
            if (one.is_regular_file() && one.path().extension() != ".tsv") {
                out.push_back(one.path());
            }
        }
        break;
    }
    std::sort(out.begin(), out.end());
    if (out.empty()) {
        const char* required = std::getenv("CALLFLOW_REQUIRE");
        if (required != nullptr && std::string_view(required).find("corpus") != std::string_view::npos) {
            throw std::runtime_error("there is no corpus, which CALLFLOW_REQUIRE says is here");
        }
        std::cerr << "skipped: no corpus of " << kind << " documents beside the project\n";
    }
    return out;
}

} // namespace callflow::providers::testing
