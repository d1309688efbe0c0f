// Styles, favourites, earlier prompts and the settings of models: read and written on a thread of their own.
#pragma once

#include "recipe/styles.h"
#include "store/prompt_memory.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <vector>

namespace sfumato {

struct PromptPlaces {
    std::filesystem::path memory;         ///< file; empty: nothing is kept
    std::filesystem::path styles;         ///< the user's folder
    std::filesystem::path shipped_styles; ///< folder; may be empty
};

/// Everything can be called at once; what was remembered earlier arrives a moment after the start.
class PromptStore : public QObject {
    Q_OBJECT
public:
    explicit PromptStore(PromptPlaces places, QObject* parent = nullptr);
    /// Writes what is not written yet.
    ~PromptStore() override;

    const PromptMemory& memory() const { return m_memory; }
    const std::vector<StyleFile>& styles() const { return m_styles; }
    /// While it is off, no prompt is remembered and none is written.
    void setRemembering(bool on) { m_remembering = on; }
    bool remembering() const { return m_remembering; }

    /// Of a recipe that is made now.
    void remember(const Recipe& recipe);
    /// False when it was one already.
    bool addFavourite(const FavouritePrompt& favourite);
    void removeFavourite(const FavouritePrompt& favourite);
    /// What was there, for putting it back.
    PromptMemory clearHistory();
    void restore(const PromptMemory& memory);

    /// Copies a styles.csv into the user's folder, after it was read whole. Answered by stylesChanged() and imported(),
    /// or by failed().
    void importStyles(const QString& file);
    /// Adds to the user's own file; a style of that name is replaced.
    void saveStyle(const PromptStyle& style);

signals:
    void memoryChanged();
    void stylesChanged();
    void imported(const QString& file, int styles);
    void failed(const QString& message);

private:
    void load();
    void changed();
    void write();
    void post(std::function<void()> work) { m_pool.start(std::move(work)); }
    void tell(std::function<void()> what);
    void readStyles();

    PromptPlaces m_places;
    PromptMemory m_memory;
    std::vector<StyleFile> m_styles;
    bool m_remembering = true;
    bool m_loaded = false;
    QTimer m_soon;
    QThreadPool m_pool; ///< one thread: what is written last was changed last
};

} // namespace sfumato
