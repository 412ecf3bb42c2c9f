// What the leak sanitizer passes over, in the program that `./dev sanitize` tests. It looks for functions by these names.

extern "C" {
const char* __lsan_default_suppressions();
const char* __lsan_default_options();

const char* __lsan_default_suppressions() {
    // fontconfig, which the raster module brings, keeps its tables of fonts until the process is over.
    return "leak:libfontconfig\n";
}
// Tests compare what the program says.
const char* __lsan_default_options() { return "print_suppressions=0"; }
}
