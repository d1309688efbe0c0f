// Wildcards in YAML, JSON and text of any bytes.
#include "recipe/wildcards.h"

#include <cstdint>
#include <cstdlib>

using namespace sfumato;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& lists : {read_wildcard_yaml(text, "y"), read_wildcard_json(text, "j")})
        if (lists)
            for (const WildcardList& list : *lists)
                if (list.name.empty()) std::abort();
    (void)read_wildcard_text(text, "t");
    return 0;
}
