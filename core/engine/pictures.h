// The pictures that a job refers to, from memory or from their files.
#pragma once

#include "engine/engine.h"

#include <memory>
#include <string>
#include <vector>

namespace sfumato {

struct JobPictures {
    std::shared_ptr<const Image> init;
    std::shared_ptr<const Image> mask;
    Pictures view() const { return {init.get(), mask.get()}; }
};

/// Reads what `job` does not hold; `recipe`, a copy of the job's, gets the SHA-256 of the files. A file that is not the
/// one the recipe was made with is noted. Errors: usage (a picture that came from memory and is gone), those of reading
/// and decoding, naming the file and what it was to be.
Result<JobPictures> load_pictures(Recipe& recipe, const Job& job, std::vector<std::string>& notes);

} // namespace sfumato
