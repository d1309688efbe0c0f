// The Vulkan executor as the rest of the program sees it: devices to choose from, options, one factory function.
#pragma once

#include "base/error.h"
#include "tensor/executor.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// What the validation layer said. Thread-safe; outlives the executor so that complaints at teardown are seen too.
class ValidationLog {
public:
    void add(std::string_view message);
    std::size_t count() const;
    std::vector<std::string> messages() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> messages_;
};

struct GpuOptions {
    /// Position in list_devices() or a part of the device's name, any case. Empty: the first usable device.
    std::string selector;
    /// Loads the Khronos validation layer with synchronization validation (also: environment SFUMATO_VALIDATION=1).
    bool validation = false;
    /// Receives validation messages; may be empty (they are logged as errors either way).
    std::shared_ptr<ValidationLog> validation_log;
    /// Measures each step with timestamps; runs are slower because steps no longer overlap.
    bool profiling = false;
    /// Where compiled pipelines are kept between runs. Empty: user_cache_dir()/pipelines.
    std::filesystem::path pipeline_cache_dir;
    bool keep_pipelines = true;
    /// Bytes of each of the two staging buffers through which weights reach a discrete device.
    std::uint64_t staging_bytes = 16ull << 20;
    /// Cancel is asked about this often (estimated from the steps' cost, at least one step).
    double chunk_milliseconds = 50;

    /// Choices of kernels, asked before the built-in tables. Null: those that an earlier tuning kept in tuning_dir.
    std::shared_ptr<const Tuning> tuning;
    /// Empty: user_cache_dir()/tuning.
    std::filesystem::path tuning_dir;

    // For tests of failure paths.
    std::optional<DeviceClass> pretend_class;    ///< choose kernels and memory as for a device of this class
    bool force_staging = false;                  ///< stage weights even where device memory is mapped
    std::uint32_t lose_device_after_submits = 0; ///< n > 0: every submit after the n-th says that the device is lost
                                                 ///< (also: environment SFUMATO_TEST_LOSE_DEVICE_AFTER=n)
    std::uint32_t fail_allocation = 0;           ///< n > 0: the n-th device allocation fails
                                                 ///< (also: environment SFUMATO_TEST_FAIL_ALLOCATION=n)
};

/// One device that the Vulkan loader offers.
struct DeviceInfo {
    std::uint32_t index = 0; ///< position in list_devices()
    std::string name;
    std::string driver;      ///< name and version
    std::string api_version; ///< "1.3.230"
    DeviceClass device_class = DeviceClass::other;
    std::uint64_t memory_bytes = 0; ///< of the largest device-local heap
    bool usable = false;
    std::string unusable_because; ///< names what is missing
};

/// All Vulkan devices: discrete, then integrated, virtual, CPU, others; in the loader's order within a class.
/// Error: device, with advice, when there is no Vulkan loader or no device at all.
Result<std::vector<DeviceInfo>> list_devices();

/// Index into `devices` for a selector (see GpuOptions::selector). Error: device, listing what is there.
Result<std::size_t> choose_device(std::span<const DeviceInfo> devices, std::string_view selector);

/// Errors: device (no loader, no device, no such device, a required feature or the validation layer is missing),
/// out_of_memory. After a run or load gave device_lost the executor refuses further work with that code: destroy it
/// and make a new one.
Result<std::unique_ptr<Executor>> make_vulkan_executor(const GpuOptions& options = {});

} // namespace sfumato
