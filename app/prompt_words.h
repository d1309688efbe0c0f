// What the prompt desk reads from files, off the window's thread: tokens of the prompts, names of wildcards.
#pragma once

#include "engine/token_maps.h"
#include "recipe/recipe.h"

#include <QObject>
#include <QStringList>
#include <QThread>

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

signals:
    void tokensReady(const sfumato::TokenMaps::Pair& maps);
    void tokensUnknown(const QString& why);
    void wildcardsReady(const QStringList& names);

private:
    class Worker;
    QThread m_thread;
    Worker* m_worker;
};

} // namespace sfumato

Q_DECLARE_METATYPE(sfumato::TokenMaps::Pair)
