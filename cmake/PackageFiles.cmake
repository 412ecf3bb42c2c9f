# What Debian wants otherwise than an installation has it. CPack runs this where the files of a package lie before they are packed.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
set(doc ${root}/share/doc/${CPACK_PACKAGE_NAME})
function(callflow_gzip)
    # Neither name nor time of the file goes into it.
    execute_process(COMMAND gzip -9nf ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${root}/share/man/man*/*)
callflow_gzip(${pages})

file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
string(TIMESTAMP when "%a, %d %b %Y %H:%M:%S +0000" UTC) # PackageTime has set which moment that is
file(WRITE ${doc}/changelog.Debian
    "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
    "  * Made from the sources; changelog.gz says what has changed in them.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  ${when}\n")
callflow_gzip(${doc}/changelog ${doc}/changelog.Debian)

# The licence stands in `copyright`, with those of others.
file(REMOVE ${doc}/LICENSE)
file(CREATE_LINK copyright ${doc}/LICENSE SYMBOLIC)

file(MAKE_DIRECTORY ${root}/share/lintian/overrides)
file(COPY_FILE ${CPACK_CALLFLOW_OVERRIDES} ${root}/share/lintian/overrides/${CPACK_PACKAGE_NAME})
