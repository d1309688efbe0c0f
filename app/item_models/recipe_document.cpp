#include "item_models/recipe_document.h"

#include "commands/change_recipe.h"
#include "recipe/batch.h"

#include <QRandomGenerator>

namespace sfumato {

RecipeDocument::RecipeDocument(QObject* parent) : QObject(parent) {
    m_undo.setUndoLimit(500);
}

void RecipeDocument::edit(const QString& field, const QString& text, const std::function<void(RecipeDraft&)>& change) {
    RecipeDraft after = m_draft;
    change(after);
    if (after == m_draft) return;
    m_undo.push(new ChangeRecipe(*this, field, text, m_draft, after));
}

void RecipeDocument::adopt(const Recipe& recipe, const QString& text) {
    edit(QString(), text, [&](RecipeDraft& draft) {
        draft.recipe = recipe;
        draft.seed_mode = SeedMode::fixed;
        draft.batch = 1; // it is one picture that is made again
    });
}

void RecipeDocument::follow(const std::function<void(RecipeDraft&)>& change) {
    RecipeDraft after = m_draft;
    change(after);
    if (!(after == m_draft)) set(after);
}

void RecipeDocument::restore(const RecipeDraft& draft) {
    m_undo.clear();
    set(draft);
}

Recipe RecipeDocument::recipeToRun() {
    Recipe recipe = m_draft.recipe;
    // 32 bits, as A1111 and ComfyUI's users know them: such a seed can be typed and told.
    if (m_draft.seed_mode == SeedMode::random) recipe.seed = QRandomGenerator::global()->generate();
    m_lastSeed = recipe.seed;
    return recipe;
}

void RecipeDocument::countUp(int pictures) {
    if (m_draft.seed_mode != SeedMode::increment) return;
    edit(QStringLiteral("next seed"), tr("next seed"),
         [pictures](RecipeDraft& draft) { count_seed_up(draft.recipe, static_cast<std::uint64_t>(pictures)); });
}

void RecipeDocument::set(const RecipeDraft& draft) {
    m_draft = draft;
    emit changed();
}

} // namespace sfumato
