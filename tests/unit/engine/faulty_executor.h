// The reference executor with a fault built in.
#pragma once

#include "tensor/executor.h"

#include <memory>
#include <stdexcept>

namespace sfumato::test {

enum class Fault { none, device_lost, device_lost_later, out_of_memory, exception };

class FaultyProgram : public LoadedProgram {
public:
    FaultyProgram(std::unique_ptr<LoadedProgram> inner, Fault fault) : inner_(std::move(inner)), fault_(fault) {}
    const Program& program() const override { return inner_->program(); }
    ProgramStats stats() const override { return inner_->stats(); }
    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override {
        switch (fault_) {
        case Fault::none: break;
        case Fault::device_lost: return fail(ErrorCode::device_lost, "the device is gone");
        case Fault::device_lost_later: // at the third run
            if (++runs_ == 3) return fail(ErrorCode::device_lost, "the device is gone");
            break;
        case Fault::out_of_memory: return fail(ErrorCode::out_of_memory, "no memory");
        case Fault::exception: throw std::runtime_error("a library threw");
        }
        return inner_->run(inputs, outputs, cancel);
    }

private:
    std::unique_ptr<LoadedProgram> inner_;
    Fault fault_;
    int runs_ = 0;
};

/// Its U-Net fails with `fault`; the text encoder runs.
class FaultyExecutor : public Executor {
public:
    explicit FaultyExecutor(Fault fault) : inner_(make_reference_executor()), fault_(fault) {}
    const Features& features() const override { return inner_->features(); }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        const bool unet = program->name() == "unet";
        SF_TRY(auto loaded, inner_->load(std::move(program), cancel, progress));
        return std::make_unique<FaultyProgram>(std::move(loaded), unet ? fault_ : Fault::none);
    }

private:
    std::unique_ptr<Executor> inner_;
    Fault fault_;
};

} // namespace sfumato::test
