#!/bin/bash
# Builds the fuzz targets with clang and its sanitizers and runs each of them for a while (60 s without an argument).
# usage: packaging/fuzz.sh [SECONDS [NAME...]]      e.g. packaging/fuzz.sh 600 safetensors
# Exits 1 when a target failed; its input is then build/fuzz/found/NAME.crash-* (add it to tests/fuzz/corpus/NAME).
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib/common.sh"

seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || die "the first argument is a number of seconds (found \"$seconds\")"
shift || true

install_packages build test fuzz
# Warnings of another compiler than the one the tree is written for are no reason to stop.
configure fuzz -S . -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
    -DSFUMATO_FUZZ=ON -DSFUMATO_BUILD_GUI=OFF -DSFUMATO_WERROR=OFF
build_targets fuzz fuzz_all

names=("$@")
if [ "${#names[@]}" -eq 0 ]; then
    for source in "$sfumato_root"/tests/fuzz/fuzz_*.cpp; do
        name=$(basename "$source" .cpp)
        names+=("${name#fuzz_}")
    done
fi

passed=0 failed=0
for name in "${names[@]}"; do
    program="$sfumato_root/build/fuzz/bin/fuzz_$name"
    found="$sfumato_root/build/fuzz/found/$name"
    mkdir -p "$found"
    [ -x "$program" ] || die "there is no fuzz target $name"
    if "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="$found." "$found" "$sfumato_root/tests/fuzz/corpus/$name" >"$found.log" 2>&1; then
        say "$name: fine ($(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log") inputs, log $found.log)"
        passed=$((passed + 1))
    else
        tail -n 40 "$found.log" >&2
        say "$name: FAILED (log $found.log)"
        failed=$((failed + 1))
    fi
done
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
