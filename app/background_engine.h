// An engine that gives way: the window's thread always gets the processor first.
#pragma once

#include "engine/engine.h"

#include <functional>
#include <memory>

namespace sfumato {

/// An Engine whose thread, and all threads that it and its driver start, run at a lower priority than the caller. With
/// a driver that computes on the processor the window would otherwise wait for its turn among the driver's threads.
std::unique_ptr<Engine> makeBackgroundEngine(const EngineOptions& options, std::function<void(Event)> sink);

} // namespace sfumato
