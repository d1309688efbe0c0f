// Templates of any bytes: count and expansions agree, nothing runs away.
#include "recipe/dynamic_prompt.h"

#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 4096) return 0; // work grows faster than the text; limits for that have tests of their own
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto prompt = DynamicPrompt::parse(text);
    if (!prompt) return 0;
    WildcardLibrary library;
    library.add("a", {"x", "{y|z}", "__b__"});
    library.add("b", {"${v:w}"});
    const auto count = combinatorial_count(*prompt, library);
    const auto all = expand(*prompt, library, {PromptSampler::combinatorial, 1, 100});
    if (count.has_value() != all.has_value() && all) std::abort();
    if (all && all->size() > 100) std::abort();
    (void)expand(*prompt, library, {PromptSampler::random, 1, 3});
    (void)prompt_matrix(text);
    return 0;
}
