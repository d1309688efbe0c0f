// Rates of the cost model for a device that nobody has measured with `bench`.
#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "tensor/estimate.h"
#include "tensor/executor.h"

namespace sfumato {

/// What is known of the device: a complete bench's rates, else those of an earlier brief measurement, else a guess.
DeviceRates known_rates(const Features& features);

/// Times one small program of each kind of op, in about half a second on a processor of two cores, and fits the rates.
/// The executor's profiling is off afterwards. Errors: those of the executor, cancelled.
Result<DeviceRates> measure_brief_rates(Executor& executor, const CancelToken& cancel);

/// known_rates(); a device of native code of which nothing is known is measured briefly, which later starts remember.
/// What goes wrong there is logged, and leaves the guess. Drivers would compile kernels for it: theirs stays a guess.
DeviceRates rates_of(Executor& executor, bool native_code, const CancelToken& cancel);

} // namespace sfumato
