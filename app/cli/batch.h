// The command `batch`.
#pragma once

#include "command.h"

namespace sfumato::cli {

/// As the functions of command.h.
Command add_batch(CLI::App& app, const Globals& globals);

} // namespace sfumato::cli
