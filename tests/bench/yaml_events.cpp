// The reference that `validate` of many files is held against: yaml-cpp's event parser over each of them, with handlers that do nothing.
#include "yaml_events.hpp"

#include <fstream>

int main(int count, char** arguments) {
    Nothing nothing;
    for (int i = 1; i < count; ++i) {
        std::ifstream file(arguments[i]);
        if (!file) return 2;
        YAML::Parser parser(file);
        while (parser.HandleNextDocument(nothing)) {
        }
    }
    return 0;
}
