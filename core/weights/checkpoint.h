// Several weight files as one name space, and views of a name space under other names.
#pragma once

#include "base/error.h"
#include "weights/safetensors.h"
#include "weights/tensor_source.h"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Tensor name -> shard name of a *.safetensors.index.json. Shards are plain file names, so that no index leads to
/// files of other folders. `origin` is for messages. Error: bad_input.
Result<std::map<std::string, std::string>> parse_weight_map(std::string_view json, const std::string& origin);

/// One safetensors file, or the shards that a *.safetensors.index.json lists.
class Checkpoint : public TensorSource {
public:
    /// `path` is a .safetensors file or an index (*.json). Errors: those of SafetensorsFile::open; bad_input when the
    /// index is malformed, names a file outside its folder or a tensor that its shard does not have; not_found naming
    /// the shards that are missing.
    static Result<std::unique_ptr<Checkpoint>> open(const std::filesystem::path& path);
    const TensorView* find(std::string_view name) const override;
    std::vector<std::string> names() const override;
    std::string origin() const override { return origin_; }
    void drop_pages() const override {
        for (const auto& file : files_)
            file->drop_pages();
    }
    /// The opened files, in the order of their names.
    std::span<const std::unique_ptr<SafetensorsFile>> files() const { return files_; }

private:
    struct Entry {
        std::string name;
        const TensorView* tensor = nullptr;
    };
    Checkpoint() = default;
    static Result<std::unique_ptr<Checkpoint>> open_index(const std::filesystem::path& path);
    std::string origin_;
    std::vector<std::unique_ptr<SafetensorsFile>> files_;
    std::vector<Entry> entries_; ///< sorted by name
};

/// A tensor of another source under a new name.
struct RenamedTensor {
    const TensorView* tensor = nullptr;
    std::string name;
    std::vector<std::int64_t> shape; ///< same number of elements as the tensor's
};

/// Chosen tensors of a source under other names. Keeps the source alive.
class RenamedSource : public TensorSource {
public:
    /// Error bad_input when two tensors get the same name.
    static Result<std::unique_ptr<RenamedSource>> make(std::shared_ptr<const TensorSource> base,
                                                       std::vector<RenamedTensor> tensors);
    const TensorView* find(std::string_view name) const override;
    std::vector<std::string> names() const override;
    std::string origin() const override { return base_->origin(); }
    void drop_pages() const override { base_->drop_pages(); }

private:
    RenamedSource() = default;
    std::shared_ptr<const TensorSource> base_;
    std::vector<TensorView> tensors_; ///< sorted by name
};

/// The tensors whose names begin with `prefix`, without it.
std::unique_ptr<TensorSource> prefix_view(std::shared_ptr<const TensorSource> base, std::string_view prefix);

} // namespace sfumato
