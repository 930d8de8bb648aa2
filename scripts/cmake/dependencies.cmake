# SPDX-License-Identifier: BSD-3-Clause
# Every library the project stands on, each behind one target named voxvolt_<library>.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# A compiler cache, where there is one and the user has not chosen another launcher.
find_program(VOXVOLT_CCACHE ccache)
if(VOXVOLT_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${VOXVOLT_CCACHE})
endif()

# The C++ bindings of MPI are dead, and leave undefined symbols at -O0 and -O1.
find_package(MPI REQUIRED COMPONENTS C CXX)
add_library(voxvolt_mpi INTERFACE)
target_link_libraries(voxvolt_mpi INTERFACE MPI::MPI_C)
target_compile_definitions(voxvolt_mpi INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)

pkg_check_modules(PETSC REQUIRED IMPORTED_TARGET PETSc)
add_library(voxvolt_petsc INTERFACE)
target_link_libraries(voxvolt_petsc INTERFACE PkgConfig::PETSC voxvolt_mpi)

find_package(Kokkos REQUIRED)
if(TARGET trilinos_kokkoscore)
  # Debian's target names an include directory that does not exist.
  find_path(VOXVOLT_KOKKOS_INCLUDE Kokkos_Core.hpp PATH_SUFFIXES trilinos REQUIRED)
  set_target_properties(Kokkos::kokkos PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${VOXVOLT_KOKKOS_INCLUDE}
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${VOXVOLT_KOKKOS_INCLUDE})
  set_target_properties(trilinos_kokkoscore PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${VOXVOLT_KOKKOS_INCLUDE}
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${VOXVOLT_KOKKOS_INCLUDE})
endif()
add_library(voxvolt_kokkos INTERFACE)
target_link_libraries(voxvolt_kokkos INTERFACE Kokkos::kokkos)
if(VOXVOLT_SANITIZE)
  target_compile_definitions(voxvolt_kokkos INTERFACE KOKKOS_ENABLE_DEBUG_BOUNDS_CHECK)
endif()

set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 REQUIRED COMPONENTS C HL)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 was built without MPI; install the parallel flavour (Debian: libhdf5-openmpi-dev)")
endif()
add_library(voxvolt_hdf5 INTERFACE)
target_include_directories(voxvolt_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
# The calls of HDF5 1.10, also with newer versions.
target_compile_definitions(voxvolt_hdf5 INTERFACE ${HDF5_DEFINITIONS} H5_USE_110_API)
target_link_libraries(voxvolt_hdf5 INTERFACE ${HDF5_C_HL_LIBRARIES} ${HDF5_C_LIBRARIES} voxvolt_mpi)

find_package(yaml-cpp REQUIRED)
add_library(voxvolt_yaml INTERFACE)
if(TARGET yaml-cpp::yaml-cpp)
  target_link_libraries(voxvolt_yaml INTERFACE yaml-cpp::yaml-cpp)
else()
  target_link_libraries(voxvolt_yaml INTERFACE yaml-cpp)
endif()

find_path(VOXVOLT_UDUNITS_INCLUDE udunits2.h PATH_SUFFIXES udunits2 REQUIRED)
find_library(VOXVOLT_UDUNITS_LIBRARY udunits2 REQUIRED)
add_library(voxvolt_udunits INTERFACE)
target_include_directories(voxvolt_udunits SYSTEM INTERFACE ${VOXVOLT_UDUNITS_INCLUDE})
target_link_libraries(voxvolt_udunits INTERFACE ${VOXVOLT_UDUNITS_LIBRARY})

find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
add_library(voxvolt_spdlog INTERFACE)
target_link_libraries(voxvolt_spdlog INTERFACE spdlog::spdlog fmt::fmt)
find_package(CLI11 REQUIRED)
add_library(voxvolt_cli11 INTERFACE)
target_link_libraries(voxvolt_cli11 INTERFACE CLI11::CLI11)
find_package(nlohmann_json REQUIRED)
add_library(voxvolt_json INTERFACE)
target_link_libraries(voxvolt_json INTERFACE nlohmann_json::nlohmann_json)

find_package(OpenSSL REQUIRED COMPONENTS Crypto)
add_library(voxvolt_crypto INTERFACE)
target_link_libraries(voxvolt_crypto INTERFACE OpenSSL::Crypto)

find_path(VOXVOLT_RANDOM123_INCLUDE Random123/philox.h REQUIRED)
add_library(voxvolt_random123 INTERFACE)
target_include_directories(voxvolt_random123 SYSTEM INTERFACE ${VOXVOLT_RANDOM123_INCLUDE})

find_package(TIFF REQUIRED)
add_library(voxvolt_tiff INTERFACE)
target_link_libraries(voxvolt_tiff INTERFACE TIFF::TIFF)

pkg_check_modules(MUPARSER REQUIRED IMPORTED_TARGET muparser)
add_library(voxvolt_muparser INTERFACE)
target_link_libraries(voxvolt_muparser INTERFACE PkgConfig::MUPARSER)

find_package(OpenTURNS REQUIRED)
add_library(voxvolt_openturns INTERFACE)
target_link_libraries(voxvolt_openturns INTERFACE OT)

find_package(Eigen3 3.4 REQUIRED)
add_library(voxvolt_eigen INTERFACE)
get_target_property(VOXVOLT_EIGEN_INCLUDE Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
target_include_directories(voxvolt_eigen SYSTEM INTERFACE ${VOXVOLT_EIGEN_INCLUDE})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(voxvolt_eigen INTERFACE -Wno-maybe-uninitialized)  # false alarms in GCC's own AVX-512 headers
endif()
