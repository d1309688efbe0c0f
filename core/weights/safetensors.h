// The safetensors format: an 8-byte little-endian header length, a JSON header, then raw tensor data.
// Published at https://github.com/huggingface/safetensors (Format).
#pragma once

#include "base/error.h"
#include "base/file.h"
#include "weights/tensor_source.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// A safetensors file whose header has been validated in full: every tensor lies inside the data, agrees with its
/// shape and dtype and shares no byte with another one. Gaps between tensors are tolerated.
class SafetensorsFile : public TensorSource {
public:
    /// Maps the file. Errors: not_found, permission, io; bad_input naming file, tensor, field, found, expected;
    /// unsupported for element types that this program does not know.
    static Result<std::unique_ptr<SafetensorsFile>> open(const std::filesystem::path& path);
    /// The same over bytes in memory, which must outlive the result. `origin` stands for the path in messages.
    static Result<std::unique_ptr<SafetensorsFile>> parse(Bytes bytes, std::string origin);

    const TensorView* find(std::string_view name) const override;
    std::vector<std::string> names() const override;
    std::string origin() const override { return origin_; }
    void drop_pages() const override {
        if (mapping_) mapping_->drop_pages();
    }
    /// All tensors, sorted by name.
    std::span<const TensorView> tensors() const { return tensors_; }
    /// The strings of `__metadata__`.
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    /// The whole file, for hashing.
    Bytes file_bytes() const { return bytes_; }

private:
    SafetensorsFile() = default;
    std::optional<MappedFile> mapping_;
    Bytes bytes_;
    std::string origin_;
    std::vector<TensorView> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// Name, dtype and shape of a tensor that is about to be written.
struct TensorSpec {
    std::string name;
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;
};

/// Writes a safetensors file piece by piece, so that nothing of its size is held in memory. The file appears under
/// its name only in finish(); a writer that goes away before leaves nothing behind.
class SafetensorsWriter {
public:
    /// `specs` fix the order in which the data is written afterwards.
    static Result<SafetensorsWriter> create(const std::filesystem::path& path, std::span<const TensorSpec> specs,
                                            const std::map<std::string, std::string>& metadata = {});
    SafetensorsWriter(SafetensorsWriter&& other) noexcept;
    SafetensorsWriter& operator=(SafetensorsWriter&&) = delete;
    ~SafetensorsWriter();
    /// The next bytes of data, in pieces of any size.
    Result<> write(Bytes bytes);
    /// Flushes to disk and moves into place. Error bad_input if not all of the data was written.
    Result<> finish(Overwrite overwrite = Overwrite::replace);

private:
    SafetensorsWriter() = default;
    Result<> write_raw(Bytes bytes);
    std::filesystem::path path_;
    std::string part_;
    int fd_ = -1;
    std::uint64_t expected_ = 0;
    std::uint64_t written_ = 0;
};

/// Writes all tensors, atomically; larger element types come first so that each tensor is aligned.
Result<> write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                           const std::map<std::string, std::string>& metadata = {},
                           Overwrite overwrite = Overwrite::replace);

/// "F16" -> DType::f16; nullopt for names that this program does not know.
std::optional<DType> dtype_from_name(std::string_view name);

/// What a file that is no safetensors file seems to be ("looks like a PyTorch pickle; ..."), or an empty string.
std::string describe_wrong_format(Bytes head);

/// A name from outside, shortened and freed of control characters, fit for a message.
std::string printable_name(std::string_view name);

/// "[2, 3]".
std::string shape_text(std::span<const std::int64_t> shape);

} // namespace sfumato
