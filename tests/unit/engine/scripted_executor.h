// An executor that computes nothing: its outputs follow from a hash of its inputs, and a script says what goes wrong.
#pragma once

#include "base/bytes.h"
#include "faulty_executor.h"
#include "tensor/executor.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sfumato::test {

/// What happens at runs of the U-Net, counted over all executors that share the script.
struct Script {
    std::map<unsigned, Fault> every;     ///< at each run whose number can be divided by this
    std::chrono::microseconds pause{0};  ///< that a run takes
    std::atomic<unsigned> runs = 0;      ///< of the U-Net
    std::atomic<unsigned> faults = 0;    ///< that happened
    std::atomic<bool> goes_wrong = true; ///< false: from now on nothing does

    Fault next() {
        const unsigned run = ++runs;
        if (!goes_wrong) return Fault::none;
        for (const auto& [number, fault] : every)
            if (run % number == 0) {
                ++faults;
                return fault;
            }
        return Fault::none;
    }
};

class ScriptedProgram : public LoadedProgram {
public:
    ScriptedProgram(std::shared_ptr<const Program> program, std::shared_ptr<Script> script)
        : program_(std::move(program)), script_(std::move(script)), held_(program_->tensors().size(), false) {}
    const Program& program() const override { return *program_; }
    ProgramStats stats() const override { return {}; }
    Result<> run(std::span<const InputData> inputs, std::span<const OutputData> outputs,
                 const CancelToken& cancel) override {
        SF_CHECK(check_run_arguments(*program_, inputs, outputs, held_));
        if (program_->name() == "unet") SF_CHECK(follow_script());
        SF_CHECK(cancel.check());
        for (const InputData& input : inputs) {
            hashes_[std::string(input.name)] = hash_of(input.bytes);
            held_[*program_->find_input(input.name)] = program_->tensors()[*program_->find_input(input.name)].is_kept;
        }
        std::uint64_t seed = 0;
        for (const auto& [name, hash] : hashes_)
            seed = seed * 31 + hash;
        for (const OutputData& output : outputs)
            for (float& value : output.values) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                value = static_cast<float>(seed >> 40) / 8388608.0f - 1.0f; // -1 to 1
            }
        return {};
    }

private:
    Result<> follow_script() {
        std::this_thread::sleep_for(script_->pause);
        switch (script_->next()) {
        case Fault::device_lost:
        case Fault::device_lost_later: return fail(ErrorCode::device_lost, "the device is gone");
        case Fault::out_of_memory: return fail(ErrorCode::out_of_memory, "no memory");
        case Fault::exception: throw std::runtime_error("a library threw");
        case Fault::none: break;
        }
        return {};
    }
    static std::uint64_t hash_of(Bytes bytes) { // FNV-1a
        std::uint64_t hash = 14695981039346656037u;
        for (const std::byte byte : bytes)
            hash = (hash ^ static_cast<std::uint64_t>(byte)) * 1099511628211u;
        return hash;
    }

    std::shared_ptr<const Program> program_;
    std::shared_ptr<Script> script_;
    std::map<std::string, std::uint64_t> hashes_; ///< of the inputs, kept ones of earlier runs, too
    std::vector<bool> held_;
};

class ScriptedExecutor : public Executor {
public:
    explicit ScriptedExecutor(std::shared_ptr<Script> script)
        : features_(make_reference_executor()->features()), script_(std::move(script)) {}
    const Features& features() const override { return features_; }
    Result<std::unique_ptr<LoadedProgram>> load(std::shared_ptr<const Program> program, const CancelToken& cancel,
                                                const std::function<void(double)>& progress) override {
        SF_CHECK(program->finish());
        SF_CHECK(cancel.check());
        if (progress) progress(1);
        return std::make_unique<ScriptedProgram>(std::move(program), script_);
    }

private:
    Features features_;
    std::shared_ptr<Script> script_;
};

} // namespace sfumato::test
