#include "views/gallery_page.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "image/formats.h"
#include "picture_clipboard.h"
#include "recipe/batch.h"
#include "store/infotext.h"
#include "style/icons.h"
#include "style/theme.h"
#include "views/compare_window.h"
#include "views/filter_bar.h"
#include "views/form.h"
#include "views/gallery_details.h"
#include "views/gallery_grid.h"
#include "views/message_bar.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSlider>
#include <QSplitter>
#include <QUrl>

#include <algorithm>
#include <memory>
#include <utility>

namespace sfumato {
namespace {

/// A change that has been made already when it is pushed.
class GalleryCommand : public QUndoCommand {
public:
    GalleryCommand(const QString& text, std::function<void()> undo, std::function<void()> redo)
        : QUndoCommand(text), m_undo(std::move(undo)), m_redo(std::move(redo)) {}
    void undo() override { m_undo(); }
    void redo() override {
        if (!std::exchange(m_first, false)) m_redo();
    }

private:
    std::function<void()> m_undo, m_redo;
    bool m_first = true;
};

QString helpText() {
    QString rows;
    for (const QueryHelp& row : gallery_query_help())
        rows += QStringLiteral("<tr><td><code>%1</code>&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(QString::fromUtf8(row.example).toHtmlEscaped(), coreText(row.meaning).toHtmlEscaped());
    return QStringLiteral("<table>%1</table>").arg(rows);
}

} // namespace

GalleryPage::GalleryPage(const std::filesystem::path& index, const QString& thumbnailFolder, QWidget* parent)
    : QWidget(parent), m_store(index), m_pictures(m_store), m_thumbnails(thumbnailFolder) {
    m_messages = new MessageBar;
    m_grid = new GalleryGrid(m_pictures, m_thumbnails);
    m_details = new GalleryDetails;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 4);
    makeTop();
    auto* splitter = new QSplitter;
    splitter->addWidget(m_grid);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({900, 300});
    splitter->setChildrenCollapsible(false);
    column->addWidget(m_messages);
    column->addWidget(splitter, 1);
    makeActions();
    connectStore();
    m_typing.setSingleShot(true);
    m_typing.setInterval(150);
    connect(&m_typing, &QTimer::timeout, this, &GalleryPage::search);
    connectWatch();
    m_grid->setEmptyText(tr("Looking for pictures…"));
}

void GalleryPage::makeTop() {
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("gallerySearch"));
    m_search->setPlaceholderText(tr("Search: words, rating:>=4, tag:portrait, seed:12, after:2026-01 …"));
    m_search->setAccessibleName(tr("Search the gallery"));
    m_search->setToolTip(helpText());
    addClearButton(*m_search, tr("Clear the search"));
    m_sort = new QComboBox;
    m_sort->setObjectName(QStringLiteral("gallerySort"));
    m_sort->setAccessibleName(tr("Order"));
    const std::pair<QString, GallerySort> orders[] = {
        {tr("Newest first"), GallerySort::newest}, {tr("Oldest first"), GallerySort::oldest},
        {tr("Best rated"), GallerySort::rating},   {tr("By name"), GallerySort::name},
        {tr("By model"), GallerySort::model},      {tr("By seed"), GallerySort::seed},
        {tr("Largest file"), GallerySort::largest}};
    for (const auto& [text, sort] : orders)
        m_sort->addItem(text, toQString(gallery_sort_name(sort)));
    m_size = new QSlider(Qt::Horizontal);
    m_size->setObjectName(QStringLiteral("gallerySize"));
    m_size->setRange(96, 480);
    m_size->setValue(m_grid->pictureSide());
    m_size->setMaximumWidth(140);
    m_size->setAccessibleName(tr("Size of the pictures"));
    m_size->setToolTip(tr("Size of the pictures (Ctrl and the wheel)"));
    auto* folder = new QPushButton(icon(Glyph::folder), tr("Add folder…"));
    folder->setObjectName(QStringLiteral("galleryAddFolder"));
    m_missing = new QPushButton;
    m_missing->setObjectName(QStringLiteral("galleryMissing"));
    m_missing->setToolTip(tr("Pictures whose files were moved or deleted outside; they stay in the index"));
    m_missing->hide();
    m_forget = new QPushButton(tr("Forget all missing"));
    m_forget->setObjectName(QStringLiteral("galleryForget"));
    m_forget->setToolTip(tr("Takes them out of the index, with their ratings and tags; undo brings them back"));
    m_forget->hide();
    m_filters = new FilterBar;
    m_count = new QLabel;
    m_problem = new QLabel;
    m_problem->setObjectName(QStringLiteral("galleryProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_sort);
    top->addWidget(m_size);
    top->addWidget(folder);
    m_progress = new QWidget;
    m_progressText = new QLabel;
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setObjectName(QStringLiteral("galleryStop"));
    auto* busy = new QHBoxLayout(m_progress);
    busy->setContentsMargins(0, 0, 0, 0);
    busy->addWidget(m_progressText, 1);
    busy->addWidget(m_stop);
    m_progress->hide();
    auto* below = new QHBoxLayout;
    below->addWidget(m_count);
    below->addWidget(m_missing);
    below->addWidget(m_forget);
    below->addWidget(m_progress, 1);
    below->addStretch();
    auto* column = qobject_cast<QVBoxLayout*>(layout());
    column->addLayout(top);
    column->addWidget(m_filters);
    column->addWidget(m_problem);
    column->addLayout(below);
    connect(folder, &QPushButton::clicked, this, &GalleryPage::chooseFolder);
    connect(m_stop, &QPushButton::clicked, &m_store, &GalleryStore::cancel);
    connectTop();
}

void GalleryPage::connectTop() {
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        search();
        m_grid->setFocus();
    });
    connect(m_sort, &QComboBox::currentIndexChanged, this, &GalleryPage::search);
    connect(m_size, &QSlider::valueChanged, m_grid, &GalleryGrid::setPictureSide);
    connect(m_grid, &GalleryGrid::sizeChanged, m_size, &QSlider::setValue);
    connect(m_missing, &QPushButton::clicked, this, [this] { setQuery(QStringLiteral("is:missing")); });
    connect(m_forget, &QPushButton::clicked, this, &GalleryPage::forgetAllMissing);
    connect(m_search, &QLineEdit::textChanged, m_filters, &FilterBar::setQuery);
    connect(m_filters, &FilterBar::queryChosen, this, &GalleryPage::setQuery);
    connect(m_filters, &FilterBar::namesWanted, &m_store, &GalleryStore::askNames);
    connect(&m_store, &GalleryStore::names, m_filters, &FilterBar::setNames);
}

