# One function per kind of thing the project builds.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Paths are relative to the tree in the cache's eyes, so a second checkout of the same text compiles nothing again.
find_program(BELAY_CCACHE ccache)
if(BELAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  # How to treat precompiled headers.
                                  CCACHE_SLOPPINESS=pch_defines,time_macros ${BELAY_CCACHE})
endif()

option(BELAY_WARNINGS_AS_ERRORS "stop at the first warning" ${PROJECT_IS_TOP_LEVEL})
set(BELAY_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize= takes them (address,undefined | thread)")

add_library(belay_options INTERFACE)
target_compile_options(belay_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  # Designated initializers name what they set and default the rest, on purpose.
  -Wno-missing-field-initializers
  # GCC 12 takes the frame allocator of an optimised coroutine for a mismatch (Asio's awaitable_frame).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
  # GCC 12 sees overlapping and overlong copies in std::string's own code when it optimises (its bugs 105651, 105329).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-designated-field-initializers>
  $<$<BOOL:${BELAY_WARNINGS_AS_ERRORS}>:-Werror>)
if(BELAY_SANITIZE)
  target_compile_options(belay_options INTERFACE -fsanitize=${BELAY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(belay_options INTERFACE -fsanitize=${BELAY_SANITIZE})
endif()

# Headers that most files of a kind include, read once instead of two hundred times: half of the build's time. Off where it
# must show that every file includes what it uses (preset tidy).
option(BELAY_PCH "precompile common headers" ON)

# belay_pch(KIND LIBRARIES l… HEADERS h…): a set of precompiled headers that targets take with belay_use_pch.
function(belay_pch kind)
  cmake_parse_arguments(arg "" "" "LIBRARIES;HEADERS" ${ARGN})
  if(NOT BELAY_PCH)
    return()
  endif()
  set(source ${PROJECT_BINARY_DIR}/pch/${kind}.cpp)
  if(NOT EXISTS ${source})
    file(WRITE ${source} "")
  endif()
  add_library(belay_pch_${kind} OBJECT ${source})
  target_compile_features(belay_pch_${kind} PUBLIC cxx_std_23)
  target_include_directories(belay_pch_${kind} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(belay_pch_${kind} PRIVATE belay_options ${arg_LIBRARIES})
  target_precompile_headers(belay_pch_${kind} PRIVATE ${arg_HEADERS})
endfunction()

function(belay_use_pch target kind)
  if(BELAY_PCH)
    target_precompile_headers(${target} REUSE_FROM belay_pch_${kind})
  endif()
endfunction()

# belay_module(NAME PCH kind MODULES m… LIBRARIES l…): a library from src/NAME/**.cpp, linked by the edges of layers.txt.
function(belay_module name)
  cmake_parse_arguments(arg "" "PCH" "MODULES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(belay_${name} STATIC ${sources})
  add_library(belay::${name} ALIAS belay_${name})
  target_compile_features(belay_${name} PUBLIC cxx_std_23)
  target_include_directories(belay_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include PRIVATE ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM arg_MODULES PREPEND belay_)
  target_link_libraries(belay_${name} PUBLIC ${arg_MODULES} ${arg_LIBRARIES} PRIVATE belay_options)
  belay_use_pch(belay_${name} ${arg_PCH})
endfunction()

# belay_program(NAME SOURCES s… MODULES m… LIBRARIES l…): an executable that may see private headers of ours.
function(belay_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;MODULES;LIBRARIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  list(TRANSFORM arg_MODULES PREPEND belay_)
  target_link_libraries(${name} PRIVATE belay_options ${arg_MODULES} ${arg_LIBRARIES})
endfunction()

# Where this checkout is, for the few tests that read files of it; no command line has it, so that ccache sees two checkouts
# as one.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/belay_checkout.hpp @ONLY CONTENT [[
#pragma once
#define BELAY_SOURCE_DIR "@PROJECT_SOURCE_DIR@"
#define BELAY_TEST_DATA "@PROJECT_SOURCE_DIR@/test/data"
]])

# belay_test(NAME PCH kind SOURCES s… MODULES m…): a GoogleTest executable, one CTest per case.
function(belay_test name)
  cmake_parse_arguments(arg "" "PCH" "SOURCES;MODULES;LIBRARIES" ${ARGN})
  if(NOT arg_PCH)
    set(arg_PCH test)
  endif()
  belay_program(${name} SOURCES ${arg_SOURCES} MODULES ${arg_MODULES} LIBRARIES ${arg_LIBRARIES} GTest::gmock_main)
  belay_use_pch(${name} ${arg_PCH})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/test ${PROJECT_BINARY_DIR}/generated)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${name}. PROPERTIES TIMEOUT 60)
endfunction()

# belay_unit_tests(MODULE m…): test/unit/MODULE/**_test.cpp as one executable.
function(belay_unit_tests module)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/test/unit/${module}/*_test.cpp)
  if(sources)
    belay_test(${module}_test SOURCES ${sources} MODULES ${module} ${ARGN})
  endif()
endfunction()
