# CALLFLOW_LIBRARIES: what the program is built with, `name version` each, for `callflow version --verbose`. Every library of
# CALLFLOW_THIRD_PARTY has a row here: how its version is found out.
#   library | pkg-config's name, or a variable that find_package has set, or - where nothing says it
set(CALLFLOW_VERSIONS
    "fmt | fmt"
    "tl::expected | ${tl-expected_VERSION}"
    "yaml-cpp | yaml-cpp"
    "nlohmann/json | nlohmann_json"
    "expat | expat"
    "pugixml | pugixml"
    "RE2 | -"
    "absl | absl_base"
    "libmd | libmd"
    "CLI11 | CLI11"
    "libedit | libedit"
    "Boost.Beast | ${Boost_VERSION_STRING}"
    "SOCI | SOCI"
    "libphonenumber | -"
    "libpq | libpq"
    "simdjson | simdjson"
    "zlib | zlib"
    "zstd | libzstd"
    "xxHash | libxxhash"
    "Graphviz | libgvc"
    "librsvg | librsvg-2.0"
    "cairo | cairo"
    "pango | pango"
    "hiredis | hiredis"
    "OpenSSL | openssl"
)

set(CALLFLOW_LIBRARIES)
foreach(row IN LISTS CALLFLOW_VERSIONS)
    string(REGEX MATCH "^(.*) [|] (.*)$" row "${row}")
    set(library ${CMAKE_MATCH_1})
    set(version ${CMAKE_MATCH_2})
    if(version STREQUAL "SOCI")
        file(STRINGS ${soci_headers}/soci/version.h version REGEX "define SOCI_LIB_VERSION")
        string(REGEX REPLACE ".*\"(.*)\".*" "\\1" version "${version}")
        string(REPLACE "_" "." version "${version}")
    elseif(version MATCHES "^[a-zA-Z]")
        execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --modversion ${version}
            OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    elseif(version STREQUAL "-")
        set(version)
    endif()
    string(STRIP "${library} ${version}" entry)
    list(APPEND CALLFLOW_LIBRARIES "${entry}")
endforeach()
foreach(row IN LISTS CALLFLOW_THIRD_PARTY)
    string(REGEX REPLACE " *[|].*" "" library "${row}")
    string(REGEX REPLACE "^(SOCI|absl) .*" "\\1" library "${library}")
    if(NOT CALLFLOW_LIBRARIES MATCHES "(^|;)${library}($| |;)")
        message(FATAL_ERROR "cmake/Versions.cmake says nothing of ${library}")
    endif()
endforeach()
list(SORT CALLFLOW_LIBRARIES CASE INSENSITIVE)
