#include "store/xmp.h"

#include "recipe/utf8.h"
#include "store/infotext.h"

#include <exempi/xmp.h>

#include <memory>
#include <mutex>
#include <type_traits>

namespace sfumato {
namespace {

constexpr const char* iptc_extension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
constexpr const char* xmp_basic = "http://ns.adobe.com/xap/1.0/";

struct FreePacket {
    void operator()(XmpPtr packet) const { xmp_free(packet); }
};
struct FreeString {
    void operator()(XmpStringPtr text) const { xmp_string_free(text); }
};
using Packet = std::unique_ptr<std::remove_pointer_t<XmpPtr>, FreePacket>;
using String = std::unique_ptr<std::remove_pointer_t<XmpStringPtr>, FreeString>;

/// The toolkit has one table of namespaces for the process; it is prepared once and calls into it are serial.
std::mutex& toolkit_mutex() {
    static std::mutex mutex;
    return mutex;
}

bool toolkit_ready() {
    static const bool ready = xmp_init() && xmp_register_namespace(iptc_extension, "Iptc4xmpExt", nullptr);
    return ready;
}

/// XML 1.0 has no place for most control characters, nor for two noncharacters; a blank stands for each.
std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const auto point = next_code_point(text, at);
        if (!point) ++at;
        const bool allowed = point && (*point >= 0x20 || *point == '\t' || *point == '\n' || *point == '\r') &&
                             *point != 0xFFFE && *point != 0xFFFF;
        if (allowed)
            out += text.substr(start, at - start);
        else
            out += ' ';
    }
    return out;
}

std::string prompt_information(const Recipe& recipe) {
    std::string out = recipe.prompt;
    if (!recipe.negative_prompt.empty())
        out += (out.empty() ? "Negative prompt: " : "\nNegative prompt: ") + recipe.negative_prompt;
    return xml_text(out);
}

Result<std::string> serialized(XmpPtr packet) {
    const String text(xmp_string_new());
    if (text == nullptr ||
        !xmp_serialize(packet, text.get(), XMP_SERIAL_READONLYPACKET | XMP_SERIAL_USECOMPACTFORMAT, 0))
        return fail(ErrorCode::internal, "cannot write the XMP packet (exempi error {})", xmp_get_error());
    return std::string(xmp_string_cstr(text.get()));
}

} // namespace

std::string_view digital_source_type(const Recipe& recipe) {
    return recipe.init ? "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
                       : "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
}

Result<std::string> without_prompt_information(std::string_view packet_text) {
    const std::lock_guard lock(toolkit_mutex());
    if (!toolkit_ready()) return fail(ErrorCode::internal, "cannot start the XMP toolkit (error {})", xmp_get_error());
    const Packet packet(xmp_new(packet_text.data(), packet_text.size()));
    if (!packet || !xmp_delete_property(packet.get(), iptc_extension, "AIPromptInformation"))
        return fail(ErrorCode::internal, "cannot shorten the XMP packet (exempi error {})", xmp_get_error());
    return serialized(packet.get());
}

Result<std::string> make_xmp_packet(const Recipe& recipe) {
    const std::lock_guard lock(toolkit_mutex());
    if (!toolkit_ready()) return fail(ErrorCode::internal, "cannot start the XMP toolkit (error {})", xmp_get_error());
    const Packet packet(xmp_new_empty());
    bool good = packet != nullptr;
    const auto set = [&](const char* space, const char* name, const std::string& value) {
        if (!value.empty()) good = good && xmp_set_property(packet.get(), space, name, value.c_str(), 0);
    };
    set(xmp_basic, "CreatorTool", fmt::format("Sfumato {}", program_version()));
    set(iptc_extension, "DigitalSourceType", std::string(digital_source_type(recipe)));
    set(iptc_extension, "AISystemUsed", "Sfumato");
    set(iptc_extension, "AISystemVersionUsed", std::string(program_version()));
    set(iptc_extension, "AIPromptInformation", prompt_information(recipe));
    if (!good) return fail(ErrorCode::internal, "cannot write the XMP packet (exempi error {})", xmp_get_error());
    return serialized(packet.get());
}

std::string read_digital_source_type(std::string_view packet_text) {
    // The toolkit builds a tree of the whole packet; ours are far smaller than this.
    constexpr std::size_t max_packet_bytes = 4u << 20;
    if (packet_text.empty() || packet_text.size() > max_packet_bytes) return {};
    // XMP has no use for a document type, and entities are how XML grows beyond its size.
    if (packet_text.find("<!DOCTYPE") != std::string_view::npos ||
        packet_text.find("<!ENTITY") != std::string_view::npos)
        return {};
    const std::lock_guard lock(toolkit_mutex());
    if (!toolkit_ready()) return {};
    const Packet packet(xmp_new(packet_text.data(), packet_text.size()));
    const String value(xmp_string_new());
    std::uint32_t options = 0;
    if (!packet || !value ||
        !xmp_get_property(packet.get(), iptc_extension, "DigitalSourceType", value.get(), &options))
        return {};
    return xmp_string_cstr(value.get());
}

} // namespace sfumato
