#include "item_models/picture_list.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace sfumato {
namespace {

QString describe(const PictureList::Entry& entry) {
    const Recipe& recipe = entry.picture.recipe;
    QString prompt = toQString(recipe.prompt).simplified();
    if (prompt.isEmpty()) prompt = PictureList::tr("(no prompt)");
    if (prompt.size() > 120) prompt = prompt.left(119) + QChar(0x2026);
    return PictureList::tr("%1\n%2 × %3, %4 steps, seed %5")
        .arg(prompt)
        .arg(recipe.width)
        .arg(recipe.height)
        .arg(recipe.steps)
        .arg(recipe.seed);
}

QString saveState(const PictureList::Entry& entry) {
    if (!entry.path.isEmpty()) return entry.path;
    return entry.save_failed ? PictureList::tr("Not saved") : PictureList::tr("Saving…");
}

} // namespace

int PictureList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant PictureList::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DecorationRole: return entry.picture.thumbnail;
    case Qt::ToolTipRole: return describe(entry) + QLatin1Char('\n') + saveState(entry);
    case Qt::AccessibleTextRole: return describe(entry);
    case id_role: return QVariant::fromValue(entry.id);
    case path_role: return entry.path;
    default: return {};
    }
}

PictureList::Id PictureList::add(const FinishedPicture& picture) {
    beginInsertRows({}, 0, 0);
    m_entries.insert(m_entries.begin(), Entry{++m_last, picture, {}, false});
    m_entries.front().picture.deep.reset(); // the queue, which saves it, has its own
    endInsertRows();
    forgetOld();
    return m_last;
}

void PictureList::setSaved(Id id, const QString& path) {
    const int row = rowOf(id);
    if (row < 0) return;
    Entry& entry = m_entries[static_cast<std::size_t>(row)];
    entry.path = path;
    entry.save_failed = false;
    entry.picture.original.reset();
    touch(row);
    forgetOld();
}

void PictureList::setSaveFailed(Id id) {
    const int row = rowOf(id);
    if (row < 0) return;
    m_entries[static_cast<std::size_t>(row)].save_failed = true;
    touch(row);
}

void PictureList::setView(Id id, const QImage& view) {
    const int row = rowOf(id);
    if (row >= 0) m_entries[static_cast<std::size_t>(row)].picture.view = view;
}

void PictureList::remove(Id id) {
    const int row = rowOf(id);
    if (row < 0) return;
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + row);
    endRemoveRows();
}

const PictureList::Entry* PictureList::find(Id id) const {
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_entries[static_cast<std::size_t>(row)];
}

const PictureList::Entry* PictureList::findPath(const QString& path) const {
    for (const Entry& entry : m_entries)
        if (!entry.path.isEmpty() && entry.path == path) return &entry;
    return nullptr;
}

int PictureList::rowOf(Id id) const {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [id](const Entry& e) { return e.id == id; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

int PictureList::unsaved() const {
    return static_cast<int>(
        std::count_if(m_entries.begin(), m_entries.end(), [](const Entry& e) { return e.path.isEmpty(); }));
}

void PictureList::forgetOld() {
    for (std::size_t i = views_kept; i < m_entries.size(); ++i)
        if (!m_entries[i].path.isEmpty()) m_entries[i].picture.view = QImage();
    for (std::size_t i = m_entries.size(); i-- > pictures_kept;)
        if (!m_entries[i].path.isEmpty()) remove(m_entries[i].id);
}

void PictureList::touch(int row) {
    emit dataChanged(index(row), index(row));
}

} // namespace sfumato
