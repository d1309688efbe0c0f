#include "item_models/batch_table.h"

#include "engine_adapter.h"
#include "recipe/fields.h"

#include <QStringList>

#include <utility>

namespace sfumato {

void BatchTable::setBatch(std::shared_ptr<const Batch> batch, const Recipe& base) {
    beginResetModel();
    m_batch = std::move(batch);
    m_base = base;
    endResetModel();
}

int BatchTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_batch ? 0 : static_cast<int>(m_batch->recipes.size());
}

int BatchTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : column_count;
}

QVariant BatchTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const Recipe& recipe = m_batch->recipes[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case prompt_column: return toQString(recipe.prompt).simplified().left(role == Qt::DisplayRole ? 300 : 2000);
    case seed_column: return QString::number(recipe.seed);
    case settings_column: return settingsOf(recipe);
    default: return {};
    }
}

QVariant BatchTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) return {};
    if (orientation == Qt::Vertical) return section + 1;
    switch (section) {
    case prompt_column: return tr("Prompt");
    case seed_column: return tr("Seed");
    case settings_column: return tr("Other than in the panel");
    default: return {};
    }
}

QString BatchTable::settingsOf(const Recipe& recipe) const {
    QStringList parts;
    for (const RecipeField& field : recipe_fields()) {
        if (!field.stored || field.name == "prompt" || field.name == "seed" || field.name.ends_with("template"))
            continue;
        const std::string value = field.get(recipe);
        if (value != field.get(m_base))
            parts << QStringLiteral("%1 %2").arg(toQString(field.name), toQString(value).left(80));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace sfumato
