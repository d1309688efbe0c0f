// The part of the prompt_a1111 case that concerns the parameter text of images.
#pragma once

#include "golden_tool/kinds.h"

namespace sfumato::golden {

/// Compares the parsing of each text in infotext.json of the case's folder. Called only when that file is there.
Result<std::vector<Check>> check_infotext(const CaseInput& input);

} // namespace sfumato::golden
