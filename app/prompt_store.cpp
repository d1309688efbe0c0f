#include "prompt_store.h"
#include "core_texts.h"

#include "base/file.h"
#include "base/log.h"
#include "engine_adapter.h"

#include <algorithm>
#include <span>
#include <utility>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int write_after_ms = 500;
constexpr const char* own_styles = "my-styles.csv";

Result<> writeText(const fs::path& file, const std::string& text, Overwrite overwrite) {
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    return write_file_atomically(file, std::as_bytes(std::span(text)), overwrite);
}

/// What is remembered, and a word about a file that could not be read: that is kept aside, never overwritten.
std::pair<PromptMemory, QString> readMemory(const fs::path& file) {
    std::error_code error;
    if (file.empty() || !fs::exists(file, error)) return {};
    const Result<std::string> text = read_file(file, memory_limits::max_bytes);
    Result<PromptMemory> memory = text ? prompt_memory_from_json(*text, file.string()) : tl::unexpected(text.error());
    if (memory) return {std::move(*memory), {}};
    fs::path aside = file;
    aside += ".unread";
    fs::rename(file, aside, error);
    return {PromptMemory(),
            PromptStore::tr("%1\nIt is kept as %2.").arg(coreText(memory.error().text()), toQString(aside.string()))};
}

/// Earlier days come before what happened since the start.
PromptMemory joined(PromptMemory old, const PromptMemory& now) {
    for (const std::string& prompt : now.prompts)
        old.remember(Recipe{.prompt = prompt});
    for (const std::string& prompt : now.negative_prompts)
        old.remember(Recipe{.negative_prompt = prompt});
    for (const FavouritePrompt& favourite : now.favourites)
        old.add_favourite(favourite);
    for (const Recipe& settings : now.models)
        old.remember_model(settings);
    return old;
}

Result<std::vector<PromptStyle>> readStyleFile(const fs::path& file) {
    SF_TRY(const std::string text, read_file(file, style_limits::max_file_bytes));
    return read_styles(text, file.string());
}

/// "styles.csv", or "styles-2.csv" where that is taken.
fs::path freeName(const fs::path& folder, const fs::path& file) {
    std::error_code ignored;
    fs::path target = folder / (file.stem().string() + ".csv");
    for (int i = 2; i < 1000 && fs::exists(target, ignored); ++i)
        target = folder / fmt::format("{}-{}.csv", file.stem().string(), i);
    return target;
}

} // namespace

PromptStore::PromptStore(PromptPlaces places, QObject* parent) : QObject(parent), m_places(std::move(places)) {
    m_pool.setMaxThreadCount(1);
    m_soon.setSingleShot(true);
    m_soon.setInterval(write_after_ms);
    connect(&m_soon, &QTimer::timeout, this, &PromptStore::write);
    load();
}

PromptStore::~PromptStore() {
    if (m_soon.isActive()) write();
    m_pool.waitForDone();
}

/// To be called on the pool; it is waited for in the destructor, so that `this` outlives the posting.
void PromptStore::tell(std::function<void()> what) {
    QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void PromptStore::load() {
    post([this, file = m_places.memory] {
        tell([this, read = readMemory(file)] {
            m_memory = joined(read.first, m_memory);
            m_loaded = true;
            emit memoryChanged();
            if (!read.second.isEmpty()) emit failed(read.second);
        });
    });
    readStyles();
}

void PromptStore::readStyles() {
    post([this, places = m_places] {
        std::vector<Error> problems;
        std::vector<StyleFile> found = read_style_folder(places.styles, problems);
        if (!places.shipped_styles.empty())
            std::ranges::move(read_style_folder(places.shipped_styles, problems), std::back_inserter(found));
        tell([this, found = std::move(found), problems = std::move(problems)] {
            m_styles = found;
            emit stylesChanged();
            for (const Error& problem : problems)
                emit failed(coreText(problem.text()));
        });
    });
}

void PromptStore::changed() {
    emit memoryChanged();
    if (!m_soon.isActive()) m_soon.start();
}

void PromptStore::write() {
    if (m_places.memory.empty()) return;
    if (!m_loaded) { // what is on the disk is not known yet
        m_soon.start();
        return;
    }
    post([file = m_places.memory, memory = m_memory] {
        const Result<> written = writeText(file, prompt_memory_to_json(memory), Overwrite::replace);
        if (!written) log(LogLevel::warning, "{}", written.error().text());
    });
}

void PromptStore::remember(const Recipe& recipe) {
    if (m_remembering) m_memory.remember(recipe);
    m_memory.remember_model(recipe);
    changed();
}

bool PromptStore::addFavourite(const FavouritePrompt& favourite) {
    const bool added = m_memory.add_favourite(favourite);
    changed();
    return added;
}

void PromptStore::removeFavourite(const FavouritePrompt& favourite) {
    std::erase(m_memory.favourites, favourite);
    changed();
}

PromptMemory PromptStore::clearHistory() {
    PromptMemory before = m_memory;
    m_memory.prompts.clear();
    m_memory.negative_prompts.clear();
    changed();
    return before;
}

void PromptStore::restore(const PromptMemory& memory) {
    m_memory = memory;
    changed();
}

void PromptStore::importStyles(const QString& path) {
    post([this, file = fs::path(path.toStdString()), folder = m_places.styles] {
        const Result<std::vector<PromptStyle>> styles = readStyleFile(file);
        Result<> copied = styles ? Result<>() : Result<>(tl::unexpected(styles.error()));
        const fs::path target = freeName(folder, file);
        if (styles) copied = writeText(target, write_styles(*styles), Overwrite::refuse);
        tell([this, copied, target, count = styles ? styles->size() : 0] {
            if (copied)
                emit imported(toQString(target.string()), static_cast<int>(count));
            else
                emit failed(coreText(copied.error().text()));
        });
    });
    readStyles();
}

void PromptStore::saveStyle(const PromptStyle& style) {
    post([this, style, file = m_places.styles / own_styles] {
        std::error_code ignored;
        Result<std::vector<PromptStyle>> styles = std::vector<PromptStyle>();
        if (fs::exists(file, ignored)) styles = readStyleFile(file);
        Result<> written = styles ? Result<>() : Result<>(tl::unexpected(styles.error()));
        if (styles) {
            std::erase_if(*styles, [&](const PromptStyle& other) { return other.name == style.name; });
            styles->push_back(style);
            written = writeText(file, write_styles(*styles), Overwrite::replace);
        }
        if (!written) tell([this, written] { emit failed(coreText(written.error().text())); });
    });
    readStyles();
}

} // namespace sfumato
