// JSON of other programs: parsed within limits, its values as text of an Infotext. Inside core/store only.
#pragma once

#include "base/error.h"
#include "store/infotext.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace sfumato::foreign {

using Json = nlohmann::json;

/// An object. NaN and Infinity, which Python writes, become null. Errors: bad_input (too long, nested too deeply, no
/// JSON, no object).
Result<Json> parse_object(std::string_view text);

/// The member, or null when `object` is none or does not have it.
const Json& member(const Json& object, std::string_view key);

/// A number or text as text; empty for everything else.
std::string scalar_text(const Json& value);

/// Adds "key: value" when there is a value.
void add_field(Infotext& out, std::string_view key, std::string value);
/// Adds "Size-1" and "Size-2".
void add_size(Infotext& out, const std::string& width, const std::string& height);
/// Sampler names of k-diffusion and diffusers as ours: "k_euler_a" -> "euler_ancestral"; "dpmpp_2m_k" also names the
/// schedule.
void add_sampler(Infotext& out, std::string name, std::string schedule);

} // namespace sfumato::foreign
