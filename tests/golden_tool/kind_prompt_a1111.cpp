// A1111's prompt language: emphasis, chunks, schedules, parameter text.
#include "golden_tool/infotext_check.h"
#include "golden_tool/text_cases.h"
#include "text/prompt.h"
#include "weights/safetensors.h"

namespace sfumato::golden {

namespace {

using Json = nlohmann::json;

bool has_file(const CaseInput& input, const char* name) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(input.folder / name, ignored);
}

int int_of(const Json& object, const char* field, int otherwise) {
    const auto found = object.find(field);
    return found != object.end() && found->is_number_integer() ? found->get<int>() : otherwise;
}

/// Whether `pieces` are the [text, weight] pairs of a row.
bool same_pieces(const std::vector<PromptPiece>& pieces, const Json& want) {
    if (!want.is_array() || want.size() != pieces.size()) return false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Json& pair = want[i];
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_number()) return false;
        if (pair[0].get<std::string>() != pieces[i].text || pair[1].get<double>() != pieces[i].weight) return false;
    }
    return true;
}

/// Whether `chunks` are the {tokens, multipliers} objects of a row.
bool same_chunks(const std::vector<PromptChunk>& chunks, const Json& want) {
    if (!want.is_array() || want.size() != chunks.size()) return false;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        if (!want[i].is_object()) return false;
        const auto ids = ids_of(want[i], "tokens");
        if (!ids || *ids != chunks[i].ids) return false;
        const auto multipliers = want[i].find("multipliers");
        if (multipliers == want[i].end() || !multipliers->is_array() ||
            multipliers->size() != chunks[i].multipliers.size())
            return false;
        for (std::size_t k = 0; k < multipliers->size(); ++k)
            if (!(*multipliers)[k].is_number() || (*multipliers)[k].get<float>() != chunks[i].multipliers[k])
                return false;
    }
    return true;
}

struct Tally {
    std::size_t rows = 0, wrong = 0;
    std::string first;
    void count(bool is_right, const std::string& text) {
        ++rows;
        if (!is_right && wrong++ == 0) first = text.substr(0, 80);
    }
    Check check(const char* name) const {
        return check_equal(name, wrong,
                           wrong == 0 ? fmt::format("{} rows", rows)
                                      : fmt::format("{} of {} rows differ, first '{}'", wrong, rows, first));
    }
};

Result<std::vector<Check>> check_attention(const CaseInput& input) {
    SF_TRY(const Json rows, read_rows(input.folder / "attention.json"));
    std::string why_not;
    SF_TRY(const auto tokenizer, case_tokenizer(input, why_not));
    const ChunkLayout layout{
        int_of(input.config, "chunk_length", 75), int_of(input.config, "comma_padding_backtrack", 20), {}};
    if (layout.chunk_length < 1) return fail(ErrorCode::bad_input, "{}: chunk_length below 1", input.folder.string());
    Tally parsed, errors, chunks, counts;
    for (const Json& row : rows) {
        const std::string text = string_of(row, "text");
        const auto pieces = parse_prompt_attention(text);
        if (row.contains("error")) {
            errors.count(!pieces, text);
            continue;
        }
        if (!row.contains("parsed"))
            return fail(ErrorCode::bad_input, "{}: a row has neither parsed nor error",
                        (input.folder / "attention.json").string());
        parsed.count(pieces && same_pieces(*pieces, row["parsed"]), text);
        if (!tokenizer || !pieces || !row.contains("chunks")) continue;
        const PromptChunks got = tokenize_chunks(*tokenizer, *pieces, layout);
        chunks.count(same_chunks(got.chunks, row["chunks"]), text);
        if (row.contains("token_count")) counts.count(int_of(row, "token_count", -1) == got.token_count, text);
    }
    std::vector<Check> checks{parsed.check("parsed")};
    if (errors.rows > 0) checks.push_back(errors.check("errors"));
    if (chunks.rows > 0) checks.push_back(chunks.check("chunks"));
    if (counts.rows > 0) checks.push_back(counts.check("token_count"));
    if (!tokenizer) checks.push_back(skipped("chunks", why_not));
    return checks;
}

Result<std::vector<Check>> check_schedules(const CaseInput& input) {
    SF_TRY(const Json rows, read_rows(input.folder / "schedules.json"));
    Tally tally;
    for (const Json& row : rows) {
        const std::string text = string_of(row, "text");
        const auto got = prompt_schedule(text, int_of(row, "steps", 0));
        Json as_json = Json::array();
        if (got)
            for (const ScheduledPrompt& entry : *got)
                as_json.push_back({entry.end_at_step, entry.text});
        tally.count(got && row.contains("schedule") && row["schedule"] == as_json, text);
    }
    return std::vector<Check>{tally.check("schedules")};
}

Result<std::vector<Check>> check_emphasis(const CaseInput& input) {
    SF_TRY(const auto io, SafetensorsFile::open(input.folder / "io.safetensors"));
    std::vector<Check> checks;
    if (io->find("emphasis.z") == nullptr) return checks;
    SF_TRY(const Values z, read_values(*io, "emphasis.z"));
    SF_TRY(const Values multipliers, read_values(*io, "emphasis.multipliers"));
    const std::size_t tokens = multipliers.values.size();
    if (tokens == 0 || z.values.size() % tokens != 0)
        return fail(ErrorCode::bad_input, "{}: emphasis.z and emphasis.multipliers have different lengths",
                    io->origin());
    const std::pair<const char*, EmphasisMode> modes[] = {{"emphasis.original", EmphasisMode::original},
                                                          {"emphasis.no_norm", EmphasisMode::no_norm}};
    for (const auto& [name, mode] : modes) {
        if (io->find(name) == nullptr) continue;
        SF_TRY(const Values want, read_values(*io, name));
        std::vector<float> got = z.values;
        apply_emphasis(got, multipliers.values, tokens, got.size() / tokens, mode);
        checks.push_back(check_close(input, name, got, want.values, 2e-6, 1e-5));
    }
    return checks;
}

} // namespace

bool recognise_prompt_a1111(const CaseInput& input) {
    return has_file(input, "attention.json") ||
           (has_file(input, "schedules.json") && input.config.contains("chunk_length"));
}

Result<std::vector<Check>> run_prompt_a1111(const CaseInput& input) {
    using Part = Result<std::vector<Check>> (*)(const CaseInput&);
    const std::pair<const char*, Part> parts[] = {{"attention.json", check_attention},
                                                  {"schedules.json", check_schedules},
                                                  {"io.safetensors", check_emphasis},
                                                  {"infotext.json", check_infotext}};
    std::vector<Check> checks;
    for (const auto& [file, run_part] : parts) {
        if (!has_file(input, file)) continue;
        SF_TRY(const std::vector<Check> more, run_part(input));
        checks.insert(checks.end(), more.begin(), more.end());
    }
    return checks;
}

} // namespace sfumato::golden
