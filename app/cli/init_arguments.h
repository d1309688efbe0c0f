// The options of `generate` about what a picture starts from: initial image, mask, grown frame.
#pragma once

#include "base/error.h"
#include "generate_arguments.h"

namespace sfumato::cli {

void add_init_options(CLI::App& command, GenerateArguments& arguments);

/// Puts them into the recipe, whose own settings stay where no option was given. Errors: usage, naming the option.
Result<> apply_init(Recipe& recipe, const GenerateArguments& arguments);

/// Hires fix, and tiles of the VAE.
void add_size_options(CLI::App& command, GenerateArguments& arguments);
/// Errors: usage, naming the option.
Result<> apply_size(Recipe& recipe, const GenerateArguments& arguments);

} // namespace sfumato::cli
