// Catch2's own main: 10 s of compiling that every test program shares.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
