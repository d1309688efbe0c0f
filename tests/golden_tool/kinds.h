// sfumato-golden: one function per kind of golden case. A kind is recognised from the folder's files and config.json.
#pragma once

#include "base/error.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sfumato {
class Executor;
}

namespace sfumato::golden {

/// One compared output of a case.
struct Check {
    std::string name;     ///< "out", "traj.euler.x", "ids"
    double error = 0;     ///< measured: relative rms, or number of mismatches for exact data
    double tolerance = 0; ///< limit on `error`
    bool passed = false;
    std::string note;     ///< why it failed, or that it was skipped
    bool skipped = false; ///< not run (something outside the repository is missing); never counts as passed
};

struct CaseInput {
    std::filesystem::path folder;
    nlohmann::json config;        ///< config.json; empty object when absent
    Executor* executor = nullptr; ///< where networks run; kinds without networks ignore it
};

/// Runs a case. An Error means that the case could not be run at all (bad file) and counts as failed.
using RunCase = Result<std::vector<Check>> (*)(const CaseInput& input);
/// Whether `input` is a case of this kind, judged by its files and fields, not by the folder's name alone.
using Recognise = bool (*)(const CaseInput& input);

struct Kind {
    const char* name;
    Recognise recognise;
    RunCase run;
};

/// All kinds, in order of recognition; the table lives in kinds.cpp, the functions in kind_*.cpp.
std::span<const Kind> kinds();

/// rms(got - want) / rms(want), and max|got - want| / max|want|; NaN anywhere in `got` gives infinity.
struct Difference {
    double relative_rms = 0;
    double relative_max = 0;
};
Difference compare(std::span<const float> got, std::span<const float> want);

/// A check of `got` against `want` with the case's tolerance (config golden.suggested_tolerance.fp32_engine, else the
/// defaults given): passes when the relative rms and the relative maximum are within their limits.
Check check_close(const CaseInput& input, std::string name, std::span<const float> got, std::span<const float> want,
                  double default_relative_rms, double default_relative_max);

/// A check that counts mismatches and allows none.
Check check_equal(std::string name, std::size_t mismatches, std::string note = {});

} // namespace sfumato::golden
