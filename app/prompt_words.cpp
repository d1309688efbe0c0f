#include "prompt_words.h"
#include "core_texts.h"

#include "base/file.h"
#include "engine/engine.h"
#include "engine/model_shelf.h"
#include "recipe/wildcards.h"

#include <atomic>

namespace sfumato {

class PromptWords::Worker : public QObject {
public:
    explicit Worker(PromptWords& owner, std::filesystem::path vocabulary)
        : owner_(owner), vocabulary_(std::move(vocabulary)) {}

    std::atomic<quint64> latest = 0;

    void tokens(const Recipe& recipe, quint64 number) {
        if (number != latest) return;
        const Result<TokenMaps::Pair> maps = mapped(recipe);
        if (maps)
            emit owner_.tokensReady(*maps);
        else
            emit owner_.tokensUnknown(coreText(maps.error().text()));
    }

    void wildcards() {
        QStringList names;
        if (const auto library = WildcardLibrary::open({user_data_dir() / "wildcards"}))
            for (const std::string& name : library->names())
                names << QString::fromStdString(name);
        emit owner_.wildcardsReady(names);
    }

private:
    Result<TokenMaps::Pair> mapped(const Recipe& recipe) {
        if (!maps_) {
            SF_TRY(const std::filesystem::path builtin, find_builtin_model());
            maps_ = std::make_unique<TokenMaps>(builtin, vocabulary_);
        }
        return maps_->map(recipe);
    }

    PromptWords& owner_;
    std::filesystem::path vocabulary_;
    std::unique_ptr<TokenMaps> maps_;
};

PromptWords::PromptWords(std::filesystem::path vocabulary, QObject* parent) : QObject(parent) {
    qRegisterMetaType<TokenMaps::Pair>();
    m_worker = new Worker(*this, std::move(vocabulary));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("prompt words"));
    m_thread.start();
}

PromptWords::~PromptWords() {
    m_end.cancel();
    m_pool.waitForDone();
    ++m_worker->latest; // what waits is not done any more
    m_thread.quit();
    m_thread.wait();
}

void PromptWords::requestTokens(const Recipe& recipe) {
    const quint64 number = ++m_worker->latest;
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, recipe, number] { worker->tokens(recipe, number); }, Qt::QueuedConnection);
}

void PromptWords::requestWildcards() {
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->wildcards(); }, Qt::QueuedConnection);
}

void PromptWords::requestNetworks() {
    if (m_pool.activeThreadCount() > 0) return; // it is being looked for
    // Thousands of files may be read: tokens do not wait for that.
    m_pool.start([this, end = m_end] {
        QStringList loras, embeddings;
        const auto keep = [&](const ShelfModel& model) {
            const QString name = QString::fromStdString(model.name).section(u'/', -1);
            if (model.kind == ModelKind::lora) loras << name;
            if (model.kind == ModelKind::embedding) embeddings << name;
        };
        if (!scan_models(model_folders(), keep, end)) return; // the program ends
        for (QStringList* names : {&loras, &embeddings}) {
            names->removeDuplicates();
            names->sort(Qt::CaseInsensitive);
        }
        emit networksReady(loras, embeddings);
    });
}

} // namespace sfumato
