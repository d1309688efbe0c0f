#include "engine/model_hash.h"

#include "engine/hash_memory.h"

#include <chrono>

namespace sfumato {

ModelHash::ModelHash(const ModelFiles& files)
    : hash_(std::async(std::launch::async, [files, stop = stop_] {
                return recalled_or_reckoned(files.weight_files, [&] { return model_sha256(files, stop); });
            }).share()) {}

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
