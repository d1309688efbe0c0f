#include "draft_file.h"

#include "base/file.h"
#include "base/log.h"
#include "recipe/json.h"

#include <charconv>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sfumato {
namespace {

constexpr int delay_milliseconds = 400;
constexpr std::uint64_t largest_draft = 8u << 20;

/// First line: "sfumato-draft 1 SEED_MODE BATCH"; the recipe's JSON follows.
std::string textOf(const RecipeDraft& draft) {
    return fmt::format("sfumato-draft 1 {} {}\n{}", static_cast<int>(draft.seed_mode), draft.batch,
                       recipe_to_json(draft.recipe));
}

/// The next word of `line` as a number; false when it is none.
bool takeNumber(std::string_view& line, int& value) {
    while (line.starts_with(' '))
        line.remove_prefix(1);
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc()) return false;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return true;
}

std::optional<RecipeDraft> draftOf(std::string_view text) {
    constexpr std::string_view mark = "sfumato-draft 1 ";
    const std::size_t line_end = text.find('\n');
    if (!text.starts_with(mark) || line_end == std::string_view::npos) return std::nullopt;
    std::string_view line = text.substr(mark.size(), line_end - mark.size());
    int mode = 1;
    RecipeDraft draft;
    if (!takeNumber(line, mode) || !takeNumber(line, draft.batch)) return std::nullopt;
    // Earlier versions knew 0 and 1 only.
    draft.seed_mode = mode == 0 ? SeedMode::fixed : mode == 2 ? SeedMode::increment : SeedMode::random;
    draft.batch = draft.batch < 1 || draft.batch > 999 ? 1 : draft.batch;
    Result<Recipe> recipe = recipe_from_json(text.substr(line_end + 1));
    if (!recipe) return std::nullopt;
    draft.recipe = std::move(*recipe);
    return draft;
}

} // namespace

DraftFile::DraftFile(RecipeDocument& document, std::filesystem::path path, QObject* parent)
    : QObject(parent), m_document(document), m_path(std::move(path)) {
    m_pool.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    m_timer.setInterval(delay_milliseconds);
    connect(&m_timer, &QTimer::timeout, this, &DraftFile::write);
    connect(&document, &RecipeDocument::changed, this, &DraftFile::writeLater);
}

DraftFile::~DraftFile() {
    if (m_timer.isActive()) write();
    m_pool.waitForDone();
}

std::filesystem::path DraftFile::defaultPath() {
    return user_data_dir() / "draft";
}

bool DraftFile::restore() {
    const Result<std::string> text = read_file(m_path, largest_draft);
    if (!text) return false;
    const std::optional<RecipeDraft> draft = draftOf(*text);
    if (!draft) return false;
    m_document.restore(*draft);
    m_timer.stop();
    return true;
}

void DraftFile::writeLater() {
    // Not restarted by further edits: somebody who types without a pause is saved too.
    if (!m_timer.isActive()) m_timer.start();
}

void DraftFile::write() {
    m_pool.start([path = m_path, draft = m_document.draft()] {
        std::error_code ignored;
        std::filesystem::create_directories(path.parent_path(), ignored);
        const std::string text = textOf(draft);
        const Result<> written = write_file_atomically(path, std::as_bytes(std::span(text)), Overwrite::replace);
        if (!written) log(LogLevel::warning, "{}", written.error().text());
    });
}

} // namespace sfumato
