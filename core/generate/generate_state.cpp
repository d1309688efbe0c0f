#include "generate/generate_state.h"

#include "base/hash.h"
#include "recipe/json.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sfumato {
namespace {

constexpr std::string_view magic = "SFUMSTAT";
constexpr std::uint32_t version = 1;
constexpr std::size_t hash_digits = 64;
constexpr std::size_t header_bytes = 8 + 4 + 8; // magic, version, length of the fields
constexpr std::size_t max_text = 4096;
constexpr std::uint32_t max_latents = 64, max_numbers = 256;

class Writer {
public:
    template <std::unsigned_integral T> void number(T value) {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            out.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
    void integer(int value) { number(static_cast<std::uint32_t>(value)); }
    void text(std::string_view value) {
        number(static_cast<std::uint32_t>(value.size()));
        raw(as_bytes(value));
    }
    void raw(Bytes bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
    void floats(std::span<const float> values) {
        number(static_cast<std::uint64_t>(values.size()));
        for (const float value : values)
            number(std::bit_cast<std::uint32_t>(value));
    }
    std::vector<std::byte> out;
};

/// Reads fields; after the first failure everything is empty and ok() is false.
class Reader {
public:
    explicit Reader(Bytes bytes) : reader_(bytes) {}
    template <std::unsigned_integral T> T number() {
        const auto value = reader_.little<T>();
        ok_ = ok_ && value.has_value();
        return value.value_or(T{});
    }
    int integer() {
        const auto value = number<std::uint32_t>();
        ok_ = ok_ && value <= 1u << 30;
        return ok_ ? static_cast<int>(value) : 0;
    }
    std::string text() {
        const auto length = number<std::uint32_t>();
        const auto bytes = reader_.take(length <= max_text ? length : ~0ull);
        ok_ = ok_ && bytes.has_value();
        return ok_ ? std::string(as_text(*bytes)) : std::string();
    }
    std::vector<float> floats() {
        const auto count = number<std::uint64_t>();
        ok_ = ok_ && count <= reader_.remaining() / sizeof(float); // before any memory is taken for them
        std::vector<float> out(ok_ ? static_cast<std::size_t>(count) : 0);
        for (float& value : out)
            value = std::bit_cast<float>(number<std::uint32_t>());
        return out;
    }
    /// A count of at most `most`.
    std::uint32_t count(std::uint32_t most) {
        const auto value = number<std::uint32_t>();
        ok_ = ok_ && value <= most;
        return ok_ ? value : 0;
    }
    bool ok() const { return ok_; }
    bool at_end() const { return reader_.remaining() == 0; }

private:
    ByteReader reader_;
    bool ok_ = true;
};

tl::unexpected<Error> damaged(std::string_view what) {
    return fail(ErrorCode::bad_input, "kept state of a picture: {}", what);
}

bool finite(std::span<const float> values) {
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

Result<> check_consistent(const GenerateState& s) {
    const auto size = static_cast<std::uint64_t>(s.channels) * static_cast<std::uint64_t>(s.height) *
                      static_cast<std::uint64_t>(s.width); // each below 2^30 is checked by the reader
    if (s.channels < 1 || s.channels > 1024 || s.height < 1 || s.height > (1 << 20) || s.width < 1 ||
        s.width > (1 << 20) || size != s.sampling.x.size())
        return fail(ErrorCode::bad_input, "kept state of a picture: {} values for latents of {}x{}x{}",
                    s.sampling.x.size(), s.channels, s.height, s.width);
    for (const std::vector<float>& latent : s.sampling.latents)
        if (latent.size() != s.sampling.x.size()) return damaged("its latents are not of one size");
    if (!finite(s.sampling.x) || !finite(s.sigmas)) return damaged("it holds values that are not finite");
    return {};
}

void write_sampling(Writer& out, const SamplerState& s) {
    out.number(s.step);
    out.number(s.draws);
    out.number(static_cast<std::uint32_t>(s.finished ? 1 : 0));
    out.floats(s.x);
    out.number(static_cast<std::uint32_t>(s.latents.size()));
    for (const std::vector<float>& latent : s.latents)
        out.floats(latent);
    out.number(static_cast<std::uint32_t>(s.numbers.size()));
    for (const double number : s.numbers)
        out.number(std::bit_cast<std::uint64_t>(number));
}

void read_sampling(Reader& in, SamplerState& s) {
    s.step = in.number<std::uint64_t>();
    s.draws = in.number<std::uint64_t>();
    s.finished = in.count(1) == 1;
    s.x = in.floats();
    s.latents.resize(in.count(max_latents));
    for (std::vector<float>& latent : s.latents)
        latent = in.floats();
    s.numbers.resize(in.count(max_numbers));
    for (double& number : s.numbers)
        number = std::bit_cast<double>(in.number<std::uint64_t>());
}

Result<GenerateState> read_fields(Bytes bytes) {
    Reader in(bytes);
    GenerateState s;
    s.recipe_identity = in.text();
    s.model_sha256 = in.text();
    s.device = in.text();
    s.sampler = in.text();
    s.pass = in.integer();
    s.channels = in.integer();
    s.height = in.integer();
    s.width = in.integer();
    s.calls = in.integer();
    s.sigmas = in.floats();
    read_sampling(in, s.sampling);
    if (!in.ok() || !in.at_end()) return damaged("its fields do not add up to its length");
    SF_CHECK(check_consistent(s));
    return s;
}

} // namespace

std::string recipe_identity(const Recipe& recipe) {
    Recipe picture = recipe;
    picture.model.clear();
    picture.model_hash.clear();
    picture.prompt_template.clear(); // of which the prompt was made that counts
    picture.negative_template.clear();
    if (picture.init) picture.init->path.clear();
    if (picture.inpaint) picture.inpaint->path.clear();
    return sha256_hex(as_bytes(recipe_to_json(picture)));
}

std::vector<std::byte> encode_state(const GenerateState& state) {
    Writer fields;
    fields.out.reserve((state.sampling.latents.size() + 1) * state.sampling.x.size() * sizeof(float) + max_text);
    fields.text(state.recipe_identity);
    fields.text(state.model_sha256);
    fields.text(std::string_view(state.device).substr(0, max_text));
    fields.text(state.sampler);
    fields.integer(state.pass);
    fields.integer(state.channels);
    fields.integer(state.height);
    fields.integer(state.width);
    fields.integer(state.calls);
    fields.floats(state.sigmas);
    write_sampling(fields, state.sampling);

    Writer file;
    file.out.reserve(fields.out.size() + header_bytes + hash_digits);
    file.raw(as_bytes(magic));
    file.number(version);
    file.number(static_cast<std::uint64_t>(fields.out.size()));
    file.raw(fields.out);
    file.raw(as_bytes(sha256_hex(file.out)));
    return std::move(file.out);
}

Result<GenerateState> decode_state(Bytes bytes) {
    ByteReader in(bytes);
    const auto found_magic = in.take(magic.size());
    if (!found_magic || as_text(*found_magic) != magic) return damaged("this is none");
    const auto found_version = in.little<std::uint32_t>();
    if (found_version && *found_version > version)
        return fail(ErrorCode::unsupported, "kept state of a picture: version {}, this program reads up to {}",
                    *found_version, version);
    if (!found_version || *found_version != version) return damaged("it has no version that was ever written");
    const auto length = in.little<std::uint64_t>();
    if (!length || in.remaining() < hash_digits || *length != in.remaining() - hash_digits)
        return fail(ErrorCode::bad_input, "kept state of a picture: {} bytes follow its header, expected {}",
                    in.remaining(), length.value_or(0) + hash_digits);
    const Bytes fields = *in.take(*length);
    if (as_text(*in.take(hash_digits)) != sha256_hex(bytes.first(bytes.size() - hash_digits)))
        return damaged("its checksum is wrong");
    return read_fields(fields);
}

} // namespace sfumato
