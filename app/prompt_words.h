// What the prompt desk reads from files, off the window's thread: tokens of the prompts, names of wildcards.
#pragma once

#include "base/cancel.h"
#include "engine/token_maps.h"
#include "recipe/recipe.h"

#include <QObject>
#include <QStringList>
#include <QThread>
#include <QThreadPool>

#include <memory>

namespace sfumato {

/// Lives on its own thread. Of several requests that wait only the last one counts.
class PromptWords : public QObject {
    Q_OBJECT
public:
    /// `vocabulary`: configured CLIP vocabulary; may be empty.
    explicit PromptWords(std::filesystem::path vocabulary = {}, QObject* parent = nullptr);
    ~PromptWords() override;

    void requestTokens(const Recipe& recipe);
    /// Of the user's folder of wildcards.
    void requestWildcards();
    /// LoRA and embeddings in the folders of models; their headers are read.
    void requestNetworks();

signals:
    void tokensReady(const sfumato::TokenMaps::Pair& maps);
    void tokensUnknown(const QString& why);
    void wildcardsReady(const QStringList& names);
    void networksReady(const QStringList& loras, const QStringList& embeddings);

private:
    class Worker;
    QThread m_thread;
    Worker* m_worker;
    QThreadPool m_pool; ///< looks for networks
    CancelToken m_end;
};

} // namespace sfumato

Q_DECLARE_METATYPE(sfumato::TokenMaps::Pair)
