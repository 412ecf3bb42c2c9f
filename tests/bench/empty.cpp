// The reference for start-up: a C++ program that does nothing but be one.
#include <cstdio>
#include <string>

int main(int argc, char** argv) {
    // Keeps libstdc++ linked and loaded, as any C++ program has it.
    const std::string name(argc > 0 ? argv[0] : "");
    return std::fputs(name.empty() ? "empty\n" : "", stdout) < 0 ? 1 : 0;
}
