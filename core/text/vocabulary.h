// Where a CLIP vocabulary may lie: single-file checkpoints carry none.
#pragma once

#include "base/error.h"
#include "text/bpe.h"

#include <filesystem>
#include <vector>

namespace sfumato {

/// Opens a vocabulary that the user points to: a folder with vocab.json and merges.txt or with
/// bpe_simple_vocab_16e6.txt.gz (or with a folder tokenizer/ that has them), the .gz itself, or a vocab.json that has
/// its merges.txt beside it. Errors: not_found when nothing of the kind is there; those of ClipTokenizer.
Result<ClipTokenizer> open_clip_tokenizer(const std::filesystem::path& path);

/// The folders and files that find_clip_tokenizer looks into, in its order.
std::vector<std::filesystem::path> clip_vocabulary_places(const std::filesystem::path& checkpoint_path,
                                                          const std::filesystem::path& configured_path);

/// The vocabulary for a checkpoint (a file, or a folder in the diffusers layout). Looked for beside the checkpoint and
/// in tokenizer/ there, in `configured_path` (a file or folder; empty: none), in $SFUMATO_TOKENIZERS and its clip/, and
/// in $XDG_DATA_HOME/sfumato/tokenizers/clip. The first one found is taken; one that is damaged or has the wrong hash
/// is an error and not passed over. Error not_found names what is missing, its SHA-256, and all places where it may be
/// put.
Result<ClipTokenizer> find_clip_tokenizer(const std::filesystem::path& checkpoint_path,
                                          const std::filesystem::path& configured_path = {});

} // namespace sfumato
