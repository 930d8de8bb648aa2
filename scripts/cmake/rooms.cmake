# SPDX-License-Identifier: BSD-3-Clause
# One target per room, and what every target of the project is compiled with.

add_library(voxvolt_flags INTERFACE)
target_compile_options(voxvolt_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  target_compile_options(voxvolt_flags INTERFACE -Wno-restrict)  # false alarms on "text" + string (GCC bug 105651)
endif()
if(VOXVOLT_WERROR)
  target_compile_options(voxvolt_flags INTERFACE -Werror)
endif()
if(VOXVOLT_SANITIZE)
  target_compile_options(voxvolt_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  target_link_options(voxvolt_flags INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(voxvolt_flags INTERFACE KOKKOS_ENABLE_DEBUG_BOUNDS_CHECK)
endif()
target_include_directories(voxvolt_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})

add_library(voxvolt_native INTERFACE)
if(VOXVOLT_NATIVE)
  target_compile_options(voxvolt_native INTERFACE -march=native)
endif()

# voxvolt_room(<folder> PUBLIC targets... PRIVATE targets...): a static library voxvolt_room_<name> of the folder's
# *.cpp, where <name> is the folder without src/ and with / as _. Files named main.cpp and *_baseline.cpp are left out:
# they run before the instruction-set check and are compiled for the oldest machine.
function(voxvolt_room folder)
  cmake_parse_arguments(ROOM "" "" "PUBLIC;PRIVATE" ${ARGN})
  string(REGEX REPLACE "^src/" "" name ${folder})
  string(REPLACE "/" "_" name ${name})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$|_baseline\\.cpp$")
  if(sources)
    add_library(voxvolt_room_${name} STATIC ${sources})
    target_link_libraries(voxvolt_room_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE} voxvolt_flags voxvolt_native)
    target_include_directories(voxvolt_room_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  else()
    add_library(voxvolt_room_${name} INTERFACE)
    target_link_libraries(voxvolt_room_${name} INTERFACE ${ROOM_PUBLIC})
  endif()
endfunction()

# Shipped inputs become part of the room that reads them, so that the program finds its own sets anywhere:
# voxvolt_shipped(<target> <function> <header> files...).
function(voxvolt_shipped target function header)
  set(source ${PROJECT_BINARY_DIR}/generated/${function}.cpp)
  add_custom_command(OUTPUT ${source} DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/scripts/cmake/shipped_sets.cmake
    COMMAND ${CMAKE_COMMAND} "-DSETS=${ARGN}" -DFUNCTION=${function} -DHEADER=${header} -DOUTPUT=${source}
      -P ${PROJECT_SOURCE_DIR}/scripts/cmake/shipped_sets.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()

# inputs/parameters/*.yaml but the materials, their uncertainties, the materials, and inputs/kinetics/*.yaml.
function(voxvolt_shipped_sets target)
  set(materials ${PROJECT_SOURCE_DIR}/inputs/parameters/materials.yaml)
  file(GLOB sets CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/inputs/parameters/*.yaml)
  list(REMOVE_ITEM sets ${materials})
  file(GLOB uncertainties CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/inputs/parameters/uncertainty/*.yaml)
  file(GLOB kinetics CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/inputs/kinetics/*.yaml)
  voxvolt_shipped(${target} shipped_sets parameters/shipped_sets.hpp ${sets})
  voxvolt_shipped(${target} shipped_uncertainties parameters/shipped_sets.hpp ${uncertainties})
  voxvolt_shipped(${target} shipped_kinetics_files parameters/kinetics_shipped.hpp ${kinetics})
  voxvolt_shipped(${target} shipped_materials_file parameters/materials.hpp ${materials})
endfunction()

# The program: main.cpp and the instruction-set check, compiled for the oldest machine, and the rooms.
function(voxvolt_program)
  file(GLOB baseline CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/main.cpp
    ${PROJECT_SOURCE_DIR}/src/parallel/*_baseline.cpp)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
    return()
  endif()
  add_executable(voxvolt ${baseline})
  target_link_libraries(voxvolt PRIVATE voxvolt_room_cli voxvolt_flags)
  target_compile_definitions(voxvolt PRIVATE VOXVOLT_VERSION="${PROJECT_VERSION}")
  install(TARGETS voxvolt)
endfunction()

# release.hpp, made anew at every build, for the room that names the program's release and commit.
function(voxvolt_release target)
  set(header ${PROJECT_BINARY_DIR}/generated/release.hpp)
  add_custom_target(voxvolt_release_header BYPRODUCTS ${header}
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DRELEASE=${PROJECT_VERSION} -DOUTPUT=${header}
      -P ${PROJECT_SOURCE_DIR}/scripts/cmake/release.cmake)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated)
  target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR}/generated)
  add_dependencies(${target} voxvolt_release_header)
endfunction()