QAction* GalleryPage::addPageAction(const QString& text, const QKeySequence& key, const std::function<void()>& run) {
    auto* action = new QAction(text, m_grid);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, run);
    addAction(action); // keys work wherever the focus is on the page; text fields keep theirs
    m_grid->addAction(action);
    return action;
}

void GalleryPage::addSeparator() {
    auto* line = new QAction(m_grid);
    line->setSeparator(true);
    m_grid->addAction(line);
}

/// The next work on a picture.
void GalleryPage::makeSendActions() {
    const auto with_entry = [this](const std::function<void(const GalleryEntry&)>& run) {
        return [this, run] {
            const GalleryEntry* entry = currentEntry();
            if (entry != nullptr && entry->state == PictureState::present) return run(*entry);
            m_messages->tell(MessageBar::Kind::information,
                             entry == nullptr ? tr("Select one picture") : tr("The picture's file is missing"));
        };
    };
    addPageAction(tr("Start from this picture (img2img)"), QKeySequence(Qt::Key_I),
                  with_entry([this](const GalleryEntry& e) { emit initRequested(toQString(e.facts.path.string())); }))
        ->setObjectName(QStringLiteral("sendToInit"));
    addPageAction(tr("Paint a part anew (inpaint)"), QKeySequence(Qt::Key_M), with_entry([this](const GalleryEntry& e) {
                      emit inpaintRequested(toQString(e.facts.path.string()));
                  }))
        ->setObjectName(QStringLiteral("sendToInpaint"));
    addPageAction(tr("Make it larger (hires fix)"), QKeySequence(Qt::Key_H),
                  with_entry([this](const GalleryEntry& e) { emit enlargeRequested(e); }))
        ->setObjectName(QStringLiteral("sendToHires"));
}

