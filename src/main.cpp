#include <cstdio>
#include <string_view>

// Stands in until cli exists: enough for the build, the case runner and the start-up bench.
int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--version") {
        std::puts("callflow " CALLFLOW_VERSION);
        return 0;
    }
    std::fputs("usage: callflow --version\n", stderr);
    return 2;
}
