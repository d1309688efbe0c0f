// The two buttons above the prompt: styles, and prompts to come back to.
#pragma once

#include "item_models/recipe_document.h"
#include "prompt_store.h"

#include <QWidget>

class QMenu;
class QToolButton;

namespace sfumato {

class PromptMenus : public QWidget {
    Q_OBJECT
public:
    explicit PromptMenus(RecipeDocument& document, QWidget* parent = nullptr);
    /// Whose styles and prompts are offered; must live longer.
    void setStore(PromptStore& store);

signals:
    void importRequested();
    void styleNameRequested();
    void historyCleared(const sfumato::PromptMemory& before);
    void rememberingChanged(bool on);
    void told(const QString& text); ///< for the status bar
    void failed(const QString& message);

private:
    static void empty(QMenu& menu);
    QToolButton* newButton(const QString& text, const QString& name, const QString& tip);
    void fillStyles();
    void fillPrompts();
    void addFavourites(QMenu& menu);
    void addEarlier(QMenu& menu);
    void apply(const PromptStyle& style);
    void bring(const FavouritePrompt& prompt);

    RecipeDocument& m_document;
    PromptStore* m_store = nullptr;
    QMenu* m_styles = nullptr;
    QMenu* m_prompts = nullptr;
};

} // namespace sfumato
