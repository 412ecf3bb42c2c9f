# Files that travel inside the binary. Included, it defines callflow_embed(); run with `cmake -P`, it
# writes the source of one set, at build time, so that editing a schema rebuilds one file.
#
#   callflow_embed(<set> <target> <file>...)     files relative to the source root, text only
#
# gives the target:  #include "embed/<set>.hpp"  ->  callflow::embed::<set>(), a span of {name, text}
# sorted by name.
if(NOT CMAKE_SCRIPT_MODE_FILE)
    set(CALLFLOW_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
    function(callflow_embed set target)
        list(SORT ARGN)
        list(JOIN ARGN "\n" names)
        set(dir ${PROJECT_BINARY_DIR}/embed)
        # A changed list of names must rebuild as a changed file does.
        file(CONFIGURE OUTPUT ${dir}/${set}.list CONTENT "${names}\n" @ONLY)
        file(CONFIGURE OUTPUT ${dir}/embed/${set}.hpp @ONLY CONTENT [[
#pragma once

#include <span>
#include <string_view>

namespace callflow::embed {

#ifndef CALLFLOW_EMBEDDED_FILE
#define CALLFLOW_EMBEDDED_FILE
/// A file compiled into the binary; both views live as long as the process.
struct File {
    std::string_view name;  ///< path relative to the source root
    std::string_view text;  ///< its bytes
};
#endif

/// The files of this set, sorted by name.
std::span<const File> @set@();

}  // namespace callflow::embed
]])
        list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE paths)
        add_custom_command(
            OUTPUT ${dir}/${set}.cpp
            COMMAND ${CMAKE_COMMAND} -DSET=${set} -DROOT=${PROJECT_SOURCE_DIR} -DLIST=${dir}/${set}.list
                    -DOUT=${dir}/${set}.cpp -P ${CALLFLOW_EMBED_SCRIPT}
            DEPENDS ${paths} ${dir}/${set}.list ${CALLFLOW_EMBED_SCRIPT}
            COMMENT "Embedding ${set}" VERBATIM)
        target_sources(${target} PRIVATE ${dir}/${set}.cpp)
        # One literal per file, however long: g++ and clang both take it.
        set_source_files_properties(${dir}/${set}.cpp PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
        target_include_directories(${target} PRIVATE ${dir})
    endfunction()
    return()
endif()

file(STRINGS ${LIST} names)
list(LENGTH names count)
set(cpp "#include \"embed/${SET}.hpp\"\n\n#include <array>\n\nnamespace callflow::embed {\n\n")
if(count EQUAL 0)
    string(APPEND cpp "std::span<const File> ${SET}() { return {}; }\n")
else()
    string(APPEND cpp "static constexpr std::array<File, ${count}> files{{\n")
    foreach(name IN LISTS names)
        file(READ ${ROOT}/${name} text)
        string(APPEND cpp "    {\"${name}\",\nR\"__cf__(${text})__cf__\"},\n")
    endforeach()
    string(APPEND cpp "}};\n\nstd::span<const File> ${SET}() { return files; }\n")
endif()
string(APPEND cpp "\n}  // namespace callflow::embed\n")
file(WRITE ${OUT} "${cpp}")
