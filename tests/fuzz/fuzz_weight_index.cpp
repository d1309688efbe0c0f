// Any bytes as the index of a sharded checkpoint: an error, or names of files in its own folder.
#include "weights/checkpoint.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto shards = sfumato::parse_weight_map({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!shards) return 0;
    for (const auto& [tensor, shard] : *shards)
        if (shard.empty() || shard == ".." || shard.find_first_of(std::string_view("/\\\0", 3)) != shard.npos)
            std::abort();
    return 0;
}
