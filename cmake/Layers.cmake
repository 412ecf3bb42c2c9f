# The walls of the house, as data. CMakeLists.txt builds and links from these lists, CheckLayers.cmake
# holds every #include against them, and a test holds the tables of ARCHITECTURE.md against them.
# This file must stay free of anything but lists, so that a `cmake -P` script can read it too.

# folder of src : folders it may include (it also sees whatever those see)
set(CALLFLOW_LAYERS
    "base      :"
    "doc       : base"
    "expr      : base"
    "flow      : expr"
    "engine    : flow"
    "syntax    : doc flow"
    "providers : doc flow"
    "lint      : engine syntax providers"
    "scenario  : engine syntax providers"
    "draw      : flow doc"
    "logs      : doc providers"
    "replay    : engine logs"
    "tracking  : logs"
    "net       : base"
    "service   : scenario tracking net"
    "report    : lint scenario replay tracking"
    "cli       : *"
    "main      : cli"
)

# library | start of its header names | folders or files of src that may include it | may headers? | what to link
# `*` is every folder. A library that nobody uses yet has no row here: the row arrives with its first use,
# together with its package in debian/control and its find_package in Dependencies.cmake.
set(CALLFLOW_THIRD_PARTY
    "fmt           | fmt/              | *             | yes | fmt::fmt"
    "tl::expected  | tl/               | *             | yes | tl::expected"
    "yaml-cpp      | yaml-cpp/         | doc           | no  | yaml-cpp"
    "nlohmann/json | nlohmann/         | doc           | no  | nlohmann_json::nlohmann_json"
    "expat         | expat             | doc           | no  | EXPAT::EXPAT"
    "pugixml       | pugi              | doc providers | no  | pugixml::pugixml"
    "RE2           | re2/              | base/pattern.cpp   | no  | re2_archive"
    "absl containers | absl/container/ | replay        | yes | absl_container_archive"
    "absl          | absl/             | base/time_zone.cpp | no  | absl_time_archive"
    "libmd         | sha               | base/digest.cpp    | no  | md_archive"
    "CLI11         | CLI/              | cli/parse.cpp | no  | CLI11::CLI11"
    "libedit       | histedit.h        | cli/line_editor.cpp | no  | edit_archive"
    "Boost.Beast   | boost/            | net           | no  | Boost::headers"
    "SOCI SQLite   | soci/sqlite3/     | tracking/sql/sqlite.cpp | no | soci_sqlite3"
    "SOCI PostgreSQL | soci/postgresql/ | tracking/sql/postgresql.cpp | no | soci_postgresql"
    "SOCI          | soci/             | tracking/sql/sql_store.cpp tracking/sql/session_rows.cpp tracking/sql/cdr_rows.cpp tracking/sql/track_rows.cpp tracking/sql/sqlite.cpp tracking/sql/postgresql.cpp | no | soci_core"
    "libpq         | libpq-fe.h        | tracking/sql/postgresql.cpp | no | PostgreSQL::PostgreSQL"
    "simdjson      | simdjson.h        | logs/ndjson.cpp logs/json_walk.cpp logs/bodies.cpp | no  | simdjson::simdjson"
    "zlib          | zlib.h            | logs/decompress.cpp | no | zlib_archive"
    "zstd          | zstd.h            | logs/decompress.cpp | no | zstd_archive"
    "xxHash        | xxhash            | base/hash.cpp | no  | xxhash_headers"
    "Graphviz      | graphviz/         | draw/graphviz_module.cpp | no | graphviz_libraries"
    "librsvg       | librsvg/          | draw/raster_module.cpp | no | PkgConfig::RSVG"
    "cairo         | cairo             | draw/raster_module.cpp | no | PkgConfig::RSVG"
    "pango         | pango/            | draw/raster_module.cpp | no | PkgConfig::RSVG"
    "hiredis       | hiredis/          | net/redis.cpp | no  | hiredis_archive"
    "libphonenumber | phonenumbers/    | tracking/attribution/phone_module.cpp | no | phonenumber_library"
    "OpenSSL       | openssl/          | net/tls_module.cpp | no  | OpenSSL::SSL"
)

# module | its sources, which belong to no library: they and what they include alone are linked to callflow_<module>.so, which is
# loaded when it is first needed. The folder's table holds for them as for all others.
set(CALLFLOW_MODULES
    "tls        | net/tls_module.cpp"
    "graphviz   | draw/graphviz_module.cpp"
    "raster     | draw/raster_module.cpp"
    "phone      | tracking/attribution/phone_module.cpp"
    "sqlite     | tracking/sql/sql_store.cpp tracking/sql/session_rows.cpp tracking/sql/cdr_rows.cpp tracking/sql/track_rows.cpp tracking/sql/sqlite.cpp"
    "postgresql | tracking/sql/sql_store.cpp tracking/sql/session_rows.cpp tracking/sql/cdr_rows.cpp tracking/sql/track_rows.cpp tracking/sql/postgresql.cpp"
)

# Headers of the operating system: who may touch files, terminals, sockets and signals at all.
# Everybody else receives a clock, a file store and streams as arguments.
set(CALLFLOW_SYSTEM_HEADERS_IN base net service cli main)

# folder : headers that most of its sources include. The sanitizers' build (CALLFLOW_READ_ONCE) precompiles them, with the usual ones of
# the standard library, once per folder, which takes half the time. No other build does, so that a missing #include is found.
set(CALLFLOW_READ_FIRST
    "base      : base/text.hpp base/codes.hpp"
    "doc       : base/text.hpp base/codes.hpp doc/read.hpp"
    "expr      : expr/expression.hpp expr/scope.hpp"
    "flow      : flow/model.hpp"
    "engine    : engine/machine.hpp engine/stepper.hpp"
    "syntax    : syntax/reader.hpp"
    "providers : base/text.hpp base/codes.hpp doc/read.hpp providers/provider.hpp"
    "lint      : lint/rule.hpp"
    "scenario  : scenario/emulation.hpp scenario/runner.hpp"
    "draw      : draw/diagram.hpp"
    "logs      : logs/reader.hpp doc/read.hpp"
    "replay    : replay/worker.hpp"
    "tracking  : tracking/store.hpp"
    "service   : service/flow_service.hpp"
    "report    : report/replay.hpp report/findings_formats.hpp base/json_writer.hpp"
    "cli       : cli/cli.hpp cli/load.hpp cli/values.hpp cli/terminal.hpp cli/arguments.hpp"
)

# Standard headers nobody includes: <regex> is slow to compile and slow to run.
set(CALLFLOW_BANNED_HEADERS regex)

# embedded set | folder that includes "embed/<set>.hpp" | files, relative to the source root | those left out
set(CALLFLOW_EMBEDDED
    "draw_page | draw | src/draw/page/*.html"
    "log_formats | logs | src/logs/formats/*.yaml"
    "track_channels | tracking | src/tracking/attribution/channels/*.yaml"
    "schemas | cli | schemas/*.json | schemas/config.schema.json schemas/flow.schema.json schemas/scenario.schema.json"
)
