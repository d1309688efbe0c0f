#include "base/part_file.h"
#include "weights/safetensors.h"
#include "weights/safetensors_header.h"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <set>
#include <utility>

namespace sfumato {
namespace {

struct HeaderText {
    std::string json;
    std::uint64_t data_bytes = 0;
};

Result<HeaderText> header_text(const std::string& origin, std::span<const TensorSpec> specs,
                               const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    HeaderText out;
    std::set<std::string_view> names;
    std::string entries; // built by hand: the library's ordered objects search linearly for each new key
    for (const TensorSpec& spec : specs) {
        if (spec.name == "__metadata__" || !names.insert(spec.name).second)
            return fail(ErrorCode::bad_input, "{}: tensor name '{}' is reserved or given twice", origin,
                        printable_name(spec.name));
        const auto bytes = tensor_bytes(spec.dtype, spec.shape);
        if (!bytes || *bytes > (1ull << 62) || out.data_bytes > (1ull << 62))
            return fail(ErrorCode::bad_input, "{}: tensor '{}' has shape {}, which is too large", origin,
                        printable_name(spec.name), shape_text(spec.shape));
        const nlohmann::ordered_json entry = {{"dtype", std::string(dtype_name(spec.dtype))},
                                              {"shape", spec.shape},
                                              {"data_offsets", {out.data_bytes, out.data_bytes + *bytes}}};
        entries += (entries.empty() ? "" : ",") +
                   nlohmann::json(spec.name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + ":" +
                   entry.dump();
        out.data_bytes += *bytes;
    }
    out.json = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    out.json.pop_back();
    if (!metadata.empty() && !entries.empty()) out.json += ",";
    out.json += entries + "}";
    out.json.resize((out.json.size() + 7) / 8 * 8, ' ');
    return out;
}

} // namespace

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& path,
                                                    std::span<const TensorSpec> specs,
                                                    const std::map<std::string, std::string>& metadata) {
    SF_TRY(const HeaderText header, header_text(path.string(), specs, metadata));
    SafetensorsWriter writer;
    writer.path_ = path;
    PartFile part = open_part_file(path);
    if (part.fd < 0) return fail_errno(errno, path, "cannot create a file beside it");
    writer.fd_ = part.fd;
    writer.part_ = std::move(part.name);
    std::array<std::byte, 8> length{};
    for (std::size_t i = 0; i < 8; ++i)
        length[i] = static_cast<std::byte>(header.json.size() >> (8 * i));
    SF_CHECK(writer.write_raw(length));
    SF_CHECK(writer.write_raw(as_bytes(header.json)));
    writer.expected_ = header.data_bytes;
    return writer;
}

SafetensorsWriter::SafetensorsWriter(SafetensorsWriter&& other) noexcept
    : path_(std::move(other.path_)), part_(std::move(other.part_)), fd_(std::exchange(other.fd_, -1)),
      expected_(other.expected_), written_(other.written_) {}

SafetensorsWriter::~SafetensorsWriter() {
    if (fd_ < 0) return;
    ::close(fd_);
    ::unlink(part_.c_str());
}

Result<> SafetensorsWriter::write_raw(Bytes bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail_errno(errno, path_, "cannot write");
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return {};
}

Result<> SafetensorsWriter::write(Bytes bytes) {
    if (bytes.size() > expected_ - written_)
        return fail(ErrorCode::bad_input, "{}: {} bytes of data, expected {}", path_.string(), written_ + bytes.size(),
                    expected_);
    SF_CHECK(write_raw(bytes));
    written_ += bytes.size();
    return {};
}

Result<> SafetensorsWriter::finish(Overwrite overwrite) {
    if (written_ != expected_)
        return fail(ErrorCode::bad_input, "{}: {} bytes of data, expected {}", path_.string(), written_, expected_);
    if (::fsync(fd_) != 0) return fail_errno(errno, path_, "cannot flush to disk");
    if (overwrite == Overwrite::refuse) {
        // link() fails when the target exists, which rename() does not; the destructor removes the other name.
        if (::link(part_.c_str(), path_.c_str()) == 0) return {};
        if (errno == EEXIST || std::filesystem::exists(path_))
            return fail(ErrorCode::already_exists, "{}: exists already", path_.string());
    }
    if (::rename(part_.c_str(), path_.c_str()) != 0) return fail_errno(errno, path_, "cannot move into place");
    ::close(std::exchange(fd_, -1));
    return {};
}

Result<> write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                           const std::map<std::string, std::string>& metadata, Overwrite overwrite) {
    std::vector<const TensorView*> order;
    for (const TensorView& tensor : tensors)
        order.push_back(&tensor);
    std::stable_sort(order.begin(), order.end(), [](const TensorView* a, const TensorView* b) {
        return std::pair(dtype_size(b->dtype), std::string_view(a->name)) <
               std::pair(dtype_size(a->dtype), std::string_view(b->name));
    });
    std::vector<TensorSpec> specs;
    for (const TensorView* tensor : order) {
        if (tensor_bytes(tensor->dtype, tensor->shape) != tensor->data.size())
            return fail(ErrorCode::bad_input, "{}: tensor '{}' has {} bytes of data, expected those of {} {}",
                        path.string(), printable_name(tensor->name), tensor->data.size(), dtype_name(tensor->dtype),
                        shape_text(tensor->shape));
        specs.push_back({tensor->name, tensor->dtype, tensor->shape});
    }
    SF_TRY(SafetensorsWriter writer, SafetensorsWriter::create(path, specs, metadata));
    for (const TensorView* tensor : order)
        SF_CHECK(writer.write(tensor->data));
    return writer.finish(overwrite);
}

} // namespace sfumato
