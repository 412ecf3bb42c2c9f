# callflow_flags: what every object of ours is compiled and linked with. Errors only where developers
# build (CALLFLOW_WERROR): a newer compiler's new warning must not break a user's release build.
add_library(callflow_flags INTERFACE)
target_compile_features(callflow_flags INTERFACE cxx_std_20)
target_compile_options(callflow_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wcast-qual
    -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Wundef
    -Wformat=2 -Wextra-semi -Wmissing-declarations
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
    # std::stable_sort of libstdc++ 12 calls what it deprecates, and clang blames the caller.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
    $<$<BOOL:${CALLFLOW_WERROR}>:-Werror>)

# Library checks (an index past the end of a vector aborts) stay on in every build; their cost is in the noise.
target_compile_definitions(callflow_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(callflow_flags INTERFACE -fstack-protector-strong)
target_link_options(callflow_flags INTERFACE LINKER:--as-needed LINKER:-z,relro LINKER:-z,now)

# No source knows where it stands, so that builds from two folders are the same bytes. ccache writes relative names already, and would
# have to compile everything again for this flag.
if(NOT CALLFLOW_CCACHE OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(callflow_flags INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
endif()

if(NOT CALLFLOW_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    # Fortified calls need an optimiser, and sanitizers bring their own checks instead.
    target_compile_definitions(callflow_flags INTERFACE _FORTIFY_SOURCE=2)
    target_compile_options(callflow_flags INTERFACE
        -fstack-clash-protection -fcf-protection -ffunction-sections -fdata-sections)
    target_link_options(callflow_flags INTERFACE LINKER:--gc-sections)
endif()

if(CALLFLOW_SANITIZE)
    # fuzzer-no-link puts coverage counters into every object, so that fuzz targets link these very objects.
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(callflow_flags INTERFACE ${sanitizers} -fsanitize=fuzzer-no-link)
    target_link_options(callflow_flags INTERFACE ${sanitizers})
endif()
