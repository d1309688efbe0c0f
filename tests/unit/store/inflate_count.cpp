// zlib's inflate() with a counter: a program's own definition goes before that of a shared library.
#include "unit/store/inflate_count.h"

#include <atomic>

#include <dlfcn.h>
#include <zlib.h>

namespace {
std::atomic<std::uint64_t> counted = 0;
}

extern "C" int inflate(z_streamp stream, int flush) {
    static const auto real = reinterpret_cast<int (*)(z_streamp, int)>(::dlsym(RTLD_NEXT, "inflate"));
    const uLong before = stream->total_out;
    const int state = real(stream, flush);
    counted += stream->total_out - before;
    return state;
}

std::uint64_t sfumato::test::inflated_bytes() {
    return counted;
}