void GalleryPage::makeActions() {
    const auto add = [this](const QString& text, const QKeySequence& key, const std::function<void()>& run) {
        return addPageAction(text, key, run);
    };
    const auto separate = [this] { addSeparator(); };
    add(tr("Open"), {}, [this] {
        if (const GalleryEntry* entry = currentEntry()) emit openRequested(toQString(entry->facts.path.string()));
    });
    add(tr("Compare two"), QKeySequence(Qt::Key_C), [this] { compare(); });
    m_reuseTemplate = add(tr("Reuse template"), {}, [this] {
        const GalleryEntry* entry = currentEntry();
        if (entry != nullptr && entry->facts.recipe) emit reuseTemplateRequested(*entry->facts.recipe);
    });
    m_reuseTemplate->setObjectName(QStringLiteral("galleryReuseTemplate"));
    separate();
    makeSendActions();
    separate();
    for (int stars = 0; stars <= 5; ++stars)
        add(stars == 0 ? tr("No stars") : QStringLiteral("★").repeated(stars), QKeySequence(Qt::Key(Qt::Key_0 + stars)),
            [this, stars] { rate(stars); });
    separate();
    add(tr("Keep"), QKeySequence(Qt::Key_P), [this] { setFlag(PictureFlag::keep); });
    add(tr("Reject"), QKeySequence(Qt::Key_X), [this] { setFlag(PictureFlag::reject); });
    add(tr("No mark"), QKeySequence(Qt::Key_U), [this] { setFlag(PictureFlag::none); });
    add(tr("Favourite"), QKeySequence(Qt::Key_F), [this] { toggleFavourite(); });
    separate();
    add(tr("Copy as image"), QKeySequence(QKeySequence::Copy), [this] { copyAsImage(); });
    add(tr("Copy recipe as text"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { copyAsText(); });
    add(tr("Open its folder"), {}, [this] { openFolder(); });
    separate();
    add(tr("Move to the trash"), QKeySequence(QKeySequence::Delete), [this] { moveToTrash(); });
    add(tr("Forget missing file"), {}, [this] { forgetSelected(); })->setObjectName(QStringLiteral("forgetSelected"));
    const std::pair<QAction*, QKeySequence::StandardKey> steps[] = {
        {m_undo.createUndoAction(this, tr("Undo:")), QKeySequence::Undo},
        {m_undo.createRedoAction(this, tr("Redo:")), QKeySequence::Redo}};
    for (const auto& [action, key] : steps) {
        const auto tidy = [undo = action] { // where there is nothing to undo, nothing follows the colon
            if (undo->text().endsWith(QLatin1Char(':'))) undo->setText(undo->text().chopped(1));
        };
        tidy();
        connect(action, &QAction::changed, this, tidy);
        action->setShortcut(QKeySequence(key));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        m_grid->addAction(action);
    }
    connectDetails();
}

void GalleryPage::connectDetails() {
    connect(m_grid, &QWidget::customContextMenuRequested, this, &GalleryPage::showMenu);
    connect(m_grid, &GalleryGrid::selectionChangedTo, this, &GalleryPage::onSelection);
    connect(m_grid, &GalleryGrid::chosen, this, [this] {
        if (const GalleryEntry* entry = currentEntry()) emit openRequested(toQString(entry->facts.path.string()));
    });
    connect(m_details, &GalleryDetails::tagsEntered, this, &GalleryPage::addTags);
    connect(m_details, &GalleryDetails::tagRemoved, this, &GalleryPage::removeTag);
    const auto with_recipe = [this](const std::function<void(const GalleryEntry&)>& run) {
        const GalleryEntry* entry = currentEntry();
        if (entry != nullptr && entry->facts.recipe) run(*entry);
    };
    connect(m_details, &GalleryDetails::reuseAll, this, [this, with_recipe] {
        with_recipe([this](const GalleryEntry& entry) { emit reuseRequested(*entry.facts.recipe); });
    });
    connect(m_details, &GalleryDetails::reuseSeed, this, [this, with_recipe] {
        with_recipe([this](const GalleryEntry& entry) { emit reuseSeedRequested(entry.facts.recipe->seed); });
    });
    connect(m_details, &GalleryDetails::reusePrompt, this, [this, with_recipe] {
        with_recipe([this](const GalleryEntry& entry) {
            emit reusePromptRequested(toQString(entry.facts.recipe->prompt),
                                      toQString(entry.facts.recipe->negative_prompt));
        });
    });
    connect(m_details, &GalleryDetails::useAsInit, this, [this] {
        if (const GalleryEntry* entry = currentEntry()) emit initRequested(toQString(entry->facts.path.string()));
    });
}

void GalleryPage::connectStore() {
    connect(&m_store, &GalleryStore::opened, this, [this](bool readOnly, const QStringList& notes) {
        if (readOnly || !notes.isEmpty())
            m_messages->tell(MessageBar::Kind::warning,
                             readOnly ? tr("The gallery can only be read") : tr("The gallery's index"),
                             notes.join(QLatin1Char('\n')));
    });
    connect(&m_store, &GalleryStore::openFailed, this, [this](const QString& message) {
        m_grid->setEmptyText(tr("The gallery's index cannot be opened."));
        m_messages->tell(MessageBar::Kind::error, tr("The gallery's index cannot be opened"), message);
    });
    connect(&m_store, &GalleryStore::failed, this, [this](const QString& message) {
        m_messages->tell(MessageBar::Kind::error, tr("The gallery could not do that"), message);
    });
    connect(&m_store, &GalleryStore::found, this, &GalleryPage::onFound);
    connect(&m_store, &GalleryStore::changed, this, &GalleryPage::search);
    connect(&m_store, &GalleryStore::changed, &m_store, &GalleryStore::askNames);
    connect(&m_store, &GalleryStore::fetched, this, [this] { onSelection(m_grid->selectedIds()); });
    connect(&m_store, &GalleryStore::scanProgressed, this, [this](qint64 seen, qint64 read, const QString& folder) {
        m_progress->show();
        m_stop->setEnabled(true);
        m_progressText->setText(tr("%1 pictures seen, %2 new or changed, in %3").arg(seen).arg(read).arg(folder));
    });
    connect(&m_store, &GalleryStore::scanned, this, &GalleryPage::onScanned);
    connect(&m_store, &GalleryStore::changing, this, [this](qint64 done, qint64 all, bool canStop) {
        m_progress->show();
        m_stop->setEnabled(canStop);
        m_progressText->setText(canStop ? tr("%L1 of %L2 missing pictures forgotten").arg(done).arg(all)
                                        : tr("%L1 of %L2 pictures put back into the gallery").arg(done).arg(all));
    });
    connect(&m_store, &GalleryStore::changeEnded, this, [this] { m_progress->hide(); });
    connect(&m_store, &GalleryStore::detailsRead, m_details, &GalleryDetails::setTexts);
    connect(
        &m_store, &GalleryStore::trashed, this, [this](const std::vector<PictureId>& ids, const QStringList& problems) {
            if (!problems.isEmpty())
                m_messages->tell(MessageBar::Kind::error, tr("Not everything could be moved to the trash"),
                                 problems.mid(0, 10).join(QLatin1Char('\n')));
            if (ids.empty()) return;
            m_undo.push(new GalleryCommand(
                tr("move to the trash"), [this, ids] { m_store.restore(ids); }, [this, ids] { m_store.trash(ids); }));
            if (problems.isEmpty())
                m_messages->tell(MessageBar::Kind::information,
                                 tr("%n picture(s) are in the trash", nullptr, static_cast<int>(ids.size())), {},
                                 tr("Undo"), [this] { m_undo.undo(); });
        });
    connect(&m_store, &GalleryStore::restored, this,
            [this](const std::vector<PictureId>&, const QStringList& problems) {
                if (!problems.isEmpty())
                    m_messages->tell(MessageBar::Kind::error, tr("Not everything could be taken out of the trash"),
                                     problems.mid(0, 10).join(QLatin1Char('\n')));
            });
}

void GalleryPage::connectWatch() {
    constexpr int rescan_ms = 120'000;
    m_rescan.setInterval(rescan_ms);
    connect(&m_rescan, &QTimer::timeout, this, [this] {
        if (isVisible()) m_store.scanAll();
    });
    connect(&m_watch, &FolderWatch::changed, &m_store, &GalleryStore::scanFolders);
    connect(&m_watch, &FolderWatch::unwatched, this, [this](int count) {
        if (count == 0)
            m_rescan.stop();
        else if (!m_rescan.isActive())
            m_rescan.start();
    });
}

void GalleryPage::start() {
    if (std::exchange(m_started, true)) return;
    search();
    m_store.askNames();
    m_store.scanAll();
}

void GalleryPage::watchFolder(const QString& folder) {
    m_store.addFolder(folder); // and it is watched when it has been looked through
    m_started = true;
    search();
}

void GalleryPage::pictureSaved(const QString& path) {
    if (m_started) m_store.notice({path});
}

void GalleryPage::setQuery(const QString& query) {
    m_search->setText(query);
    m_typing.stop();
    search();
}

void GalleryPage::search() {
    QString query = m_search->text();
    if (m_sort->currentIndex() > 0) query += QStringLiteral(" sort:") + m_sort->currentData().toString();
    m_store.search(query);
}

void GalleryPage::onFound(const GalleryFound& found) {
    const std::vector<PictureId> selected = m_grid->selectedIds();
    const PictureId current = m_grid->currentId();
    const int scroll = m_grid->currentId() != 0 ? m_pictures.rowOf(current) : -1;
    m_pictures.setIds(found.ids);
    if (!selected.empty() && m_grid->selectedIds().empty()) {
        m_grid->select(selected);
        // What was deleted was followed by another picture: go on from there.
        if (m_grid->selectedIds().empty() && scroll >= 0 && m_pictures.rowCount() > 0)
            m_grid->select({m_pictures.id(std::min(scroll, m_pictures.rowCount() - 1))});
    }
    if (!std::exchange(m_everFound, true)) m_grid->setFocus();
    m_problem->setVisible(!found.parsed.problems.empty());
    if (!found.parsed.problems.empty()) m_problem->setText(coreText(found.parsed.problems[0].message));
    m_count->setText(tr("%L1 of %L2 pictures").arg(m_pictures.rowCount()).arg(found.total));
    m_missing->setVisible(found.missing > 0);
    m_missing->setText(tr("%n missing", nullptr, static_cast<int>(found.missing)));
    m_forget->setVisible(found.missing > 0 && std::ranges::any_of(found.parsed.search.terms, [](const GalleryTerm& t) {
                             return t.field == GalleryField::is && t.text == "missing" && !t.negated;
                         }));
    updateEmptyText(found);
    onSelection(m_grid->selectedIds());
}

void GalleryPage::updateEmptyText(const GalleryFound& found) {
    if (!found.parsed.search.terms.empty())
        m_grid->setEmptyText(
            tr("Nothing was found. Try fewer words; the search field's tip shows what it understands."));
    else
        m_grid->setEmptyText(
            tr("There are no pictures yet.\n\nWhat you make appears here. \"Add folder…\" shows pictures that "
               "you have already, of other programs too; they stay where they are."));
}

const GalleryEntry* GalleryPage::currentEntry() const {
    const std::vector<PictureId> ids = m_grid->selectedIds();
    const int row = ids.size() == 1 ? m_pictures.rowOf(ids[0]) : m_pictures.rowOf(m_grid->currentId());
    return row < 0 ? nullptr : m_pictures.entry(row);
}

void GalleryPage::onSelection(const std::vector<PictureId>& ids) {
    if (ids.empty()) return m_details->showNothing();
    if (ids.size() > 1) {
        m_details->showMany(static_cast<int>(ids.size()));
        return showTags();
    }
    const GalleryEntry* entry = currentEntry();
    if (entry == nullptr) return; // it is on its way
    const bool other = m_details->shown() != entry->id;
    m_details->showEntry(*entry);
    showTags();
    if (other && entry->state != PictureState::missing)
        m_store.readDetails(entry->id, toQString(entry->facts.path.string()));
}

/// Tags of the selected pictures, of as many as are shown at once.
void GalleryPage::showTags() {
    constexpr std::size_t most = 500;
    QStringList tags;
    const std::vector<PictureId> ids = m_grid->selectedIds();
    for (std::size_t i = 0; i < std::min(ids.size(), most); ++i)
        if (const int row = m_pictures.rowOf(ids[i]); row >= 0)
            if (const GalleryEntry* entry = m_pictures.entry(row))
                for (const std::string& tag : entry->marks.tags)
                    if (!tags.contains(toQString(tag))) tags << toQString(tag);
    tags.sort(Qt::CaseInsensitive);
    m_details->setTags(tags);
}

void GalleryPage::showMenu(const QPoint& at) {
    if (m_grid->selectedIds().empty()) return;
    const GalleryEntry* entry = currentEntry();
    m_reuseTemplate->setEnabled(entry != nullptr && entry->facts.recipe && came_from_template(*entry->facts.recipe));
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_grid->actions());
    menu->popup(m_grid->viewport()->mapToGlobal(at));
}

