// Linked into tests that use the validation layer: Debian 12's layer (1.3.239) leaks its own book-keeping, which the
// leak checker of the address sanitizer would report as ours. The checker recognises a library only while it is loaded,
// so the layer is pinned in memory.
#if defined(__SANITIZE_ADDRESS__)
#include <dlfcn.h>

extern "C" const char* __lsan_default_suppressions() {
    return "leak:libVkLayer_khronos_validation\n";
}

namespace {
[[maybe_unused]] void* const pinned_layer =
    dlopen("libVkLayer_khronos_validation.so", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
} // namespace
#endif
