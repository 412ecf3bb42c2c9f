# CALLFLOW_LIBRARIES: what the program is built with, `name version` each, for `callflow version --verbose`. Every library of
# CALLFLOW_THIRD_PARTY has a row here: how its version is found out. Some that only others ask for have one, too.
#   library | pkg-config's name, or a variable that find_package has set, or FILE.so, a shared library whose file's name says it
set(CALLFLOW_VERSIONS
    "fmt | fmt"
    "tl::expected | ${tl-expected_VERSION}"
    "yaml-cpp | yaml-cpp"
    "nlohmann/json | nlohmann_json"
    "expat | expat"
    "pugixml | pugixml"
    "RE2 | libre2.so"
    "absl | absl_base"
    "libmd | libmd"
    "CLI11 | CLI11"
    "libedit | libedit"
    "ncurses | ncurses"
    "libbsd | libbsd"
    "Boost.Beast | ${Boost_VERSION_STRING}"
    "SOCI | SOCI"
    "libphonenumber | libphonenumber.so"
    "SQLite | sqlite3"
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
    elseif(version MATCHES "[.]so$")
        find_library(shared NAMES ${version} NO_CACHE)
        file(REAL_PATH "${shared}" shared)
        string(REGEX REPLACE ".*[.]so[.]?" "" version "${shared}")
        unset(shared)
    elseif(version MATCHES "^[a-zA-Z]")
        execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --modversion ${version}
            OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    endif()
    if(NOT version MATCHES "^[0-9]")
        message(STATUS "Nothing says which version of ${library} this is")
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
