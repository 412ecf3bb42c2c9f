# The times inside a package are those of its sources, not of the moment in which it was put together: the same sources make the same
# bytes. CPack reads this; whoever has set SOURCE_DATE_EPOCH knows better.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
    return()
endif()
execute_process(COMMAND git -C ${CMAKE_CURRENT_LIST_DIR} log -1 --format=%ct
    OUTPUT_VARIABLE seconds OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT seconds MATCHES "^[0-9]+$") # a copy without its history
    file(TIMESTAMP ${CMAKE_CURRENT_LIST_DIR}/../CHANGELOG.md seconds "%s" UTC)
endif()
set(ENV{SOURCE_DATE_EPOCH} ${seconds})
