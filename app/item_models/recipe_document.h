// What the panel edits: a recipe and how often and with which seed it is run. Every change can be undone.
#pragma once

#include "recipe/recipe.h"

#include <QObject>
#include <QUndoStack>

#include <functional>
#include <optional>

namespace sfumato {

struct RecipeDraft {
    Recipe recipe;
    bool random_seed = true; ///< draw a new seed for each Generate
    int batch = 1;
    bool operator==(const RecipeDraft&) const = default;
};

class RecipeDocument : public QObject {
    Q_OBJECT
public:
    explicit RecipeDocument(QObject* parent = nullptr);

    const RecipeDraft& draft() const { return m_draft; }
    const Recipe& recipe() const { return m_draft.recipe; }
    QUndoStack& undoStack() { return m_undo; }

    /// `field` names what is edited: quick successive edits of one field become one step of undo. `text` is what the
    /// Edit menu shows.
    void edit(const QString& field, const QString& text, const std::function<void(RecipeDraft&)>& change);
    /// A whole recipe (from a picture), as one step of undo. Its seed is kept: random_seed is switched off. The batch
    /// is one picture.
    void adopt(const Recipe& recipe, const QString& text);
    /// What follows from something that has its own steps of undo (the strokes of a mask).
    void follow(const std::function<void(RecipeDraft&)>& change);
    /// Without undo: at the start of the program.
    void restore(const RecipeDraft& draft);

    /// The recipe to run now: with a fresh seed when that is asked for (which then is lastSeed()).
    Recipe recipeToRun();
    std::optional<quint64> lastSeed() const { return m_lastSeed; }

signals:
    void changed();

private:
    friend class ChangeRecipe;
    void set(const RecipeDraft& draft);

    RecipeDraft m_draft;
    QUndoStack m_undo;
    std::optional<quint64> m_lastSeed;
};

} // namespace sfumato
