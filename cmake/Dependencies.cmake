# Every third-party package, found once. Which folder may use which is in Layers.cmake; which Debian
# package brings it is in debian/control. Imported targets count as SYSTEM, so their headers may warn.
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(EXPAT 2.5 REQUIRED)
find_package(pugixml 1.13 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(Boost 1.74 REQUIRED) # headers only: Asio and Beast
find_package(simdjson 3.0 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS SSL)

# RE2 and absl's time zones from their archives: their shared libraries cost the loader more than all of callflow, and
# of absl only what time zones need is linked. Both packages' own CMake files know only the shared ones.
function(callflow_archive target)
    add_library(${target} INTERFACE IMPORTED)
    foreach(name IN LISTS ARGN)
        find_library(archive_${name} lib${name}.a REQUIRED)
        mark_as_advanced(archive_${name})
        target_link_libraries(${target} INTERFACE ${archive_${name}})
    endforeach()
    target_link_libraries(${target} INTERFACE Threads::Threads)
endfunction()
callflow_archive(re2_archive re2)
callflow_archive(absl_time_archive
    absl_time absl_time_zone absl_civil_time absl_strings absl_strings_internal absl_int128 absl_throw_delegate
    absl_base absl_spinlock_wait absl_raw_logging_internal absl_log_severity)
callflow_archive(absl_container_archive
    absl_raw_hash_set absl_hashtablez_sampler absl_exponential_biased absl_hash absl_city absl_low_level_hash
    absl_bad_optional_access absl_bad_variant_access absl_synchronization absl_graphcycles_internal absl_stacktrace
    absl_symbolize absl_debugging_internal absl_demangle_internal absl_malloc_internal absl_time absl_time_zone
    absl_civil_time absl_strings absl_strings_internal absl_int128 absl_throw_delegate absl_base absl_spinlock_wait
    absl_raw_logging_internal absl_log_severity)
callflow_archive(zlib_archive z)
callflow_archive(zstd_archive zstd)
# Headers only.
find_path(xxhash_folder xxhash.h REQUIRED)
mark_as_advanced(xxhash_folder)
add_library(xxhash_headers INTERFACE IMPORTED)
target_include_directories(xxhash_headers SYSTEM INTERFACE ${xxhash_folder})
# Line editing too, with what it asks of the terminal's description: shared, the four would cost every start 0.2 ms, and from
# archives it is 0.03 ms.
callflow_archive(edit_archive edit tinfo bsd md)
# Digests: 0.01 ms from the archive.
callflow_archive(md_archive md)

# hiredis formats commands and parses replies, nothing more; from its archive it costs a start nothing.
callflow_archive(hiredis_archive hiredis)

# Phone numbers of all countries; it has no CMake files of its own.
find_path(phonenumber_headers phonenumbers/phonenumberutil.h REQUIRED)
find_library(phonenumber_shared phonenumber REQUIRED)
mark_as_advanced(phonenumber_headers phonenumber_shared)
add_library(phonenumber_library INTERFACE IMPORTED)
target_include_directories(phonenumber_library SYSTEM INTERFACE ${phonenumber_headers})
target_link_libraries(phonenumber_library INTERFACE ${phonenumber_shared})

# SOCI has no CMake files of its own.
find_package(PostgreSQL REQUIRED)
find_path(soci_headers soci/soci.h REQUIRED)
mark_as_advanced(soci_headers)
foreach(name core sqlite3 postgresql)
    find_library(soci_${name}_library soci_${name} REQUIRED)
    mark_as_advanced(soci_${name}_library)
    add_library(soci_${name} INTERFACE IMPORTED)
    target_include_directories(soci_${name} SYSTEM INTERFACE ${soci_headers})
    target_link_libraries(soci_${name} INTERFACE ${soci_${name}_library})
endforeach()

# Graphviz: of its plugins the one that lays out, linked directly, so that neither its table of plugins nor fonts and X11 are
# looked at.
find_path(graphviz_headers graphviz/gvc.h REQUIRED)
mark_as_advanced(graphviz_headers)
add_library(graphviz_libraries INTERFACE IMPORTED)
target_include_directories(graphviz_libraries SYSTEM INTERFACE ${graphviz_headers} ${graphviz_headers}/graphviz)
foreach(name gvc cgraph cdt gvplugin_dot_layout)
    find_library(graphviz_${name} ${name} PATH_SUFFIXES graphviz REQUIRED)
    mark_as_advanced(graphviz_${name})
    target_link_libraries(graphviz_libraries INTERFACE ${graphviz_${name}})
endforeach()
# Pictures of points: librsvg draws on cairo's surfaces, with the fonts that pango finds.
find_package(PkgConfig REQUIRED)
pkg_check_modules(RSVG REQUIRED IMPORTED_TARGET librsvg-2.0 cairo-pdf pangocairo)
