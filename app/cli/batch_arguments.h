// The options of `batch`, and the recipes that they make.
#pragma once

#include "generate_arguments.h"

#include "recipe/batch_source.h"

#include <optional>
#include <string>
#include <vector>

namespace sfumato::cli {

struct BatchArguments {
    std::string file;
    GenerateArguments base;
    std::string mode = "combinatorial";
    std::optional<std::uint64_t> count;
    std::uint64_t prompt_seed = 0;
    std::vector<std::string> wildcards;
    bool expand = false;
    bool matrix = false;
    bool same_seed = false;
    std::vector<std::string> axes; ///< of x, y, z in this order
    bool resume = false;
    std::string list; ///< file to write the recipes to
};

void add_batch_options(CLI::App& command, BatchArguments& arguments);

/// Errors: usage, bad_input (naming file, line and column), not_found (files, wildcards), those of reading.
Result<Batch> make_batch(const BatchArguments& arguments, std::vector<std::string>& notes);

} // namespace sfumato::cli
