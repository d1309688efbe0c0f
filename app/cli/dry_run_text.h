// What `generate --dry-run` says.
#pragma once

#include "engine/dry_run.h"

#include <string>

namespace sfumato::cli {

/// Lines for people; `pictures` of the batch.
std::string dry_run_text(const DryRun& run, int pictures);

} // namespace sfumato::cli