void GalleryPage::change(const QString& what, const std::function<void(PictureMarks&)>& change) {
    const std::vector<PictureId> ids = m_grid->selectedIds();
    if (ids.empty()) return;
    m_store.changeMarks(ids, change, [this, ids, what, change](const std::vector<EarlierMarks>& earlier) {
        m_undo.push(new GalleryCommand(
            what, [this, earlier] { m_store.restoreMarks(earlier); },
            [this, ids, change] { m_store.changeMarks(ids, change); }));
    });
}

void GalleryPage::rate(int stars) {
    change(tr("%n star(s)", nullptr, stars), [stars](PictureMarks& marks) { marks.rating = stars; });
}

void GalleryPage::setFlag(PictureFlag flag) {
    change(flag == PictureFlag::keep     ? tr("keep")
           : flag == PictureFlag::reject ? tr("reject")
                                         : tr("no mark"),
           [flag](PictureMarks& marks) { marks.flag = flag; });
}

void GalleryPage::toggleFavourite() {
    const GalleryEntry* entry = currentEntry();
    const bool favourite = entry == nullptr || !entry->marks.favourite;
    change(tr("favourite"), [favourite](PictureMarks& marks) { marks.favourite = favourite; });
}

void GalleryPage::addTags(const QString& text) {
    std::vector<std::string> tags;
    for (const QString& tag : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!tag.trimmed().isEmpty()) tags.push_back(toStd(tag.trimmed()));
    change(tr("add tags"),
           [tags](PictureMarks& marks) { marks.tags.insert(marks.tags.end(), tags.begin(), tags.end()); });
}

