#include "gpu/pipeline_cache.h"

#include "base/hash.h"

#include <cstring>

namespace sfumato::gpu {
namespace {

// File: magic, 64 hex digits of the data's SHA-256, length of the data as 8 bytes little-endian, data.
constexpr std::string_view magic = "sfumato pipelines 1\n";
constexpr std::size_t hash_digits = 64;

} // namespace

std::string pipeline_cache_name(const VkPhysicalDeviceProperties& p, std::string_view driver) {
    std::string uuid;
    for (const std::uint8_t byte : p.pipelineCacheUUID)
        uuid += fmt::format("{:02x}", byte);
    return fmt::format("{:04x}-{:04x}-{:08x}-{}-{}.bin", p.vendorID, p.deviceID, p.driverVersion, uuid,
                       sha256_hex(as_bytes(driver)).substr(0, 8));
}

Result<Bytes> check_pipeline_cache(Bytes file, const VkPhysicalDeviceProperties& properties) {
    ByteReader reader(file);
    const auto found_magic = reader.take(magic.size());
    if (!found_magic || as_text(*found_magic) != magic)
        return fail(ErrorCode::bad_input, "not a pipeline cache of this version");
    const auto hash = reader.take(hash_digits);
    const auto length = reader.little<std::uint64_t>();
    if (!hash || !length) return fail(ErrorCode::bad_input, "header is cut off after {} bytes", file.size());
    if (*length != reader.remaining())
        return fail(ErrorCode::bad_input, "holds {} bytes of data, expected {}", reader.remaining(), *length);
    const Bytes data = *reader.take(*length);
    if (sha256_hex(data) != as_text(*hash))
        return fail(ErrorCode::bad_input, "the data's hash differs from the header's");

    ByteReader header(data); // VkPipelineCacheHeaderVersionOne
    const auto header_size = header.little<std::uint32_t>();
    const auto version = header.little<std::uint32_t>();
    const auto vendor = header.little<std::uint32_t>();
    const auto device = header.little<std::uint32_t>();
    const auto uuid = header.take(VK_UUID_SIZE);
    if (!header_size || !version || !vendor || !device || !uuid || *header_size < 16 + VK_UUID_SIZE ||
        *header_size > data.size())
        return fail(ErrorCode::bad_input, "the driver's header is cut off");
    if (*version != VK_PIPELINE_CACHE_HEADER_VERSION_ONE)
        return fail(ErrorCode::bad_input, "the driver's header has version {}, expected 1", *version);
    if (*vendor != properties.vendorID || *device != properties.deviceID ||
        std::memcmp(uuid->data(), properties.pipelineCacheUUID, VK_UUID_SIZE) != 0)
        return fail(ErrorCode::bad_input, "was made by another device or driver");
    return data;
}

std::vector<std::byte> wrap_pipeline_cache(Bytes data) {
    std::vector<std::byte> out;
    const auto append = [&](Bytes part) { out.insert(out.end(), part.begin(), part.end()); };
    append(as_bytes(magic));
    append(as_bytes(sha256_hex(data)));
    for (int i = 0; i < 8; ++i)
        out.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(data.size()) >> (8 * i)));
    append(data);
    return out;
}

} // namespace sfumato::gpu
