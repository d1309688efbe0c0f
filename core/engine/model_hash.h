// The SHA-256 of a model's files, reckoned beside the first generation: it takes seconds for large files.
#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "weights/model_files.h"

#include <future>
#include <string>

namespace sfumato {

class ModelHash {
public:
    /// Begins at once on a thread of its own.
    explicit ModelHash(const ModelFiles& files);
    ModelHash(const ModelHash&) = delete;
    ModelHash& operator=(const ModelHash&) = delete;
    /// Cancels what is not finished, and waits for the thread.
    ~ModelHash();

    /// Waits for the hash, see model_sha256(). Error cancelled when `cancel` is set meanwhile.
    Result<std::string> wait(const CancelToken& cancel) const;
    /// The hash if it is there already, else empty.
    std::string known() const;

private:
    CancelToken stop_;
    std::shared_future<Result<std::string>> hash_;
};

} // namespace sfumato