void GalleryPage::removeTag(const QString& tag) {
    change(tr("remove tag"), [tag = toStd(tag)](PictureMarks& marks) { std::erase(marks.tags, tag); });
}

void GalleryPage::moveToTrash() {
    if (const std::vector<PictureId> ids = m_grid->selectedIds(); !ids.empty()) m_store.trash(ids);
}

void GalleryPage::forgetSelected() {
    m_store.forget(m_grid->selectedIds(), [this](const ForgottenPictures& entries) {
        if (entries->empty())
            m_messages->tell(
                MessageBar::Kind::information,
                tr("Only pictures whose files are missing can be forgotten; others would come back at once"));
        onForgotten(entries);
    });
}

void GalleryPage::forgetAllMissing() {
    m_store.forgetMissing([this](const ForgottenPictures& entries) { onForgotten(entries); });
}

void GalleryPage::onForgotten(const ForgottenPictures& entries) {
    if (entries->empty()) return;
    const auto ids = std::make_shared<std::vector<PictureId>>(); // new ones each time that they come back
    m_undo.push(new GalleryCommand(
        tr("forget missing"),
        [this, entries, ids] { m_store.remember(entries, [ids](const std::vector<PictureId>& now) { *ids = now; }); },
        [this, ids] { m_store.forget(*ids, [](const ForgottenPictures&) {}); }));
    m_messages->tell(MessageBar::Kind::information,
                     tr("%n picture(s) were forgotten", nullptr, static_cast<int>(entries->size())), {}, tr("Undo"),
                     [this] { m_undo.undo(); });
}

