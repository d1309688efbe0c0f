// Which kernels are quickest on a device: measured once, kept in a small file per device and driver.
#pragma once

#include "gpu/device.h"
#include "tensor/executor.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace sfumato {

/// Times every applicable kernel of the tables for the problems of `programs` on the device that `options` select and
/// returns the quickest of each. Runs each program a few times for each row of the tables, with zeros as inputs.
/// `progress` (may be empty) gets the fraction done. A kernel that fails to load or run is passed over with a line in
/// the log. Results of later runs may differ in their last bits from those before a tuning, since sums are ordered as
/// the chosen kernels order them. Errors: device, unsupported (no timestamps, or not a GPU: nothing to choose from),
/// cancelled.
Result<Tuning> tune_kernels(const GpuOptions& options, std::span<const std::shared_ptr<const Program>> programs,
                            const CancelToken& cancel, const std::function<void(double)>& progress);

/// Writes a tuning where make_vulkan_executor() looks for it (GpuOptions::tuning_dir). Entries of an earlier file for
/// the same device, driver and kernels stay unless measured anew. Errors: as write_file_atomically().
Result<std::filesystem::path> keep_tuning(const GpuOptions& options, const DeviceInfo& device, const Tuning& tuning);

} // namespace sfumato

namespace sfumato::gpu {

/// What a tuning file must have been measured with: device, driver, kernels of this program.
std::string tuning_subject(const DeviceInfo& device);
/// File for that subject in a folder.
std::filesystem::path tuning_file(const std::filesystem::path& dir, const DeviceInfo& device);

/// The tuning kept for a device; null when there is none. A broken, foreign or older file is ignored with a line in the
/// log.
std::shared_ptr<const Tuning> load_tuning(const std::filesystem::path& dir, const DeviceInfo& device);

} // namespace sfumato::gpu
