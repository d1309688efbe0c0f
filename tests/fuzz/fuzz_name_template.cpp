// Templates of file names, and prompts that get into them: no name leads out of the folder, hides a file or is too
// long. The first line is the template, the rest the prompt and the model.
#include "store/name_template.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!sfumato::check_name_template(line)) return 0;
    sfumato::Recipe recipe;
    recipe.prompt = text.substr(line.size());
    recipe.model = text.substr(line.size());
    recipe.sampler = text.substr(line.size());
    for (const int attempt : {1, 10000}) {
        const auto path = sfumato::expand_name_template(line, recipe, {}, attempt);
        if (path.empty() || path.is_absolute()) __builtin_trap();
        for (const auto& part : path) {
            const std::string name = part.string();
            if (name.empty() || name.front() == '.' || name.size() > 230 || name.find('\0') != std::string::npos)
                __builtin_trap();
        }
    }
    return 0;
}
