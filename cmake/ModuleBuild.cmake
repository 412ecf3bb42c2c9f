# Which build a module and the program are of: a digest of the headers that they have in common, and of how they are compiled.
# Included, it makes `callflow_build`, objects that the program and each module take in; run with `cmake -P`, it writes their source.
if(NOT CMAKE_SCRIPT_MODE_FILE)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src/*.hpp)
    list(SORT headers)
    list(JOIN headers "\n" names)
    # A changed list of names must rebuild as a changed file does.
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/module_build.list CONTENT "${names}\n" @ONLY)
    list(TRANSFORM headers PREPEND ${PROJECT_SOURCE_DIR}/)
    add_custom_command(
        OUTPUT ${PROJECT_BINARY_DIR}/module_build.cpp
        COMMAND ${CMAKE_COMMAND} -DVERSION=${PROJECT_VERSION} -DROOT=${PROJECT_SOURCE_DIR}
                -DLIST=${PROJECT_BINARY_DIR}/module_build.list -DOUT=${PROJECT_BINARY_DIR}/module_build.cpp
                "-DHOW=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_BUILD_TYPE} ${CALLFLOW_SANITIZE}"
                -P ${CMAKE_CURRENT_LIST_FILE}
        DEPENDS ${headers} ${PROJECT_BINARY_DIR}/module_build.list ${CMAKE_CURRENT_LIST_FILE}
        COMMENT "Which build it is" VERBATIM)
    add_library(callflow_build OBJECT ${PROJECT_BINARY_DIR}/module_build.cpp)
    set_target_properties(callflow_build PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(callflow_build PRIVATE callflow_flags)
    return()
endif()

file(STRINGS ${LIST} names)
set(all "${HOW}")
foreach(name IN LISTS names)
    file(SHA256 ${ROOT}/${name} digest)
    string(APPEND all " ${name} ${digest}")
endforeach()
string(SHA256 all "${all}")
string(SUBSTRING ${all} 0 16 digest)
# Headers may be touched and stay the same.
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
extern "C" __attribute__((visibility("default"))) const char* callflow_build();
extern "C" const char* callflow_build() { return "callflow @VERSION@, build @digest@"; }
]])
