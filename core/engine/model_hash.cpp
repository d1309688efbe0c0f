#include "engine/model_hash.h"

#include "base/file.h"
#include "engine/hash_memory.h"

#include <chrono>

namespace sfumato {

namespace {

/// A file that changes while it is read gets no entry: its stamps are taken before and after.
Result<std::string> recalled_or_reckoned(const ModelFiles& files, const CancelToken& stop) {
    const std::filesystem::path memory = user_cache_dir() / "model-hashes.json";
    const std::string stamps = file_stamps(files.weight_files);
    if (const auto known = recall_hash(memory, stamps)) return *known;
    SF_TRY(std::string hash, model_sha256(files, stop));
    if (file_stamps(files.weight_files) == stamps) remember_hash(memory, stamps, hash);
    return hash;
}

} // namespace

ModelHash::ModelHash(const ModelFiles& files)
    : hash_(
          std::async(std::launch::async, [files, stop = stop_] { return recalled_or_reckoned(files, stop); }).share()) {
}

ModelHash::~ModelHash() {
    stop_.cancel();
    hash_.wait();
}

std::string ModelHash::known() const {
    if (hash_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return {};
    return hash_.get().value_or(std::string());
}

Result<std::string> ModelHash::wait(const CancelToken& cancel) const {
    while (hash_.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready)
        SF_CHECK(cancel.check());
    return hash_.get();
}

} // namespace sfumato
