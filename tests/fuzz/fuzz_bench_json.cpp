// Results of `sfumato-cli bench`: whatever is accepted is written and read back the same, and can be compared.
#include "engine/bench_compare.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto report = sfumato::bench_from_json({reinterpret_cast<const char*>(data), size}, "input");
    if (!report) return 0;
    const auto again = sfumato::bench_from_json(sfumato::bench_to_json(*report), "written");
    if (!again || !(*again == *report)) __builtin_trap();
    const sfumato::BenchComparison comparison = sfumato::compare_benches(*report, *again);
    if (!comparison.differences.empty() || comparison.rows.size() != report->rows.size()) __builtin_trap();
    if (sfumato::comparison_to_json(comparison).empty()) __builtin_trap();
    return 0;
}
