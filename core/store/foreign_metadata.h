// Recipes of other programs that keep them as JSON or command lines. All become fields of an Infotext first, so that
// names, ranges and notes are judged in one place.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// ComfyUI's "prompt": the graph as it was run. From the node that saved the picture back to its sampler, and from
/// there to texts, checkpoint and first latent; what stands between and has no counterpart is told in `notes`. Errors:
/// bad_input (no JSON, no sampler).
Result<Recipe> recipe_from_comfyui(std::string_view json, std::vector<std::string>& notes);

/// InvokeAI 3 and later ("invokeai_metadata"), 2 ("sd-metadata"). Errors: bad_input.
Result<Recipe> recipe_from_invokeai(std::string_view json, std::vector<std::string>& notes);

/// InvokeAI's command line ("Dream"): `"a cat" -s 50 -S 12 -W 512 -H 512 -C 7.5 -A k_lms`. Errors: bad_input.
Result<Recipe> recipe_from_dream(std::string_view text, std::vector<std::string>& notes);

/// NovelAI's "Comment". Errors: bad_input.
Result<Recipe> recipe_from_novelai(std::string_view json, std::vector<std::string>& notes);

/// Fooocus and SwarmUI keep JSON under A1111's keyword. Errors: bad_input.
Result<Recipe> recipe_from_fooocus(std::string_view json, std::vector<std::string>& notes);
Result<Recipe> recipe_from_swarmui(std::string_view json, std::vector<std::string>& notes);

/// Which of them a JSON text is, from its first keys; cheap.
bool looks_like_fooocus(std::string_view text);
bool looks_like_swarmui(std::string_view text);
bool looks_like_novelai(std::string_view text);

} // namespace sfumato
