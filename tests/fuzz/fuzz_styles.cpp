// Tables of styles of any bytes: what is read is written and read again as the same; no style blows up a prompt.
#include "recipe/recipe.h"
#include "recipe/styles.h"

#include <cstdint>
#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto styles = read_styles(text, "fuzz");
    if (!styles) return 0;
    const auto again = read_styles(write_styles(*styles), "again");
    if (!again || *again != *styles) std::abort();
    for (const PromptStyle& style : *styles)
        if (const auto prompt = apply_style(text.substr(0, 100), style.prompt))
            if (prompt->size() > recipe_limits::max_prompt_bytes) std::abort();
    return 0;
}
