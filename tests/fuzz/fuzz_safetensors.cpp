// Any bytes as a safetensors file: an error or tensors that can be read to their last byte.
#include "weights/detect.h"
#include "weights/rename.h"
#include "weights/safetensors.h"

#include <cstdint>
#include <memory>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sfumato;
    auto file = SafetensorsFile::parse({reinterpret_cast<const std::byte*>(data), size}, "fuzz");
    if (!file) return 0;
    std::shared_ptr<const SafetensorsFile> opened = std::move(*file);
    unsigned sum = 0;
    for (const TensorView& tensor : opened->tensors()) {
        if (tensor.data.size() != static_cast<std::uint64_t>(tensor.elements()) * dtype_size(tensor.dtype))
            __builtin_trap();
        for (const std::byte b : tensor.data)
            sum += std::to_integer<unsigned>(b);
        if (opened->find(tensor.name) != &tensor) __builtin_trap();
    }
    // What comes next in the program: key maps and detection over hostile names and shapes.
    (void)detect_family(opened->names());
    if (const auto unet = canonical_view(opened, Component::unet)) (void)detect_unet(**unet, {});
    if (const auto vae = canonical_view(opened, Component::vae)) (void)detect_vae(**vae, {});
    if (const auto text = canonical_view(opened, Component::text)) (void)detect_text(**text, {});
    return sum == 0xffffffffu ? 1 : 0;
}
