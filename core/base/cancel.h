// Cooperative cancelling: asked between sampling steps and between command-buffer chunks.
#pragma once

#include "base/error.h"

#include <atomic>
#include <memory>

namespace sfumato {

/// Shared flag; copies refer to the same flag. Setting it is safe from any thread and from a signal handler.
class CancelToken {
public:
    CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
    void cancel() const { flag_->store(true, std::memory_order_relaxed); }
    void reset() const { flag_->store(false, std::memory_order_relaxed); }
    bool cancelled() const { return flag_->load(std::memory_order_relaxed); }
    /// Error `cancelled` when the flag is set.
    Result<> check() const {
        if (cancelled()) return fail(ErrorCode::cancelled, "cancelled");
        return {};
    }

private:
    std::shared_ptr<std::atomic<bool>> flag_;
};

} // namespace sfumato
