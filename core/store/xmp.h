// Machine-readable provenance: an XMP packet that says "made by an AI system", as IPTC defines it (exempi).
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <string>
#include <string_view>

namespace sfumato {

/// Keyword of the iTXt chunk that holds the packet (XMP specification part 3, 1.1.5).
inline constexpr std::string_view xmp_png_keyword = "XML:com.adobe.xmp";

/// IPTC NewsCodes "digitalsourcetype": trainedAlgorithmicMedia, or compositeWithTrainedAlgorithmicMedia when the
/// picture began as another one.
std::string_view digital_source_type(const Recipe& recipe);

/// Packet with Iptc4xmpExt:DigitalSourceType, AISystemUsed, AISystemVersionUsed, AIPromptInformation (IPTC Photo
/// Metadata 2025.1) and xmp:CreatorTool. Holds no time: equal recipes give equal packets. Errors: internal (exempi).
Result<std::string> make_xmp_packet(const Recipe& recipe);

/// The packet without AIPromptInformation, for places that are too small for it. Errors: internal (exempi).
Result<std::string> without_prompt_information(std::string_view packet);

/// DigitalSourceType of a packet; empty when it has none or is malformed.
std::string read_digital_source_type(std::string_view packet);

} // namespace sfumato
