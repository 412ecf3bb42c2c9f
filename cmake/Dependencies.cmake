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
