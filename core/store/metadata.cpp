#include "store/metadata.h"

#include "base/file.h"
#include "image/exif.h"
#include "image/formats.h"
#include "image/picture_texts.h"
#include "recipe/json.h"
#include "recipe/utf8.h"
#include "store/foreign_metadata.h"
#include "store/home_path.h"
#include "store/word_characters.h"
#include "store/xmp.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sfumato {
namespace {

using Notes = std::vector<std::string>;

Result<Recipe> read_own(std::string_view text, Notes& notes) {
    SF_TRY(Recipe recipe, recipe_from_json(text, &notes));
    return with_full_paths(std::move(recipe));
}

Result<Recipe> read_a1111(std::string_view text, Notes& notes) {
    return recipe_from_infotext(parse_infotext(text), notes);
}

Result<Recipe> read_invokeai(std::string_view text, Notes& notes) {
    return strip_blanks(text).starts_with('{') ? recipe_from_invokeai(text, notes) : recipe_from_dream(text, notes);
}

/// ComfyUI's keywords are ordinary words; only JSON below them is a graph.
bool is_object(std::string_view text) {
    return strip_blanks(text).starts_with('{');
}
bool is_own_note(std::string_view text) {
    return looks_like_recipe_json(text);
}
bool is_parameters(std::string_view text) {
    return !looks_like_swarmui(text) && !looks_like_fooocus(text);
}

constexpr std::string_view own_keywords[] = {"sfumato"};
constexpr std::string_view own_exif_keywords[] = {picture_text::maker_note};
constexpr std::string_view a1111_keywords[] = {"parameters"};
constexpr std::string_view comfyui_keywords[] = {"prompt"};
constexpr std::string_view workflow_keywords[] = {"workflow"};
constexpr std::string_view invokeai_keywords[] = {"invokeai_metadata", "sd-metadata", "Dream"};
constexpr std::string_view invokeai_graph_keywords[] = {"invokeai_graph", "invokeai_workflow"};
constexpr std::string_view novelai_keywords[] = {"Comment"};

constexpr Dialect rows[] = {
    {"sfumato", "Sfumato", own_keywords, nullptr, read_own},
    {"sfumato", "Sfumato", own_exif_keywords, is_own_note, read_own}, // of JPEG and WebP
    {"a1111", "AUTOMATIC1111 parameters", a1111_keywords, is_parameters, read_a1111},
    {"swarmui", "SwarmUI parameters", a1111_keywords, looks_like_swarmui, recipe_from_swarmui},
    {"fooocus", "Fooocus parameters", a1111_keywords, looks_like_fooocus, recipe_from_fooocus},
    {"invokeai", "InvokeAI metadata", invokeai_keywords, nullptr, read_invokeai},
    {"comfyui", "ComfyUI graph", comfyui_keywords, is_object, recipe_from_comfyui},
    {"novelai", "NovelAI parameters", novelai_keywords, looks_like_novelai, recipe_from_novelai},
    {"comfyui", "ComfyUI workflow", workflow_keywords, is_object, nullptr},
    {"invokeai", "InvokeAI workflow", invokeai_graph_keywords, nullptr, nullptr},
};

bool holds(const Dialect& dialect, const TextChunk& chunk) {
    if (std::ranges::find(dialect.keywords, chunk.keyword) == dialect.keywords.end()) return false;
    return dialect.recognise == nullptr || dialect.recognise(chunk.text);
}

const TextChunk* find_chunk(const Dialect& dialect, const std::vector<TextChunk>& chunks) {
    const auto at = std::ranges::find_if(chunks, [&](const TextChunk& chunk) { return holds(dialect, chunk); });
    return at == chunks.end() ? nullptr : &*at;
}

/// The first row with a usable recipe wins; what failed before it is told in the notes.
void read_recipe(ImageMetadata& out) {
    for (const Dialect& dialect : rows) {
        const TextChunk* chunk = find_chunk(dialect, out.chunks);
        if (chunk == nullptr) continue;
        if (out.dialect.empty()) out.dialect = dialect.name;
        if (dialect.read == nullptr) {
            out.notes.push_back(fmt::format("this image carries {} (\"{}\"), which cannot be turned into a recipe",
                                            dialect.label, chunk->keyword));
            continue;
        }
        Notes notes;
        auto recipe = dialect.read(chunk->text, notes);
        if (!recipe) {
            out.notes.push_back(fmt::format("{} (\"{}\"): {}", dialect.label, chunk->keyword, recipe.error().text()));
            continue;
        }
        out.dialect = dialect.name;
        out.recipe = std::move(*recipe);
        out.notes.insert(out.notes.end(), notes.begin(), notes.end());
        return;
    }
}

void read_png_size(Bytes bytes, ImageMetadata& out) {
    ByteReader header(find_png_chunk(bytes, "IHDR"));
    out.width = static_cast<int>(header.big<std::uint32_t>().value_or(0) & 0x7FFFFFFF);
    out.height = static_cast<int>(header.big<std::uint32_t>().value_or(0) & 0x7FFFFFFF);
}

/// ComfyUI has no text chunks in WebP and JPEG: it writes "prompt:{...}" and "workflow:{...}" into camera fields.
void take_comfyui_fields(std::vector<TextChunk>& chunks) {
    for (TextChunk& chunk : chunks) {
        if (!std::string_view(chunk.keyword).starts_with("Exif.")) continue;
        for (const std::string_view keyword : {comfyui_keywords[0], workflow_keywords[0]}) {
            const std::string prefix = fmt::format("{}:", keyword);
            if (!std::string_view(chunk.text).starts_with(prefix)) continue;
            chunk.text.erase(0, prefix.size());
            chunk.keyword = keyword;
            break;
        }
    }
}

Result<ImageMetadata> read_picture(Bytes bytes, const ImageFormat& format, bool quickly) {
    ImageMetadata out;
    out.format = format.name;
    if (is_png(bytes)) {
        read_png_size(bytes, out);
        SF_TRY(out.chunks, quickly ? read_png_text_quickly(bytes) : read_png_text(bytes));
    } else {
        std::tie(out.width, out.height) = out.format == "JPEG" ? jpeg_size(bytes) : webp_size(bytes);
        out.chunks = picture_texts(bytes);
        take_comfyui_fields(out.chunks);
    }
    if (const int turned = exif_orientation(bytes); !is_png(bytes) && turned >= 5) std::swap(out.width, out.height);
    for (const TextChunk& chunk : out.chunks) {
        if (chunk.keyword == xmp_png_keyword && !quickly)
            out.digital_source_type = read_digital_source_type(chunk.text);
        if (chunk.keyword == a1111_keywords[0] && !out.infotext && is_parameters(chunk.text))
            out.infotext = parse_infotext(chunk.text);
    }
    read_recipe(out);
    return out;
}

Result<ImageMetadata> read_text(std::string_view text, bool named_txt) {
    constexpr std::size_t max_text_bytes = 4u << 20;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3); // a byte order mark, as some editors write
    ImageMetadata out;
    if (looks_like_recipe_json(text)) {
        out.format = "recipe";
        out.dialect = "sfumato";
        SF_TRY(out.recipe, read_own(text, out.notes));
        return out;
    }
    if (text.size() > max_text_bytes || find_invalid_utf8(text) || text.find('\0') != std::string_view::npos)
        return fail(ErrorCode::bad_input, "neither an image, a Sfumato recipe nor a parameters text");
    Infotext infotext = parse_infotext(text);
    // Any text is a prompt; only a name or parameters say that it is meant as one.
    if (!named_txt && infotext.fields.empty())
        return fail(ErrorCode::bad_input, "neither an image, a Sfumato recipe nor a text with parameters");
    out.format = "text";
    out.dialect = "a1111";
    SF_TRY(out.recipe, recipe_from_infotext(infotext, out.notes));
    out.infotext = std::move(infotext);
    return out;
}

