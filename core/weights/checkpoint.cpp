#include "weights/checkpoint.h"

#include "base/expect.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace sfumato {
namespace {

using nlohmann::json;
constexpr std::uint64_t max_index_bytes = 64ull << 20;

/// A shard's name as the index gives it: a plain file name, so that no index reads files of other folders.
bool is_plain_file_name(const std::string& name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
           name.find('\\') == std::string::npos && name.find('\0') == std::string::npos;
}

} // namespace

Result<std::map<std::string, std::string>> parse_weight_map(std::string_view text, const std::string& origin) {
    const json index = json::parse(text, nullptr, false);
    if (index.is_discarded() || !index.is_object())
        return fail(ErrorCode::bad_input, "{}: is no valid JSON object, expected an index with weight_map", origin);
    const auto found = index.find("weight_map");
    if (found == index.end() || !found->is_object() || found->empty())
        return fail(ErrorCode::bad_input,
                    "{}: field weight_map is missing or no object, expected tensor names with file names", origin);
    std::map<std::string, std::string> out;
    for (const auto& [tensor, file] : found->items()) {
        if (!file.is_string())
            return fail(ErrorCode::bad_input, "{}: weight_map '{}' is {}, expected a file name", origin,
                        printable_name(tensor), file.type_name());
        const auto& name = file.get_ref<const std::string&>();
        if (!is_plain_file_name(name))
            return fail(ErrorCode::bad_input,
                        "{}: weight_map '{}' names the file '{}', expected a file in the same folder", origin,
                        printable_name(tensor), printable_name(name));
        out.emplace(tensor, name);
    }
    return out;
}

namespace {

Result<> check_shards_exist(const std::filesystem::path& index, const std::set<std::string>& shards) {
    std::string missing;
    std::size_t count = 0;
    for (const std::string& shard : shards) {
        std::error_code error;
        if (std::filesystem::exists(index.parent_path() / shard, error)) continue;
        if (++count <= 8) missing += (missing.empty() ? "" : ", ") + printable_name(shard);
    }
    if (count == 0) return {};
    return fail(ErrorCode::not_found, "{}: {} of {} files that it lists are missing: {}{}", index.string(), count,
                shards.size(), missing, count > 8 ? ", ..." : "");
}

} // namespace

Result<std::unique_ptr<Checkpoint>> Checkpoint::open(const std::filesystem::path& path) {
    if (path.extension() == ".json") return open_index(path);
    SF_TRY(auto file, SafetensorsFile::open(path));
    std::unique_ptr<Checkpoint> out(new Checkpoint);
    out->origin_ = path.string();
    for (const TensorView& tensor : file->tensors())
        out->entries_.push_back({tensor.name, &tensor});
    out->files_.push_back(std::move(file));
    return out;
}

Result<std::unique_ptr<Checkpoint>> Checkpoint::open_index(const std::filesystem::path& path) {
    SF_TRY(const std::string text, read_file(path, max_index_bytes));
    SF_TRY(const auto weight_map, parse_weight_map(text, path.string()));
    std::set<std::string> shards;
    for (const auto& [tensor, shard] : weight_map)
        shards.insert(shard);
    SF_CHECK(check_shards_exist(path, shards));
    std::unique_ptr<Checkpoint> out(new Checkpoint);
    out->origin_ = path.string();
    std::map<std::string, const SafetensorsFile*, std::less<>> opened;
    for (const std::string& shard : shards) {
        SF_TRY(auto file, with_context(SafetensorsFile::open(path.parent_path() / shard),
                                       "while opening the files of {}", path.string()));
        opened.emplace(shard, file.get());
        out->files_.push_back(std::move(file));
    }
    for (const auto& [name, shard] : weight_map) {
        const TensorView* tensor = opened.at(shard)->find(name);
        if (tensor == nullptr)
            return fail(ErrorCode::bad_input, "{}: tensor '{}' should be in {}, which does not have it", path.string(),
                        printable_name(name), shard);
        out->entries_.push_back({name, tensor});
    }
    return out;
}

const TensorView* Checkpoint::find(std::string_view name) const {
    const auto it = std::lower_bound(entries_.begin(), entries_.end(), name,
                                     [](const Entry& e, std::string_view n) { return e.name < n; });
    return it != entries_.end() && it->name == name ? it->tensor : nullptr;
}

std::vector<std::string> Checkpoint::names() const {
    std::vector<std::string> out;
    for (const Entry& entry : entries_)
        out.push_back(entry.name);
    return out;
}

Result<std::unique_ptr<RenamedSource>> RenamedSource::make(std::shared_ptr<const TensorSource> base,
                                                           std::vector<RenamedTensor> tensors) {
    expect(base != nullptr, "a renamed source needs a source");
    std::sort(tensors.begin(), tensors.end(),
              [](const RenamedTensor& a, const RenamedTensor& b) { return a.name < b.name; });
    std::unique_ptr<RenamedSource> out(new RenamedSource);
    out->base_ = std::move(base);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        RenamedTensor& t = tensors[i];
        if (i > 0 && out->tensors_.back().name == t.name)
            return fail(ErrorCode::bad_input, "{}: tensors '{}' and '{}' both stand for '{}', expected one of them",
                        out->base_->origin(), printable_name(tensors[i - 1].tensor->name),
                        printable_name(t.tensor->name), printable_name(t.name));
        TensorView view{std::move(t.name), t.tensor->dtype, std::move(t.shape), t.tensor->data};
        expect(view.elements() == t.tensor->elements(), "renaming keeps the number of elements");
        out->tensors_.push_back(std::move(view));
    }
    return out;
}

const TensorView* RenamedSource::find(std::string_view name) const {
    const auto it = std::lower_bound(tensors_.begin(), tensors_.end(), name,
                                     [](const TensorView& t, std::string_view n) { return t.name < n; });
    return it != tensors_.end() && it->name == name ? &*it : nullptr;
}

std::vector<std::string> RenamedSource::names() const {
    std::vector<std::string> out;
    for (const TensorView& tensor : tensors_)
        out.push_back(tensor.name);
    return out;
}

std::unique_ptr<TensorSource> prefix_view(std::shared_ptr<const TensorSource> base, std::string_view prefix) {
    std::vector<RenamedTensor> chosen;
    for (const std::string& name : base->names()) {
        if (!name.starts_with(prefix) || name.size() == prefix.size()) continue;
        const TensorView* tensor = base->find(name);
        chosen.push_back({tensor, name.substr(prefix.size()), tensor->shape});
    }
    auto view = RenamedSource::make(std::move(base), std::move(chosen));
    expect(view.has_value(), "names of one source stay distinct when a common prefix is taken off");
    return std::move(*view);
}

} // namespace sfumato
