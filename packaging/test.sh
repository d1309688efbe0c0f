#!/bin/bash
# Installs what is missing, builds, runs every test, and ends with one plain line: N passed, N failed, N skipped.
# usage: packaging/test.sh [--quick]      --quick leaves out the build with sanitizers
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

quick=false
case "${1-}" in
    "") ;;
    --quick) quick=true ;;
    *) printf 'usage: %s [--quick]\n' "$0" >&2; exit 2 ;;
esac

reports=()       # ctest's JUnit files
extra_passed=0   # stages that are a test of their own
extra_failed=0

# stage NAME COMMAND...: runs it and says how long it took. Returns what the command returned.
stage() {
    local name=$1 begin=$SECONDS code=0
    shift
    say "$name"
    "$@" || code=$?
    say "$name: $((SECONDS - begin)) s$([ "$code" -eq 0 ] || printf ' (FAILED)')"
    return "$code"
}

# run_ctest NAME FOLDER [ctest options]: all tests below a build folder; output of failing ones is shown.
run_ctest() {
    local name=$1 folder=$2 report="$sfumato_root/build/reports/$1.xml"
    shift 2
    mkdir -p "$sfumato_root/build/reports"
    rm -f "$report"
    # Whole outputs go into the report: the summary looks there for skipped Qt tests.
    ctest --test-dir "$folder" -j "$jobs" --output-on-failure --no-tests=error --timeout 900 \
        --test-output-size-passed 2000000 --test-output-size-failed 2000000 \
        --output-junit "$report" "$@" >&2 || true
    reports+=("$report")
}

check_headers() {
    if ninja -C "$sfumato_root/build/release" -j "$jobs" -k 0 check_headers >"$sfumato_root/build/reports/headers.log" 2>&1; then
        extra_passed=$((extra_passed + 1))
    else
        grep -A 12 -E '^FAILED|error:' "$sfumato_root/build/reports/headers.log" | head -n 60 >&2
        extra_failed=$((extra_failed + 1))
        return 1
    fi
}

# The unit tests of core/ and the fuzz corpora, with AddressSanitizer and UndefinedBehaviorSanitizer. The Vulkan op tests,
# golden runs and the window stay in the release build: with sanitizers lavapipe would need hours for them.
build_with_sanitizers() {
    configure asan --preset asan -DSFUMATO_BUILD_GUI=OFF
    local targets=() folder
    for folder in unit fuzz; do
        if [ -d "$sfumato_root/build/asan/tests/$folder" ]; then targets+=("tests/$folder/all"); fi
    done
    build_targets asan "${targets[@]}"
}

test_with_sanitizers() {
    local folder
    # Drivers keep memory for the life of the process; what Sfumato leaks is still reported.
    export LSAN_OPTIONS="suppressions=$sfumato_packaging/sanitizers/lsan.supp:print_suppressions=0"
    export UBSAN_OPTIONS=print_stacktrace=1
    for folder in unit fuzz; do
        if [ -f "$sfumato_root/build/asan/tests/$folder/CTestTestfile.cmake" ]; then
            run_ctest "asan-$folder" "$sfumato_root/build/asan/tests/$folder"
        fi
    done
    unset LSAN_OPTIONS UBSAN_OPTIONS
}

build_release() {
    configure release --preset release
    build_targets release all
}

# Whatever ends this script early, the last line says that it did not pass.
trap 'printf "0 passed, 1 failed, 0 skipped\n"' EXIT

begin=$SECONDS
mkdir -p "$sfumato_root/build/reports"
stage "packages" install_packages build runtime test
use_software_vulkan_without_gpu
# Tests open no window on the user's screen; those that need a real one start their own Xvfb.
unset DISPLAY WAYLAND_DISPLAY
stage "release: build" build_release
stage "headers compile alone" check_headers || true
stage "release: tests" run_ctest release "$sfumato_root/build/release"
if ! $quick; then
    # In a subshell: a build that fails here ends this stage, and the results so far are still told.
    if (stage "sanitizers: build" build_with_sanitizers); then
        stage "sanitizers: tests" test_with_sanitizers
    else
        extra_failed=$((extra_failed + 1))
    fi
fi
say "all stages: $((SECONDS - begin)) s"
trap - EXIT
exec python3 "$sfumato_packaging/lib/summarise_tests.py" --passed "$extra_passed" --failed "$extra_failed" "${reports[@]}"
