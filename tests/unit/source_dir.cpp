#include "source_dir.hpp"

const char* const source_dir = CALLFLOW_SOURCE_DIR;
