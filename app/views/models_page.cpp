#include "views/models_page.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "style/icons.h"
#include "style/looks.h"
#include "views/form.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace sfumato {
namespace {

constexpr int thumbnail_pixels = 192;

/// Name, family, title... contain the text; the kind is the chosen one.
class ShelfFilter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWanted(const QString& text, int kind) {
        m_text = text.trimmed();
        m_kind = kind;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex&) const override {
        const ShelfModel& model = static_cast<const ModelShelfTable*>(sourceModel())->at(row);
        if (m_kind >= 0 && int(model.kind) != m_kind) return false;
        if (m_text.isEmpty()) return true;
        for (const std::string* text : {&model.name, &model.family, &model.title, &model.author, &model.trigger_phrase})
            if (toQString(*text).contains(m_text, Qt::CaseInsensitive)) return true;
        return false;
    }

private:
    QString m_text;
    int m_kind = -1;
};

} // namespace

ModelsPage::ModelsPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("modelsPage"));
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(makeList());
    splitter->addWidget(makeDetails());
    splitter->setStretchFactor(0, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(4);
    splitter->setSizes({800, 340});
    auto* row = new QVBoxLayout(this);
    row->setContentsMargins(16, 16, 16, 8);
    row->addWidget(splitter);
    connectAll();
    showSelected();
    showSummary();
}

QWidget* ModelsPage::makeList() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 8, 0);
    auto* top = new QHBoxLayout;
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("modelFilter"));
    m_filter->setPlaceholderText(tr("Search models"));
    addClearButton(*m_filter, tr("Clear the search"));
    m_filter->setAccessibleName(tr("Search models"));
    m_kind = new QComboBox;
    m_kind->setAccessibleName(tr("Kind of model"));
    m_kind->addItem(tr("Everything"), -1);
    const std::pair<QString, ModelKind> kinds[] = {{tr("Models"), ModelKind::model},
                                                   {tr("LoRA"), ModelKind::lora},
                                                   {tr("ControlNet"), ModelKind::controlnet},
                                                   {tr("VAE"), ModelKind::vae},
                                                   {tr("Text encoders"), ModelKind::text_encoder},
                                                   {tr("Embeddings"), ModelKind::embedding},
                                                   {tr("Upscalers"), ModelKind::upscaler},
                                                   {tr("Unknown"), ModelKind::unknown}};
    for (const auto& [text, kind] : kinds)
        m_kind->addItem(text, int(kind));
    auto* again = new QToolButton;
    again->setIcon(icon(Glyph::reuse));
    again->setToolTip(tr("Look through the folders again (F5)"));
    again->setAccessibleName(tr("Look through the folders again"));
    connect(again, &QToolButton::clicked, &m_table, &ModelShelfTable::scan);
    connect(new QShortcut(QKeySequence(Qt::Key_F5), this), &QShortcut::activated, &m_table, &ModelShelfTable::scan);
    top->addWidget(m_filter, 1);
    top->addWidget(m_kind);
    top->addWidget(again);
    column->addLayout(top);

    m_sorted = new ShelfFilter(this);
    m_sorted->setSourceModel(&m_table);
    m_sorted->setSortRole(ModelShelfTable::sort_role);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_view = new QTableView;
    m_view->setObjectName(QStringLiteral("modelTable"));
    m_view->setAccessibleName(tr("Models"));
    m_view->setModel(m_sorted);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(ModelShelfTable::name_column, Qt::AscendingOrder);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setCornerButtonEnabled(false);
    for (auto* corner : m_view->findChildren<QAbstractButton*>())
        corner->setAccessibleName(tr("Corner of the table"));
    m_view->horizontalHeader()->setAccessibleName(tr("Columns"));
    m_view->verticalHeader()->setAccessibleName(tr("Rows"));
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 14);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_view->horizontalHeader()->setSectionResizeMode(ModelShelfTable::name_column, QHeaderView::Stretch);
    const int widths[] = {0, 100, 180, 90, 90, 170};
    for (int c = 1; c < ModelShelfTable::column_count; ++c)
        m_view->setColumnWidth(c, widths[c]);
    column->addWidget(m_view, 1);
    m_summary = new QLabel;
    setTone(*m_summary, Tone::dim);
    column->addWidget(m_summary);
    column->addWidget(makeFolders());
    return side;
}