Result<ImageMetadata> read_any(Bytes bytes, std::string_view name, bool quickly) {
    if (bytes.empty()) return fail(ErrorCode::bad_input, "the file is empty, expected an image or a recipe");
    if (const ImageFormat* format = find_image_format(bytes)) return read_picture(bytes, *format, quickly);
    return read_text(as_text(bytes), name.ends_with(".txt"));
}

} // namespace

std::span<const Dialect> dialects() {
    return rows;
}

Result<ImageMetadata> read_metadata_quickly(Bytes bytes, std::string_view name) {
    auto out = read_any(bytes, name, true);
    if (!out) out.error().message = fmt::format("{}: {}", name, out.error().message);
    return out;
}

Result<ImageMetadata> read_metadata(Bytes bytes, std::string_view name) {
    auto out = read_any(bytes, name, false);
    if (!out) out.error().message = fmt::format("{}: {}", name, out.error().message);
    return out;
}

Result<ImageMetadata> read_metadata(const std::filesystem::path& path) {
    SF_TRY(MappedFile file, MappedFile::open(path));
    return read_metadata(file.bytes(), path.string());
}

Result<std::vector<TextChunk>> metadata_chunks(const Recipe& recipe, int width, int height) {
    SF_CHECK(validate(recipe));
    Recipe shown = recipe;
    if (shown.width == 0) shown.width = width;
    if (shown.height == 0) shown.height = height;
    SF_TRY(std::string packet, make_xmp_packet(recipe));
    return std::vector<TextChunk>{
        {"parameters", to_infotext(shown), TextContainer::text},
        {std::string(own_keywords[0]), recipe_to_json(with_short_paths(recipe)), TextContainer::text},
        {std::string(xmp_png_keyword), std::move(packet), TextContainer::international},
    };
}

} // namespace sfumato
