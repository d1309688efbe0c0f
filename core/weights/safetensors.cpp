#include "weights/safetensors.h"

#include "weights/safetensors_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace sfumato {
namespace {

constexpr std::uint64_t max_header_bytes = 100ull << 20;

std::string expected_format(Bytes bytes) {
    const std::string looks = describe_wrong_format(bytes);
    return looks.empty() ? std::string() : "; " + looks;
}

bool starts_with(Bytes bytes, std::string_view text) {
    return as_text(bytes).starts_with(text);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
    if (text.size() < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(text[i])) != lower[i]) return false;
    return true;
}

bool is_plain_text(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u >= 0x20 || u == '\n' || u == '\r' || u == '\t';
    });
}

/// No two tensors may share a byte: a shared region is how a crafted file makes one tensor mean two things.
Result<> check_overlaps(const std::vector<HeaderEntry>& entries, const std::string& origin) {
    std::vector<const HeaderEntry*> order;
    for (const HeaderEntry& entry : entries)
        if (entry.end > entry.begin) order.push_back(&entry);
    std::sort(order.begin(), order.end(),
              [](const HeaderEntry* a, const HeaderEntry* b) { return a->begin < b->begin; });
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i]->begin < order[i - 1]->end)
            return fail(ErrorCode::bad_input, "{}: tensors '{}' and '{}' overlap: data_offsets [{}, {}] and [{}, {}]",
                        origin, printable_name(order[i - 1]->name), printable_name(order[i]->name), order[i - 1]->begin,
                        order[i - 1]->end, order[i]->begin, order[i]->end);
    return {};
}

Result<> check_fits(const std::vector<HeaderEntry>& entries, std::uint64_t header_end, std::uint64_t file_size,
                    const std::string& origin) {
    const HeaderEntry* last = nullptr;
    for (const HeaderEntry& entry : entries)
        if (last == nullptr || entry.end > last->end) last = &entry;
    const std::uint64_t data_size = file_size - header_end;
    if (last != nullptr && last->end > data_size)
        return fail(ErrorCode::bad_input,
                    "{}: truncated or damaged: the file is {} bytes, but its header promises {} bytes (tensor '{}' has "
                    "data_offsets [{}, {}] in {} bytes of data); an incomplete download?",
                    origin, file_size, last->end > UINT64_MAX - header_end ? UINT64_MAX : last->end + header_end,
                    printable_name(last->name), last->begin, last->end, data_size);
    return {};
}

Result<std::uint64_t> header_length(Bytes bytes, const std::string& origin) {
    ByteReader reader(bytes);
    const auto length = reader.little<std::uint64_t>();
    if (!length)
        return fail(ErrorCode::bad_input,
                    "{}: is {} bytes, expected at least the 8 bytes of a safetensors header length{}", origin,
                    bytes.size(), expected_format(bytes));
    if (*length > max_header_bytes)
        return fail(ErrorCode::bad_input, "{}: is no safetensors file: header length is {}, expected at most {}{}",
                    origin, *length, max_header_bytes, expected_format(bytes));
    if (*length > reader.remaining())
        return fail(ErrorCode::bad_input,
                    "{}: truncated header: the file is {} bytes, but its header alone promises {} bytes; an incomplete "
                    "download?",
                    origin, bytes.size(), *length + 8);
    if (*length == 0)
        return fail(ErrorCode::bad_input, "{}: is no safetensors file: header length is 0, expected at least 2",
                    origin);
    return *length;
}

} // namespace

std::optional<DType> dtype_from_name(std::string_view name) {
    constexpr std::array all{DType::f32, DType::f16, DType::bf16, DType::f64,     DType::i64,     DType::i32,
                             DType::i16, DType::i8,  DType::u8,   DType::boolean, DType::f8_e4m3, DType::f8_e5m2};
    for (const DType type : all)
        if (dtype_name(type) == name) return type;
    return std::nullopt;
}

