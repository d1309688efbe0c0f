#include "engine/bench_cases.h"

#include "tensor/ops.h"
#include "tensor/probes.h"

#include <cstring>

namespace sfumato {

/// How an op is recorded from four sizes.
struct BenchKind {
    std::string (*name)(const std::array<int, 4>& s);
    void (*add_weights)(BenchWeights& w, const std::array<int, 4>& s);
    Shape (*input)(const std::array<int, 4>& s);
    Shape (*keys)(const std::array<int, 4>& s); ///< null: there are none
    Tensor (*record)(const Weights& w, Tensor x, Tensor keys, const std::array<int, 4>& s);
};

namespace {

using Sizes = std::array<int, 4>;

void add_dense(BenchWeights& w, std::vector<std::int64_t> shape) {
    w.add("bias", {shape[0]}, DType::f32);
    w.add("weight", std::move(shape), DType::f16);
}

void add_norm(BenchWeights& w, int channels) {
    w.add("weight", {channels}, DType::f32);
    w.add("bias", {channels}, DType::f32);
}

/// rows, inputs, outputs
constexpr BenchKind linear_kind{[](const Sizes& s) { return fmt::format("linear {} x {}->{}", s[0], s[1], s[2]); },
                                [](BenchWeights& w, const Sizes& s) {
                                    add_dense(w, {s[2], s[1]});
                                },
                                [](const Sizes& s) {
                                    return Shape{1, s[0], s[1]};
                                },
                                nullptr, [](const Weights& w, Tensor x, Tensor, const Sizes&) { return linear(w, x); }};

/// rows, inputs, outputs: values times their gates
constexpr BenchKind gated_kind{
    [](const Sizes& s) { return fmt::format("linear geglu {} x {}->{}", s[0], s[1], s[2]); },
    [](BenchWeights& w, const Sizes& s) {
        add_dense(w, {2 * s[2], s[1]});
    },
    [](const Sizes& s) {
        return Shape{1, s[0], s[1]};
    },
    nullptr,
    [](const Weights& w, Tensor x, Tensor, const Sizes&) { return linear(w, x, {.activation = Activation::geglu}); }};

std::string conv_name(const char* kind, const Sizes& s) {
    return fmt::format("{} {}x{} {}->{}", kind, s[0], s[1], s[2], s[3]);
}
void conv_weights(BenchWeights& w, const Sizes& s) {
    add_dense(w, {s[3], s[2], 3, 3});
}
Shape image(const Sizes& s) {
    return {1, s[0], s[1], s[2]};
}

/// height, width, inputs, outputs
constexpr BenchKind conv_kind{[](const Sizes& s) { return conv_name("conv3x3", s); }, conv_weights, image, nullptr,
                              [](const Weights& w, Tensor x, Tensor, const Sizes&) { return conv2d(w, x); }};
constexpr BenchKind conv_down_kind{
    [](const Sizes& s) { return conv_name("conv3x3/2", s); }, conv_weights, image, nullptr,
    [](const Weights& w, Tensor x, Tensor, const Sizes&) { return conv2d(w, x, {.stride = 2}); }};
constexpr BenchKind conv_up_kind{
    [](const Sizes& s) { return conv_name("conv3x3 up", s); }, conv_weights, image, nullptr,
    [](const Weights& w, Tensor x, Tensor, const Sizes&) { return conv2d(w, x, {.upsample = true}); }};

/// queries, keys, heads, channels per head
constexpr BenchKind attention_kind{
    [](const Sizes& s) { return fmt::format("attention {} x {}, {} heads of {}", s[0], s[1], s[2], s[3]); },
    [](BenchWeights&, const Sizes&) {},
    [](const Sizes& s) {
        return Shape{1, s[0], s[2] * s[3]};
    },
    [](const Sizes& s) {
        return Shape{1, s[1], s[2] * s[3]};
    },
    [](const Weights&, Tensor x, Tensor keys, const Sizes& s) { return attention(x, keys, keys, s[2]); }};

/// height, width, channels
constexpr BenchKind group_norm_kind{
    [](const Sizes& s) { return fmt::format("group_norm {}x{}x{}", s[0], s[1], s[2]); },
    [](BenchWeights& w, const Sizes& s) { add_norm(w, s[2]); }, image, nullptr,
    [](const Weights& w, Tensor x, Tensor, const Sizes&) { return group_norm(w, x, 32, 1e-5f, Activation::silu); }};

/// rows, width
constexpr BenchKind layer_norm_kind{
    [](const Sizes& s) { return fmt::format("layer_norm {} x {}", s[0], s[1]); },
    [](BenchWeights& w, const Sizes& s) { add_norm(w, s[1]); },
    [](const Sizes& s) {
        return Shape{1, s[0], s[1]};
    },
    nullptr, [](const Weights& w, Tensor x, Tensor, const Sizes&) { return layer_norm(w, x, 1e-5f); }};

/// rows, width of the result
constexpr BenchKind geglu_kind{[](const Sizes& s) { return fmt::format("geglu {} x {}", s[0], s[1]); },
                               [](BenchWeights&, const Sizes&) {},
                               [](const Sizes& s) {
                                   return Shape{1, s[0], 2 * s[1]};
                               },
                               nullptr, [](const Weights&, Tensor x, Tensor, const Sizes&) { return geglu(x); }};

constexpr BenchCase cases[] = {
    {"small", &linear_kind, {256, 64, 64}},
    {"small", &linear_kind, {64, 128, 512}},
    {"small", &conv_kind, {16, 16, 64, 64}},
    {"small", &conv_kind, {8, 8, 128, 128}},
    {"small", &attention_kind, {256, 256, 4, 16}},
    {"small", &attention_kind, {64, 77, 4, 32}},
    {"small", &group_norm_kind, {16, 16, 64}},
    {"small", &layer_norm_kind, {256, 64}},
    {"small", &geglu_kind, {256, 256}},

    {"sd15", &linear_kind, {4096, 320, 320}},
    {"sd15", &gated_kind, {4096, 320, 1280}},
    {"sd15", &linear_kind, {4096, 1280, 320}},
    {"sd15", &linear_kind, {1024, 640, 640}},
    {"sd15", &linear_kind, {1024, 1280, 1280}},
    {"sd15", &linear_kind, {256, 1280, 10240}},
    {"sd15", &conv_kind, {64, 64, 320, 320}},
    {"sd15", &conv_kind, {32, 32, 640, 640}},
    {"sd15", &conv_kind, {16, 16, 1280, 1280}},
    {"sd15", &conv_kind, {8, 8, 1280, 1280}},
    {"sd15", &conv_down_kind, {64, 64, 320, 320}},
    {"sd15", &conv_up_kind, {32, 32, 640, 640}},
    {"sd15", &conv_kind, {512, 512, 128, 128}},
    {"sd15", &attention_kind, {4096, 4096, 8, 40}},
    {"sd15", &attention_kind, {1024, 1024, 8, 80}},
    {"sd15", &attention_kind, {256, 256, 8, 160}},
    {"sd15", &attention_kind, {4096, 77, 8, 40}},
    {"sd15", &attention_kind, {4096, 4096, 1, 512}},
    {"sd15", &group_norm_kind, {64, 64, 320}},
    {"sd15", &group_norm_kind, {512, 512, 128}},
    {"sd15", &layer_norm_kind, {4096, 320}},
    {"sd15", &geglu_kind, {4096, 1280}},

    {"sdxl", &linear_kind, {4096, 640, 640}},
    {"sdxl", &gated_kind, {1024, 1280, 5120}},
    {"sdxl", &linear_kind, {1024, 5120, 1280}},
    {"sdxl", &conv_kind, {128, 128, 320, 320}},
    {"sdxl", &conv_kind, {64, 64, 640, 640}},
    {"sdxl", &conv_kind, {32, 32, 1280, 1280}},
    {"sdxl", &conv_down_kind, {128, 128, 320, 320}},
    {"sdxl", &conv_up_kind, {32, 32, 1280, 1280}},
    {"sdxl", &attention_kind, {4096, 4096, 10, 64}},
    {"sdxl", &attention_kind, {1024, 1024, 20, 64}},
    {"sdxl", &attention_kind, {4096, 77, 10, 64}},
    {"sdxl", &group_norm_kind, {128, 128, 320}},
    {"sdxl", &layer_norm_kind, {1024, 1280}},
    {"sdxl", &geglu_kind, {1024, 5120}},

    {"flux", &linear_kind, {4608, 3072, 3072}},
    {"flux", &linear_kind, {4608, 3072, 9216}},
    {"flux", &linear_kind, {4608, 3072, 12288}},
    {"flux", &linear_kind, {4608, 12288, 3072}},
    {"flux", &attention_kind, {4608, 4608, 24, 128}},
    {"flux", &layer_norm_kind, {4608, 3072}},
};

/// Halves of either sign between 1/32 and 1/16: a product of any depth stays finite.
void fill_halves(std::vector<std::byte>& bytes) {
    std::uint32_t state = 12345;
    for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
        state = state * 1664525u + 1013904223u; // Numerical Recipes' generator
        const auto half = static_cast<std::uint16_t>((state >> 16 & 0x83FFu) | 10u << 10);
        std::memcpy(bytes.data() + at, &half, 2);
    }
}

void fill_floats(std::vector<std::byte>& bytes) {
    std::uint32_t state = 54321;
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
        state = state * 1664525u + 1013904223u;
        const float value = static_cast<float>(state >> 8) * 0x1p-24f - 0.5f;
        std::memcpy(bytes.data() + at, &value, 4);
    }
}

} // namespace

