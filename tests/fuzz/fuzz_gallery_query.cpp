// The gallery's search field: any text parses, parts lie inside it, and what was parsed can be searched for.
#include "store/gallery_index.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const sfumato::ParsedQuery parsed = sfumato::parse_gallery_query(text);
    for (const sfumato::QueryPart& part : parsed.parts)
        if (part.offset + part.length > size) __builtin_trap();
    for (const sfumato::QueryProblem& problem : parsed.problems)
        if (problem.offset + problem.length > size || problem.message.empty()) __builtin_trap();
    sfumato::GalleryIndex index;
    sfumato::GalleryEntry entry;
    entry.facts.path = "/pictures/a.png";
    entry.facts.recipe.emplace().prompt = text;
    index.put(entry);
    if (index.search(parsed.search).size() > 1) __builtin_trap();
    return 0;
}