QWidget* ModelsPage::makeFolders() {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 8, 0, 0);
    auto* label = new QLabel(tr("Fol&ders, used where they are; nothing is copied"));
    m_folders = new QListWidget;
    m_folders->setObjectName(QStringLiteral("modelFolders"));
    m_folders->setAccessibleName(tr("Folders of models"));
    m_folders->setMaximumHeight(96);
    m_folders->setTextElideMode(Qt::ElideMiddle);
    label->setBuddy(m_folders);
    auto* add = new QPushButton(icon(Glyph::folder), tr("&Add Folder…"));
    add->setToolTip(tr("Look for models here, too: the models folder of ComfyUI or A1111 will do"));
    m_removeFolder = new QPushButton(tr("Re&move Folder"));
    m_removeFolder->setObjectName(QStringLiteral("removeFolder"));
    m_removeFolder->setToolTip(tr("Look there no more; nothing is deleted"));
    connect(add, &QPushButton::clicked, this, &ModelsPage::addFolderRequested);
    connect(m_removeFolder, &QPushButton::clicked, this, &ModelsPage::removeFolder);
    grid->addWidget(label, 0, 0, 1, 2);
    grid->addWidget(m_folders, 1, 0, 2, 1);
    grid->addWidget(add, 1, 1);
    grid->addWidget(m_removeFolder, 2, 1, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    return box;
}

QWidget* ModelsPage::makeDetails() {
    auto* details = new QWidget;
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(8, 0, 8, 0);
    m_thumbnail = new QLabel;
    m_thumbnail->setAlignment(Qt::AlignCenter);
    m_title = new QLabel;
    m_title->setObjectName(QStringLiteral("modelTitle"));
    m_title->setWordWrap(true);
    QFont bold = m_title->font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.2);
    m_title->setFont(bold);
    m_reason = new QLabel;
    m_reason->setObjectName(QStringLiteral("modelReason"));
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_use = new QPushButton(icon(Glyph::brush), tr("&Paint with This Model"));
    m_use->setObjectName(QStringLiteral("useModel"));
    m_hash = new QPushButton(tr("Compute SHA-&256"));
    m_hash->setToolTip(tr("Reads the whole file once; the result is remembered until the file changes"));
    m_show = new QPushButton(icon(Glyph::folder), tr("Show in &Folder"));
    auto* fields = new QWidget;
    m_fields = new QFormLayout(fields);
    m_fields->setContentsMargins(0, 8, 0, 8);
    m_fields->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    column->addWidget(m_thumbnail);
    column->addWidget(m_title);
    column->addWidget(m_reason);
    column->addWidget(fields);
    column->addWidget(m_use);
    column->addWidget(m_hash);
    column->addWidget(m_show);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(details);
    scroll->setMinimumWidth(280);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return scroll;
}

void ModelsPage::connectAll() {
    const auto filter = [this] {
        static_cast<ShelfFilter*>(m_sorted)->setWanted(m_filter->text(), m_kind->currentData().toInt());
        showSummary();
    };
    connect(m_filter, &QLineEdit::textChanged, this, filter);
    connect(m_kind, &QComboBox::currentIndexChanged, this, filter);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ModelsPage::showSelected);
    connect(m_view, &QTableView::activated, this, [this] { m_use->click(); });
    connect(&m_table, &ModelShelfTable::rowsInserted, this, &ModelsPage::showSummary);
    connect(&m_table, &ModelShelfTable::modelReset, this, [this] { showSelected(), showSummary(); });
    connect(&m_table, &ModelShelfTable::scanEnded, this, [this] {
        showSummary();
        emit listChanged();
    });
    connect(&m_table, &ModelShelfTable::foldersChanged, this, &ModelsPage::showFolders);
    connect(&m_table, &ModelShelfTable::failed, this, [this](const QString& message) {
        m_hashing.clear();
        showSelected();
        emit failed(message);
    });
    connect(&m_table, &ModelShelfTable::hashed, this, [this](const QString& path) {
        if (path == m_hashing) m_hashing.clear();
        showSelected();
    });
    connect(&m_table, &ModelShelfTable::thumbnailReady, this, [this](const QString& path, const QImage& image) {
        const int row = selectedRow();
        if (row < 0 || toQString(m_table.at(row).path.string()) != path) return;
        m_thumbnail->setPixmap(QPixmap::fromImage(image));
        m_thumbnail->show();
    });
    connect(m_use, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        if (row >= 0 && m_table.at(row).usable()) emit useRequested(toQString(m_table.at(row).path.string()));
    });
    connect(m_hash, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        if (row < 0) return;
        m_hashing = toQString(m_table.at(row).path.string());
        m_table.reckonHash(m_hashing);
        showSelected();
    });
    connect(m_show, &QPushButton::clicked, this, [this] {
        const int row = selectedRow();
        if (row < 0) return;
        QDesktopServices::openUrl(QUrl::fromLocalFile(toQString(m_table.at(row).path.parent_path().string())));
    });
    connect(m_folders, &QListWidget::currentRowChanged, this,
            [this](int row) { m_removeFolder->setEnabled(row > 0); }); // the first is the program's own
}

