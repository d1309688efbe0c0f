// Any bytes as each of the configs of a model: an error, or hints with sane numbers.
#include "weights/config_hints.h"

#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sfumato;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto unet = read_diffusers_unet(text, "fuzz");
    if (unet)
        for (const int heads : unet->num_heads)
            if (heads <= 0) __builtin_trap();
    (void)read_diffusers_vae(text, "fuzz");
    (void)read_clip_text(text, "fuzz");
    (void)read_diffusers_scheduler(text, "fuzz");
    (void)read_model_index(text, "fuzz");
    const auto sidecar = read_sidecar(text, "fuzz");
    if (sidecar && *sidecar)
        for (const int channels : (*sidecar)->unet.level_channels)
            if (channels <= 0) __builtin_trap();
    return 0;
}
