#include "commands/change_recipe.h"

#include <utility>

namespace sfumato {

ChangeRecipe::ChangeRecipe(RecipeDocument& document, const QString& field, const QString& text, RecipeDraft before,
                           RecipeDraft after)
    : QUndoCommand(text), m_document(document), m_field(field), m_before(std::move(before)), m_after(std::move(after)) {
    m_age.start();
}

bool ChangeRecipe::mergeWith(const QUndoCommand* next) {
    // Equal id() means that it is one of ours with a field.
    const auto& other = static_cast<const ChangeRecipe&>(*next);
    if (other.m_field != m_field || m_age.hasExpired(merge_milliseconds)) return false;
    m_after = other.m_after;
    m_age.restart();
    setObsolete(m_after == m_before);
    return true;
}

} // namespace sfumato
