#include "views/shortcut_editor.h"

#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace sfumato {
namespace {

QString plainText(const QAction& action) {
    return action.text().remove(QLatin1Char('&')).remove(QChar(0x2026));
}

QString keyOf(const ShortcutRow& row) {
    return QStringLiteral("shortcuts/") + row.usual.first().toString(QKeySequence::PortableText);
}

void collect(const QList<QAction*>& actions, QList<ShortcutRow>& rows) {
    for (QAction* action : actions) {
        if (action->menu() != nullptr)
            collect(action->menu()->actions(), rows);
        else if (!action->shortcuts().isEmpty())
            rows.append({action, action->shortcuts()});
    }
}

} // namespace

QList<ShortcutRow> shortcutRows(const QList<QAction*>& menus) {
    QList<ShortcutRow> rows;
    collect(menus, rows);
    return rows;
}

void restoreShortcuts(const QList<ShortcutRow>& rows, const QSettings& settings) {
    for (const ShortcutRow& row : rows) {
        const QVariant kept = settings.value(keyOf(row));
        if (!kept.isValid()) continue;
        const QKeySequence key = QKeySequence::fromString(kept.toString(), QKeySequence::PortableText);
        row.action->setShortcut(key); // an empty text means none
    }
}

ShortcutEditor::ShortcutEditor(const QList<ShortcutRow>& rows, QSettings& settings, QWidget* parent)
    : QWidget(parent), m_rows(rows), m_settings(settings) {
    auto* column = new QVBoxLayout(this);
    m_table = new QTableWidget(static_cast<int>(rows.size()), 2);
    m_table->setObjectName(QStringLiteral("shortcutTable"));
    m_table->setAccessibleName(tr("Commands and their keys"));
    m_table->setHorizontalHeaderLabels({tr("Command"), tr("Key")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setAccessibleName(tr("Columns"));
    m_table->setColumnWidth(1, 160);
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    column->addWidget(m_table, 1);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("New &key"));
    m_edit = new QKeySequenceEdit;
    m_edit->setObjectName(QStringLiteral("shortcutEdit"));
    m_edit->setAccessibleName(tr("New key"));
    label->setBuddy(m_edit);
    m_reset = new QPushButton(tr("&Usual Key"));
    m_reset->setToolTip(tr("Back to the key that the command came with"));
    auto* reset_all = new QPushButton(tr("&All Usual Keys"));
    row->addWidget(label);
    row->addWidget(m_edit, 1);
    row->addWidget(m_reset);
    row->addWidget(reset_all);
    column->addLayout(row);
    m_conflict = new QLabel;
    m_conflict->setObjectName(QStringLiteral("shortcutConflict"));
    m_conflict->setWordWrap(true);
    column->addWidget(m_conflict);
    for (int i = 0; i < m_rows.size(); ++i) {
        m_table->setItem(i, 0, new QTableWidgetItem(plainText(*m_rows[i].action)));
        m_table->setItem(i, 1, new QTableWidgetItem);
        showRow(i);
    }
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ShortcutEditor::showSelected);
    connect(m_edit, &QKeySequenceEdit::editingFinished, this, [this] {
        if (m_table->currentRow() >= 0) give(m_table->currentRow(), m_edit->keySequence());
    });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        const int at = m_table->currentRow();
        if (at < 0) return;
        m_rows[at].action->setShortcuts(m_rows[at].usual);
        m_settings.remove(keyOf(m_rows[at]));
        showRow(at);
        showSelected();
    });
    connect(reset_all, &QPushButton::clicked, this, &ShortcutEditor::resetAll);
    showSelected();
}

bool ShortcutEditor::give(int row, const QKeySequence& key) {
    for (int i = 0; i < m_rows.size() && !key.isEmpty(); ++i) {
        if (i == row || !m_rows[i].action->shortcuts().contains(key)) continue;
        m_conflict->setText(tr("%1 is the key of “%2”. Give that another key first.")
                                .arg(key.toString(QKeySequence::NativeText), plainText(*m_rows[i].action)));
        return false;
    }
    m_conflict->clear();
    m_rows[row].action->setShortcut(key);
    keep(row);
    showRow(row);
    return true;
}

void ShortcutEditor::keep(int row) {
    m_settings.setValue(keyOf(m_rows[row]), m_rows[row].action->shortcut().toString(QKeySequence::PortableText));
}

void ShortcutEditor::resetAll() {
    m_settings.remove(QStringLiteral("shortcuts"));
    for (int i = 0; i < m_rows.size(); ++i) {
        m_rows[i].action->setShortcuts(m_rows[i].usual);
        showRow(i);
    }
    showSelected();
}

void ShortcutEditor::showRow(int row) {
    m_table->item(row, 1)->setText(m_rows[row].action->shortcut().toString(QKeySequence::NativeText));
}

void ShortcutEditor::showSelected() {
    const int row = m_table->currentRow();
    m_conflict->clear();
    m_edit->setEnabled(row >= 0);
    m_reset->setEnabled(row >= 0);
    m_edit->setKeySequence(row >= 0 ? m_rows[row].action->shortcut() : QKeySequence());
}

} // namespace sfumato
