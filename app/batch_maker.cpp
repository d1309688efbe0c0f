#include "batch_maker.h"

#include "base/file.h"

#include <QMetaObject>
#include <QRandomGenerator>

#include <span>
#include <utility>

namespace sfumato {

BatchMaker::BatchMaker(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
    m_estimates.setMaxThreadCount(1);
}

BatchMaker::~BatchMaker() {
    m_end.cancel(); // what waits to be written is written
    m_pool.waitForDone();
    m_estimates.waitForDone();
}

/// The pools are waited for in the destructor, so that `this` outlives the posting.
void BatchMaker::tell(const CancelToken& cancel, std::function<void()> answer) {
    QMetaObject::invokeMethod(
        this,
        [cancel, answer = std::move(answer)] {
            if (!cancel.cancelled()) answer();
        },
        Qt::QueuedConnection);
}

void BatchMaker::make(BatchSource source, const CancelToken& cancel, Answer answer) {
    if (!source.draw_seed) source.draw_seed = [] { return QRandomGenerator::system()->generate(); };
    m_pool.start([this, cancel, end = m_end, source = std::move(source), answer = std::move(answer)]() mutable {
        if (cancel.cancelled() || end.cancelled()) return;
        std::error_code ignored;
        const std::filesystem::path own = user_data_dir() / "wildcards";
        if (source.wildcards.empty() && std::filesystem::is_directory(own, ignored)) source.wildcards = {own};
        auto made = std::make_shared<Result<Batch>>(make_batch(source, cancel));
        tell(cancel, [answer = std::move(answer), made = std::move(made)] { answer(made); });
    });
}

void BatchMaker::estimate(std::shared_ptr<const Batch> batch, Plan plan, const QString& folder,
                          const CancelToken& cancel, Estimate answer) {
    m_estimates.start([this, batch = std::move(batch), plan = std::move(plan), folder = folder.toStdString(), cancel,
                       answer = std::move(answer)]() mutable {
        if (cancel.cancelled() || m_end.cancelled()) return;
        const Result<BatchEstimate> estimated = estimate_batch(batch->recipes, plan, cancel);
        const std::uint64_t free = free_bytes_of(folder);
        tell(cancel, [answer = std::move(answer), estimated, free] { answer(estimated, free); });
    });
}

void BatchMaker::write(std::vector<Recipe> recipes, const QString& path, std::function<void(const Result<>&)> answer) {
    m_pool.start([this, recipes = std::move(recipes), file = std::filesystem::path(path.toStdString()),
                  answer = std::move(answer)] {
        const auto format = table_format_of(file);
        Result<> written =
            fail(ErrorCode::usage, "{}: expected a name that ends in .csv, .tsv or .jsonl", file.string());
        if (format) {
            const std::string text = write_recipe_table(recipes, *format);
            written = write_file_atomically(file, std::as_bytes(std::span(text)), Overwrite::replace);
        }
        QMetaObject::invokeMethod(
            this, [answer, written] { answer(written); }, Qt::QueuedConnection);
    });
}

bool BatchMaker::mayBeTemplate(const Recipe& recipe) {
    const auto marked = [](const std::string& text) {
        return text.find('{') != std::string::npos || text.find("__") != std::string::npos;
    };
    return marked(recipe.prompt) || marked(recipe.negative_prompt);
}

} // namespace sfumato