std::string describe_wrong_format(Bytes head) {
    const std::string_view text = as_text(head.first(std::min<std::size_t>(head.size(), 256)));
    if (head.empty()) return "the file is empty";
    if (starts_with(head, "PK\x03\x04"))
        return "looks like a PyTorch zip archive (.ckpt, .pt) or another zip file; convert it to safetensors";
    if (head.size() >= 2 && head[0] == std::byte{0x80} && std::to_integer<int>(head[1]) <= 5)
        return "looks like a PyTorch pickle (.ckpt, .pt); convert it to safetensors";
    if (starts_with(head, "version https://git-lfs"))
        return "looks like a git-lfs pointer, not the file itself; fetch it with 'git lfs pull'";
    if (starts_with(head, "GGUF")) return "looks like a GGUF file";
    if (starts_with(head, "\x89PNG") || starts_with(head, "\xff\xd8\xff")) return "looks like an image";
    if (starts_with(head, "\x1f\x8b")) return "looks like a gzip archive";
    const std::size_t at = text.find_first_not_of(" \t\r\n");
    const std::string_view body = at == std::string_view::npos ? std::string_view() : text.substr(at);
    if (starts_with_ignoring_case(body, "<!doctype") || starts_with_ignoring_case(body, "<html") ||
        starts_with_ignoring_case(body, "<?xml"))
        return "looks like text (HTML or XML): an incomplete download or an error page of a web site?";
    if (is_plain_text(text)) return "looks like text: an incomplete download or an error message?";
    return {};
}

std::string printable_name(std::string_view name) {
    constexpr std::size_t longest = 160;
    std::string out(name.substr(0, longest));
    // Never cut inside a UTF-8 sequence: drop the continuation bytes and the lead byte of a cut one.
    if (name.size() > longest && (static_cast<unsigned char>(name[longest]) & 0xc0) == 0x80) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80)
            out.pop_back();
        if (!out.empty()) out.pop_back();
    }
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return name.size() > longest ? out + "..." : out;
}

std::string shape_text(std::span<const std::int64_t> shape) {
    std::string out = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        out += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return out + "]";
}

Result<std::unique_ptr<SafetensorsFile>> SafetensorsFile::open(const std::filesystem::path& path) {
    SF_TRY(MappedFile mapping, MappedFile::open(path));
    SF_TRY(auto file, parse(mapping.bytes(), path.string()));
    file->mapping_.emplace(std::move(mapping)); // moving a mapping keeps its address, so the views stay valid
    return file;
}

Result<std::unique_ptr<SafetensorsFile>> SafetensorsFile::parse(Bytes bytes, std::string origin) {
    SF_TRY(const std::uint64_t length, header_length(bytes, origin));
    SF_TRY(ParsedHeader header, parse_safetensors_header(as_text(bytes.subspan(8, length)), origin));
    const std::uint64_t header_end = 8 + length;
    SF_CHECK(check_fits(header.entries, header_end, bytes.size(), origin));
    SF_CHECK(check_overlaps(header.entries, origin));
    std::unique_ptr<SafetensorsFile> file(new SafetensorsFile);
    file->bytes_ = bytes;
    file->origin_ = std::move(origin);
    file->metadata_ = std::move(header.metadata);
    const Bytes data = bytes.subspan(header_end);
    for (HeaderEntry& entry : header.entries)
        file->tensors_.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape),
                                  data.subspan(entry.begin, entry.end - entry.begin)});
    std::sort(file->tensors_.begin(), file->tensors_.end(),
              [](const TensorView& a, const TensorView& b) { return a.name < b.name; });
    return file;
}

const TensorView* SafetensorsFile::find(std::string_view name) const {
    const auto it = std::lower_bound(tensors_.begin(), tensors_.end(), name,
                                     [](const TensorView& t, std::string_view n) { return t.name < n; });
    return it != tensors_.end() && it->name == name ? &*it : nullptr;
}

std::vector<std::string> SafetensorsFile::names() const {
    std::vector<std::string> out;
    out.reserve(tensors_.size());
    for (const TensorView& tensor : tensors_)
        out.push_back(tensor.name);
    return out;
}

} // namespace sfumato
