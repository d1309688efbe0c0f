#include "generate/unet_call.h"

#include "models/positional.h"

namespace sfumato {
namespace {

std::size_t elements(const LoadedProgram& program, std::uint32_t tensor) {
    return static_cast<std::size_t>(program.program().tensors()[tensor].shape.elements());
}

} // namespace

Result<NamedValues> run_context(LoadedProgram& program, std::span<const float> context, const CancelToken& cancel) {
    NamedValues out;
    for (std::uint32_t i = 0; i < program.program().tensors().size(); ++i)
        if (const TensorInfo& info = program.program().tensors()[i]; info.is_output)
            out.emplace_back(info.name, std::vector<float>(elements(program, i)));
    std::vector<OutputData> outputs;
    for (auto& [name, values] : out)
        outputs.push_back({name, values});
    const InputData inputs[] = {{"context", context}};
    SF_CHECK(program.run(inputs, outputs, cancel));
    return out;
}

Result<std::vector<float>> run_times(LoadedProgram& program, const UnetConfig& config, std::span<const float> times,
                                     const CancelToken& cancel) {
    std::vector<float> sinusoids;
    for (const float t : times) {
        const std::vector<float> one = timestep_sinusoid(t, config.model_channels);
        sinusoids.insert(sinusoids.end(), one.begin(), one.end());
    }
    std::vector<float> out(elements(program, *program.program().find_output("shifts")));
    const InputData inputs[] = {{"timestep", std::span<const float>(sinusoids)}};
    const OutputData outputs[] = {{"shifts", out}};
    SF_CHECK(program.run(inputs, outputs, cancel));
    return out;
}

void append_items(NamedValues& all, const NamedValues& more) {
    if (all.empty()) {
        all = more;
        return;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        expect(all[i].first == more[i].first, "append_items: the names differ");
        all[i].second.insert(all[i].second.end(), more[i].second.begin(), more[i].second.end());
    }
}

Result<std::vector<float>> call_unet(Executor& executor, const TensorSource& source, const UnetConfig& config,
                                     const UnetShape& shape, std::span<const float> x, std::span<const float> times,
                                     std::span<const float> context, DType activation) {
    const CancelToken cancel;
    SF_TRY(auto time_program, unet_time_program(source, config, static_cast<int>(times.size()), activation));
    SF_TRY(auto time, executor.load(std::move(time_program), cancel, {}));
    SF_TRY(const std::vector<float> shifts, run_times(*time, config, times, cancel));
    SF_TRY(auto context_program, unet_context_program(source, config, shape.batch, shape.context_tokens, activation));
    SF_TRY(auto text, executor.load(std::move(context_program), cancel, {}));
    SF_TRY(const NamedValues keys, run_context(*text, context, cancel));
    SF_TRY(auto program, unet_program(source, config, shape, activation));
    SF_TRY(auto network, executor.load(std::move(program), cancel, {}));
    std::vector<InputData> inputs{{"x", x}, {"shifts", std::span<const float>(shifts)}};
    for (const auto& [name, values] : keys)
        inputs.emplace_back(name, std::span<const float>(values));
    std::vector<float> out(elements(*network, *network->program().find_output("out")));
    const OutputData outputs[] = {{"out", out}};
    SF_CHECK(network->run(inputs, outputs, cancel));
    return out;
}

} // namespace sfumato
