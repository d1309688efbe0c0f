#include "item_models/model_list.h"
#include "core_texts.h"

#include "engine_adapter.h"

#include <QFileInfo>
#include <QThreadPool>

#include <algorithm>

namespace sfumato {

ModelList::ModelList(QObject* parent) : QAbstractListModel(parent), m_pool(std::make_unique<QThreadPool>()) {
    m_pool->setMaxThreadCount(1);
    m_rows.push_back({QStringLiteral("builtin"), tr("Built-in: Glyph"), tr("Small icon-like pictures of 128 × 128"), 0,
                      0, true, true});
}

ModelList::~ModelList() {
    m_end.cancel(); // folders may hold thousands of files
    m_pool->waitForDone();
}

int ModelList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ModelList::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return row.label;
    case Qt::ToolTipRole: return row.detail;
    case model_role: return row.model;
    default: return {};
    }
}

Qt::ItemFlags ModelList::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    const bool usable = m_rows[static_cast<std::size_t>(index.row())].usable;
    return usable ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::ItemNeverHasChildren;
}

ModelList::Row ModelList::rowFor(const ModelSummary& summary) {
    Row row;
    row.model = toQString(summary.name);
    row.label = row.model == QStringLiteral("builtin") ? tr("Built-in: Glyph") : row.model;
    row.usable = summary.usable();
    row.side_multiple = summary.side_multiple;
    row.default_side = summary.default_side;
    row.detail = row.usable
                     ? tr("%1, made for %2 × %2\n%3")
                           .arg(coreText(summary.family))
                           .arg(summary.default_side)
                           .arg(toQString(summary.path.string()))
                     : tr("Cannot be used: %1").arg(coreTextWithout(summary.path.string(), summary.unusable_because));
    return row;
}

void ModelList::refresh(const std::filesystem::path& builtin) {
    refreshBy([builtin, end = m_end] { return list_models(builtin, end); });
}

void ModelList::refresh(const std::filesystem::path& builtin, std::vector<ShelfModel> shelf) {
    refreshBy([builtin, shelf = std::move(shelf)] { return list_models(builtin, shelf); });
}

void ModelList::refreshBy(std::function<std::vector<ModelSummary>()> list) {
    m_pool->start([this, list = std::move(list)] {
        // The pool is waited for in the destructor, so that `this` outlives the posting.
        QMetaObject::invokeMethod(
            this, [this, models = list()] { setFound(models); }, Qt::QueuedConnection);
    });
}

void ModelList::setFound(const std::vector<ModelSummary>& models) {
    std::vector<Row> rows;
    for (const ModelSummary& summary : models)
        rows.push_back(rowFor(summary));
    for (const Row& old : m_rows) {
        const bool listed = std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.model == old.model; });
        if (!listed && !old.found) rows.push_back(old);
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ModelList::ensure(const QString& model) {
    if (const int row = rowOf(model); row >= 0) return row;
    const int row = static_cast<int>(m_rows.size());
    beginInsertRows({}, row, row);
    const QFileInfo file(model);
    m_rows.push_back({model, file.fileName().isEmpty() ? model : file.fileName(), model, 0, 0, true, false});
    endInsertRows();
    return row;
}

int ModelList::rowOf(const QString& model) const {
    const Row* row = find(model);
    return row == nullptr ? -1 : static_cast<int>(row - m_rows.data());
}

int ModelList::sideMultiple(const QString& model) const {
    const Row* row = find(model);
    return row != nullptr && row->side_multiple > 0 ? row->side_multiple : 8;
}

int ModelList::defaultSide(const QString& model) const {
    const Row* row = find(model);
    return row != nullptr ? row->default_side : 0;
}

const ModelList::Row* ModelList::find(const QString& model) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& r) { return r.model == model; });
    return found == m_rows.end() ? nullptr : &*found;
}

} // namespace sfumato
