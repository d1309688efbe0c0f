// What the panel edits: a recipe and how often and with which seed it is run. Every change can be undone.
#pragma once

#include "recipe/recipe.h"

#include <QObject>
#include <QUndoStack>

#include <functional>
#include <optional>

namespace sfumato {

/// Where the seed of a Generate comes from: drawn, the recipe's, or the recipe's, which then counts up.
enum class SeedMode { fixed, random, increment }; // the numbers are those of the autosaved draft

struct RecipeDraft {
    Recipe recipe;
    SeedMode seed_mode = SeedMode::random;
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
    /// A whole recipe (from a picture), as one step of undo. Its seed is kept: the mode becomes fixed. The batch is one
    /// picture.
    void adopt(const Recipe& recipe, const QString& text);
    /// What follows from something that has its own steps of undo (the strokes of a mask).
    void follow(const std::function<void(RecipeDraft&)>& change);
    /// Without undo: at the start of the program.
    void restore(const RecipeDraft& draft);

    /// The recipe to run now: with a fresh seed when that is asked for (which then is lastSeed()).
    Recipe recipeToRun();
    /// The seed of the next Generate, after one of `pictures`: counts up where that is asked for, as a step of undo.
    void countUp(int pictures);
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
