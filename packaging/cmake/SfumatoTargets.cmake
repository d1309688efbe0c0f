# Compile options and small target functions that every folder shares.

find_program(SFUMATO_CCACHE ccache)
if(SFUMATO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${SFUMATO_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SFUMATO_CCACHE})
endif()

add_library(sfumato_options INTERFACE)
# No -ffast-math and no contraction: equal recipes must give equal bytes on every build.
target_compile_options(sfumato_options INTERFACE -Wall -Wextra -Wshadow -Wno-missing-field-initializers
                       -ffp-contract=off -fno-math-errno)
# GCC 12 reports overlaps and overflows in inlined std::string and std::vector code that cannot happen (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(sfumato_options INTERFACE -Wno-restrict -Wno-stringop-overflow)
endif()
if(SFUMATO_WERROR)
  target_compile_options(sfumato_options INTERFACE -Werror)
endif()
if(SFUMATO_SANITIZE STREQUAL "address")
  target_compile_options(sfumato_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
                         -fno-omit-frame-pointer)
  target_link_options(sfumato_options INTERFACE -fsanitize=address,undefined)
elseif(SFUMATO_SANITIZE STREQUAL "thread")
  target_compile_options(sfumato_options INTERFACE -fsanitize=thread)
  target_link_options(sfumato_options INTERFACE -fsanitize=thread)
endif()
if(SFUMATO_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "SFUMATO_FUZZ needs clang (found ${CMAKE_CXX_COMPILER_ID}): packaging/fuzz.sh configures it")
  endif()
  target_compile_options(sfumato_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined
                         -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(sfumato_options INTERFACE -fsanitize=address,undefined)
endif()
if(SFUMATO_COVERAGE)
  target_compile_options(sfumato_options INTERFACE --coverage)
  target_link_options(sfumato_options INTERFACE --coverage)
endif()

# sfumato_core(NAME SOURCES a.cpp ... DEPENDS base text ... LIBRARIES fmt::fmt ...)
# One static library per core folder; DEPENDS are other core folders.
function(sfumato_core name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  set(target sfumato_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(sfumato::${name} ALIAS ${target})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/core)
  set(deps)
  foreach(dep IN LISTS ARG_DEPENDS)
    list(APPEND deps sfumato_${dep})
  endforeach()
  target_link_libraries(${target} PUBLIC ${deps} ${ARG_LIBRARIES} PRIVATE sfumato_options ${ARG_PRIVATE_LIBRARIES})
endfunction()

# sfumato_test(NAME SOURCES x_test.cpp ... LIBRARIES sfumato::text ... [LABELS ...])
# A Qt Test executable, run by ctest. Each source defines its test class and ends with QTEST_MAIN variants as usual;
# the name of the executable is the name of the test.
function(sfumato_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  # Qt 6.4's moc cannot parse libstdc++'s <concepts>; defining its guard makes moc pass over it.
  set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "-D_GLIBCXX_CONCEPTS")
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} Qt6::Test sfumato_options)
  target_compile_definitions(${name} PRIVATE SFUMATO_TEST_DATA="${CMAKE_SOURCE_DIR}/tests"
                             SFUMATO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set(environment QT_QPA_PLATFORM=offscreen)
  set(timeout 600)
  if(SFUMATO_SANITIZE STREQUAL "thread")
    list(APPEND environment TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp QTEST_FUNCTION_TIMEOUT=1800000)
    set(timeout 3600) # the reference executor is slow there
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${timeout} ENVIRONMENT "${environment}")
endfunction()

# sfumato_fuzz(NAME LIBRARIES sfumato::weights ...)
# tests/fuzz/fuzz_NAME.cpp twice: fuzz_NAME_replay, which runs tests/fuzz/corpus/NAME with its mutations in ctest, and with
# SFUMATO_FUZZ the libFuzzer executable fuzz_NAME (all of them: target fuzz_all).
function(sfumato_fuzz name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  set(folder ${CMAKE_SOURCE_DIR}/tests/fuzz)
  add_executable(fuzz_${name}_replay ${folder}/fuzz_${name}.cpp ${folder}/replay_main.cpp)
  target_link_libraries(fuzz_${name}_replay PRIVATE ${ARG_LIBRARIES} sfumato_options)
  add_test(NAME fuzz_${name}_replay COMMAND fuzz_${name}_replay ${folder}/corpus/${name}
           WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
  set_tests_properties(fuzz_${name}_replay PROPERTIES LABELS fuzz TIMEOUT 300)
  if(SFUMATO_FUZZ)
    add_executable(fuzz_${name} ${folder}/fuzz_${name}.cpp)
    target_link_libraries(fuzz_${name} PRIVATE ${ARG_LIBRARIES} sfumato_options)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    if(NOT TARGET fuzz_all)
      add_custom_target(fuzz_all)
    endif()
    add_dependencies(fuzz_all fuzz_${name})
  endif()
endfunction()
