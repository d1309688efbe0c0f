#include "golden_tool/kinds.h"

#include "golden_tool/network_kinds.h"

namespace sfumato::golden {

bool recognise_clip_tokenizer(const CaseInput& input);
Result<std::vector<Check>> run_clip_tokenizer(const CaseInput& input);
bool recognise_prompt_a1111(const CaseInput& input);
Result<std::vector<Check>> run_prompt_a1111(const CaseInput& input);
bool recognise_conditioning(const CaseInput& input);
Result<std::vector<Check>> run_conditioning(const CaseInput& input);
bool recognise_samplers(const CaseInput& input);
Result<std::vector<Check>> run_samplers(const CaseInput& input);
bool recognise_schedules(const CaseInput& input);
Result<std::vector<Check>> run_schedules(const CaseInput& input);
bool recognise_diffusers_schedulers(const CaseInput& input);
Result<std::vector<Check>> run_diffusers_schedulers(const CaseInput& input);
bool recognise_rng(const CaseInput& input);
Result<std::vector<Check>> run_rng(const CaseInput& input);
bool recognise_brownian(const CaseInput& input);
Result<std::vector<Check>> run_brownian(const CaseInput& input);

std::span<const Kind> kinds() {
    // The end-to-end case comes first because its config.json holds those of its networks.
    static constexpr Kind table[] = {
        {"e2e", recognise_e2e, run_e2e},
        {"clip_text", recognise_clip_text, run_clip_text},
        {"unet", recognise_unet, run_unet},
        {"vae", recognise_vae, run_vae},
        {"clip_tokenizer", recognise_clip_tokenizer, run_clip_tokenizer},
        {"prompt_a1111", recognise_prompt_a1111, run_prompt_a1111},
        {"conditioning", recognise_conditioning, run_conditioning},
        {"diffusers_schedulers", recognise_diffusers_schedulers, run_diffusers_schedulers},
        {"samplers", recognise_samplers, run_samplers},
        {"schedules", recognise_schedules, run_schedules},
        {"rng", recognise_rng, run_rng},
        {"brownian", recognise_brownian, run_brownian},
    };
    return table;
}

} // namespace sfumato::golden