std::span<const BenchCase> bench_cases() {
    return cases;
}

std::string case_name(const BenchCase& c) {
    return c.kind->name(c.sizes);
}

void BenchWeights::add(std::string name, std::vector<std::int64_t> shape, DType dtype) {
    auto held = std::make_unique<Held>();
    held->view = TensorView{std::move(name), dtype, std::move(shape), {}};
    held->bytes.resize(static_cast<std::size_t>(held->view.elements()) * dtype_size(dtype));
    if (dtype == DType::f16)
        fill_halves(held->bytes);
    else
        fill_floats(held->bytes);
    held->view.data = held->bytes;
    held_.push_back(std::move(held));
}

const TensorView* BenchWeights::find(std::string_view name) const {
    for (const auto& held : held_)
        if (held->view.name == name) return &held->view;
    return nullptr;
}

std::vector<std::string> BenchWeights::names() const {
    std::vector<std::string> out;
    for (const auto& held : held_)
        out.push_back(held->view.name);
    return out;
}

Result<std::shared_ptr<Program>> record_case(const BenchCase& c, double scale, int copies, DType activation,
                                             BenchWeights& weights) {
    Sizes sizes = c.sizes;
    sizes[0] = std::max(1, static_cast<int>(sizes[0] * scale));
    c.kind->add_weights(weights, sizes);
    auto program = std::make_shared<Program>(case_name(c), activation);
    const Tensor x = convert(program->input("x", c.kind->input(sizes)), activation);
    Tensor keys;
    if (c.kind->keys != nullptr) keys = convert(program->input("keys", c.kind->keys(sizes)), activation);
    Tensor last;
    for (int i = 0; i < copies; ++i)
        last = c.kind->record(Weights(*program, weights), x, keys, sizes);
    program->output("out", probe_read(last));
    SF_CHECK(program->finish());
    return program;
}

} // namespace sfumato
