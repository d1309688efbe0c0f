// The one undo step of the recipe: a snapshot before and one after.
#pragma once

#include "item_models/recipe_document.h"

#include <QElapsedTimer>
#include <QUndoCommand>

namespace sfumato {

class ChangeRecipe final : public QUndoCommand {
public:
    /// An empty `field` never merges with its neighbours.
    ChangeRecipe(RecipeDocument& document, const QString& field, const QString& text, RecipeDraft before,
                 RecipeDraft after);

    int id() const override { return m_field.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* next) override;
    void undo() override { m_document.set(m_before); }
    void redo() override { m_document.set(m_after); }

    /// Edits of one field that follow each other faster than this are one step.
    static constexpr int merge_milliseconds = 1200;

private:
    RecipeDocument& m_document;
    QString m_field;
    RecipeDraft m_before;
    RecipeDraft m_after;
    QElapsedTimer m_age; ///< since the last edit that went into this step
};

} // namespace sfumato