void GalleryPage::copyAsImage() {
    const GalleryEntry* entry = currentEntry();
    if (entry == nullptr) return;
    const auto read = [path = entry->facts.path]() -> Result<QImage> {
        SF_TRY(const Image image, load_image(path));
        return toQImage(image);
    };
    copyToClipboard(read, [page = QPointer<GalleryPage>(this)](const Result<>& copied) {
        if (!copied && page)
            page->m_messages->tell(MessageBar::Kind::error, tr("The picture cannot be copied"),
                                   coreText(copied.error().text()));
    });
}

void GalleryPage::copyAsText() {
    const GalleryEntry* entry = currentEntry();
    if (entry == nullptr) return;
    QGuiApplication::clipboard()->setText(entry->facts.recipe ? toQString(to_infotext(*entry->facts.recipe))
                                                              : toQString(entry->facts.path.string()));
}

void GalleryPage::openFolder() {
    if (const GalleryEntry* entry = currentEntry())
        QDesktopServices::openUrl(QUrl::fromLocalFile(toQString(entry->facts.path.parent_path().string())));
}

void GalleryPage::compare() {
    const std::vector<PictureId> ids = m_grid->selectedIds();
    QStringList paths;
    for (const PictureId id : ids)
        if (const int row = m_pictures.rowOf(id); row >= 0 && paths.size() < 3)
            if (const GalleryEntry* entry = m_pictures.entry(row)) paths << toQString(entry->facts.path.string());
    if (paths.size() != 2) {
        m_messages->tell(MessageBar::Kind::information, tr("Select two pictures to compare them"));
        return;
    }
    (new CompareWindow(paths[0], paths[1], this))->show();
}

void GalleryPage::onScanned(const ScanReport& report) {
    m_progress->hide();
    QStringList folders;
    for (const std::filesystem::path& folder : report.folders)
        folders << toQString(folder.string());
    m_watch.watch(folders);
    if (report.problems.empty()) return;
    QStringList lines;
    for (std::size_t i = 0; i < report.problems.size() && i < 5; ++i)
        lines << coreText(report.problems[i]);
    const auto more = static_cast<qsizetype>(report.problems.size() + report.more_problems) - lines.size();
    if (more > 0) lines << tr("and %1 more").arg(more);
    m_messages->tell(MessageBar::Kind::information, tr("Some files could not be read"), lines.join(QLatin1Char('\n')));
}

void GalleryPage::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Choose a folder of pictures"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &GalleryPage::watchFolder);
    dialog->open();
}

void GalleryPage::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Find) || event->key() == Qt::Key_Slash) {
        m_search->setFocus();
        m_search->selectAll();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace sfumato