void ModelsPage::scanOnce() {
    if (std::exchange(m_scanned, true)) return;
    m_table.scan();
}

int ModelsPage::selectedRow() const {
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : m_sorted->mapToSource(rows.first()).row();
}

void ModelsPage::addField(const QString& name, const QString& text, bool monospace) {
    if (text.isEmpty()) return;
    auto* value = new QLabel(text);
    value->setTextFormat(Qt::PlainText); // it comes from a file
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(name);
    if (monospace) value->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* label = new QLabel(name);
    setTone(*label, Tone::dim);
    m_fields->addRow(label, value);
}

void ModelsPage::showSelected() {
    const int row = selectedRow();
    while (m_fields->rowCount() > 0)
        m_fields->removeRow(0);
    m_thumbnail->hide();
    for (QPushButton* button : {m_use, m_hash, m_show})
        button->setEnabled(row >= 0);
    m_reason->setVisible(row >= 0);
    if (row < 0) {
        m_title->setText(tr("Choose a model to see what it is"));
        return;
    }
    const ShelfModel& model = m_table.at(row);
    const QString path = toQString(model.path.string());
    m_title->setText(toQString(model.title.empty() ? model.path.filename().string() : model.title).toHtmlEscaped());
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setText(
        model.usable()
            ? tr("Ready to be painted with.")
            : tr("Cannot be painted with: %1").arg(coreTextWithout(model.path.string(), model.unusable_because)));
    m_use->setEnabled(model.usable());
    addField(tr("Family"), model.family == "unknown" ? tr("Unknown") : coreText(model.family));
    addField(tr("Precision"), toQString(model.precision));
    if (model.parameters >= 1'000'000)
        addField(tr("Parameters"), tr("%1 million").arg(QLocale().toString(double(model.parameters) / 1e6, 'f', 1)));
    else if (model.parameters > 0)
        addField(tr("Parameters"), QLocale().toString(qlonglong(model.parameters)));
    addField(tr("Size"), QLocale().formattedDataSize(static_cast<qint64>(model.bytes)));
    if (model.default_side > 0) addField(tr("Made for"), tr("%1 × %1 pixels").arg(model.default_side));
    addField(tr("Author"), toQString(model.author));
    addField(tr("Licence"), toQString(model.licence));
    addField(tr("Date"), toQString(model.date));
    addField(tr("Words to use"), toQString(model.trigger_phrase));
    addField(tr("Hint"), toQString(model.usage_hint));
    addField(tr("About"), toQString(model.description));
    addField(tr("File"), path);
    QString hash = toQString(model.sha256);
    for (qsizetype at = 16; at < hash.size(); at += 17)
        hash.insert(at, QLatin1Char('\n')); // four lines: it has no place to break
    addField(tr("SHA-256"), hash, true);
    const bool busy = m_hashing == path;
    m_hash->setVisible(model.sha256.empty() && !model.family.empty());
    m_hash->setEnabled(!busy);
    m_hash->setText(busy ? tr("Reading the file…") : tr("Compute SHA-&256"));
    m_table.requestThumbnail(row, thumbnail_pixels);
}

void ModelsPage::showSummary() {
    const int all = m_table.rowCount(), shown = m_sorted->rowCount();
    if (all == 0 && !m_table.scanning())
        m_summary->setText(m_scanned ? tr("No models here yet. Add the folder where yours are.") : QString());
    else if (m_table.scanning())
        m_summary->setText(tr("%n found so far…", nullptr, all));
    else if (shown < all)
        m_summary->setText(tr("%1 of %2").arg(shown).arg(all));
    else
        m_summary->setText(tr("%n file(s)", nullptr, all));
}

void ModelsPage::showFolders() {
    m_folders->clear();
    for (const QString& folder : m_table.folders()) {
        auto* item = new QListWidgetItem(folder, m_folders);
        item->setToolTip(folder);
    }
    m_removeFolder->setEnabled(false);
}

void ModelsPage::addFolder(const QString& folder) {
    m_table.setFolders(m_table.folders().mid(1) << folder);
}

void ModelsPage::removeFolder() {
    QStringList folders = m_table.folders();
    const int row = m_folders->currentRow();
    if (row < 1 || row >= folders.size()) return;
    folders.removeAt(row);
    m_table.setFolders(folders.mid(1));
}

} // namespace sfumato
