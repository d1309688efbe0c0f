#include "views/queue_page.h"

#include "base/clock.h"

#include "style/icons.h"
#include "style/theme.h"
#include "views/status_area.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace sfumato {
namespace {

constexpr int row_height = 64, thumbnail = 48, margin = 8;

Glyph glyphOf(JobState state) {
    switch (state) {
    case JobState::waiting: return Glyph::queue;
    case JobState::running: return Glyph::brush;
    case JobState::paused: return Glyph::pause;
    case JobState::done: return Glyph::image;
    case JobState::failed: return Glyph::alert;
    case JobState::cancelled: return Glyph::close;
    }
    return Glyph::queue;
}

class JobDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, row_height}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QueuedJobPtr job = static_cast<const QueueList*>(index.model())->job(index);
        if (!job) return;
        painter->save();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        const QColor quiet = selected ? text : themeColors().dim;
        if (selected) painter->fillRect(option.rect, option.palette.highlight());
        const QRect whole = option.rect.adjusted(margin, margin, -margin, -margin);
        const QRect image(whole.left(), whole.top(), thumbnail, thumbnail);
        paintImage(*painter, image, index, *job, selected);

        QRect lines = whole.adjusted(thumbnail + 12, 0, 0, 0);
        const int half = lines.height() / 2;
        const QRect top(lines.left(), lines.top(), lines.width(), half);
        const QRect bottom(lines.left(), lines.top() + half, lines.width(), half);
        painter->setPen(text);
        const auto line = [&](const QRect& place, const QString& words, Qt::Alignment align) {
            painter->drawText(place, int(align | Qt::AlignVCenter) | Qt::TextSingleLine,
                              option.fontMetrics.elidedText(words, Qt::ElideRight, place.width()));
        };
        line(top, index.data(QueueList::title_role).toString(), Qt::AlignLeft);
        const QString detail = index.data(QueueList::detail_role).toString();
        const int wide = std::min(option.fontMetrics.horizontalAdvance(detail), lines.width() / 2);
        painter->setPen(quiet);
        line(QRect(bottom.left(), bottom.top(), wide, half), detail, Qt::AlignLeft);
        painter->setPen(job->state == JobState::failed && !selected ? themeColors().error : text);
        line(bottom.adjusted(wide + 24, 0, 0, 0), index.data(QueueList::status_role).toString(), Qt::AlignRight);
        const double fraction = index.data(QueueList::fraction_role).toDouble();
        const QRect bar(lines.left(), option.rect.bottom() - 4, lines.width(), 3);
        if (fraction >= 0) {
            painter->fillRect(bar, themeColors().border);
            painter->fillRect(QRect(bar.left(), bar.top(), int(bar.width() * fraction), 3),
                              selected ? text : themeColors().accent);
        } else {
            painter->setPen(themeColors().border);
            painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        }
        painter->restore();
    }

private:
    static void paintImage(QPainter& painter, const QRect& place, const QModelIndex& index, const QueuedJob& job,
                           bool selected) {
        const QImage image = index.data(QueueList::thumbnail_role).value<QImage>();
        if (image.isNull()) {
            icon(glyphOf(job.state))
                .paint(&painter, place.adjusted(12, 12, -12, -12), Qt::AlignCenter,
                       selected ? QIcon::Selected : QIcon::Normal);
            return;
        }
        QRect fitted(QPoint(0, 0), image.size().scaled(place.size(), Qt::KeepAspectRatio));
        fitted.moveCenter(place.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(fitted, image);
    }
};

} // namespace

QueuePage::QueuePage(QueueController& queue, QWidget* parent)
    : QWidget(parent), m_queue(queue), m_list(new QueueList(queue, this)), m_view(new QListView),
      m_messages(new MessageBar), m_summary(new QLabel) {
    setObjectName(QStringLiteral("queuePage"));
    auto* bar = new QToolBar;
    makeBar(*bar);
    makeView();
    m_summary->setObjectName(QStringLiteral("queueSummary"));
    m_summary->setContentsMargins(12, 6, 12, 6);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_messages);
    column->addWidget(m_view, 1);
    column->addWidget(m_summary);
    connect(&queue, &QueueController::changed, this, &QueuePage::follow);
    connect(&queue, &QueueController::loaded, this, &QueuePage::follow);
    connect(&queue, &QueueController::currentProgressed, this, &QueuePage::follow);
    connect(m_list, &QueueList::moveRequested, this,
            [this](const std::vector<QueueId>& ids, std::optional<QueueId> before) {
                m_queue.edit([&](Queue& q) { q.move(ids, before); });
            });
    follow();
}

QAction* QueuePage::addAction(QToolBar& bar, const QString& text, const QString& tip) {
    QAction* action = bar.addAction(text);
    action->setToolTip(tip);
    return action;
}

void QueuePage::makeBar(QToolBar& bar) {
    bar.setIconSize(QSize(16, 16));
    bar.setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar.setAccessibleName(tr("Queue"));
    m_pause = addAction(bar, tr("Pause"), tr("Stop before the next step; the picture is gone on with later"));
    m_pause->setObjectName(QStringLiteral("queuePause"));
    connect(m_pause, &QAction::triggered, this, [this] { m_queue.setPaused(!m_queue.driver().paused()); });
    m_stop = addAction(bar, tr("Stop After This Picture"), tr("Finish the picture that is being made, then pause"));
    m_stop->setCheckable(true);
    connect(m_stop, &QAction::triggered, this, [this](bool on) { m_queue.setStopAfterCurrent(on); });
    m_cancel =
        addAction(bar, tr("Cancel Picture"), tr("Give up the picture that is being made and go on with the next"));
    m_cancel->setIcon(icon(Glyph::stop));
    connect(m_cancel, &QAction::triggered, this, [this] { m_queue.cancelCurrent(); });
    bar.addSeparator();
    m_retry = addAction(bar, tr("Retry Failed"), tr("Let all that failed wait again"));
    m_retry->setIcon(icon(Glyph::reuse));
    connect(m_retry, &QAction::triggered, this, [this] { m_queue.edit([](Queue& q) { q.retry_failed(); }); });
    m_clear = addAction(bar, tr("Clear Finished"), tr("Take out what is done or cancelled; the pictures stay"));
    connect(m_clear, &QAction::triggered, this, [this] {
        const auto removed = m_queue.edit([](Queue& q) { return q.clear_finished(); });
        offerUndo(tr("%n job(s) taken out of the list", nullptr, int(removed.size())), removed);
    });
    bar.addSeparator();
    m_group = addAction(bar, tr("Group by Model"),
                        tr("Make the pictures of the loaded model first, so that models are changed seldom"));
    m_group->setCheckable(true);
    connect(m_group, &QAction::triggered, this,
            [this](bool on) { m_queue.edit([on](Queue& q) { q.set_grouped(on); }); });
    QAction* save =
        addAction(bar, tr("Export…"), tr("Write the recipes of all jobs, or of those selected, to a table"));
    save->setObjectName(QStringLiteral("queueExport"));
    save->setIcon(icon(Glyph::save));
    connect(save, &QAction::triggered, this, &QueuePage::exportJobs);
}

void QueuePage::exportJobs() {
    std::vector<QueueId> ids = selected();
    const bool all = ids.size() < 2;
    std::vector<Recipe> recipes;
    for (const QueuedJobPtr& job : m_queue.queue().jobs())
        if ((all || std::ranges::find(ids, job->id) != ids.end()) && job->unreadable.empty())
            recipes.push_back(job->recipe);
    if (!recipes.empty()) emit exportRequested(recipes);
}

void QueuePage::selectBatch(const std::string& batch) {
    QItemSelection rows;
    for (int row = 0; row < m_list->rowCount(); ++row)
        if (m_list->job(m_list->index(row))->batch == batch) rows.select(m_list->index(row), m_list->index(row));
    m_view->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
}

void QueuePage::makeView() {
    m_view->setObjectName(QStringLiteral("queueView"));
    m_view->setModel(m_list);
    m_view->setItemDelegate(new JobDelegate(m_view));
    m_view->setUniformItemSizes(true); // ten thousand rows are not measured one by one
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setDragDropMode(QAbstractItemView::InternalMove);
    m_view->setDefaultDropAction(Qt::MoveAction);
    m_view->setDropIndicatorShown(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAccessibleName(tr("Jobs of the queue"));
    m_view->setAccessibleDescription(
        tr("Delete removes, Control D duplicates, Alt Up and Down move, Return edits what waits"));
    m_view->installEventFilter(this);
    connect(m_view, &QWidget::customContextMenuRequested, this, &QueuePage::showMenu);
    connect(m_view, &QListView::doubleClicked, this, &QueuePage::open);
}

std::vector<QueueId> QueuePage::selected() const {
    std::vector<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedIndexes())
        rows.push_back(index.row());
    std::ranges::sort(rows);
    std::vector<QueueId> ids;
    for (const int row : rows)
        ids.push_back(m_list->job(m_list->index(row))->id);
    return ids;
}

void QueuePage::removeSelected() {
    const std::vector<QueueId> ids = selected();
    const auto removed = m_queue.edit([&](Queue& q) { return q.remove(ids); });
    if (removed.size() < ids.size())
        m_messages->tell(MessageBar::Kind::information, tr("The picture that is being made stays"),
                         tr("Cancel Picture gives it up."));
    offerUndo(tr("%n job(s) removed", nullptr, int(removed.size())), removed);
}

void QueuePage::offerUndo(const QString& text, const std::vector<QueuedJobPtr>& removed) {
    if (removed.empty()) return;
    m_messages->tell(MessageBar::Kind::information, text, {}, tr("Undo"), [this, removed] {
        m_queue.edit([&](Queue& q) { q.restore(removed); });
        m_messages->hide();
    });
}

void QueuePage::duplicateSelected() {
    const std::vector<QueueId> ids = selected();
    m_queue.edit([&](Queue& q) { return q.duplicate(ids, unix_seconds()); });
}

void QueuePage::moveSelected(bool up) {
    const std::vector<QueueId> ids = selected();
    m_queue.edit([&](Queue& q) { q.move_by_one(ids, up); });
}

void QueuePage::open(const QModelIndex& index) {
    const QueuedJobPtr job = m_list->job(index);
    if (!job) return;
    if (job->state == JobState::done)
        emit showRequested(toQString(job->picture));
    else if (job->state == JobState::running)
        m_messages->tell(MessageBar::Kind::information, tr("The picture is being made"),
                         tr("Only jobs that wait can be edited."));
    else
        emit editRequested(job->id);
}

bool QueuePage::press(int key, Qt::KeyboardModifiers modifiers) {
    const auto pressed = QKeyCombination(modifiers & ~Qt::KeypadModifier, Qt::Key(key));
    if (pressed == QKeyCombination(Qt::Key_Delete) || pressed == QKeyCombination(Qt::Key_Backspace))
        removeSelected();
    else if (pressed == (Qt::CTRL | Qt::Key_D))
        duplicateSelected();
    else if (pressed == (Qt::ALT | Qt::Key_Up) || pressed == (Qt::ALT | Qt::Key_Down))
        moveSelected(key == Qt::Key_Up);
    else if (pressed == QKeyCombination(Qt::Key_Return) || pressed == QKeyCombination(Qt::Key_Enter))
        open(m_view->currentIndex());
    else
        return false;
    return true;
}

bool QueuePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (press(key->key(), key->modifiers())) return true;
    }
    return QWidget::eventFilter(watched, event);
}

void QueuePage::showMenu(const QPoint& at) {
    const std::vector<QueueId> ids = selected();
    if (ids.empty()) return;
    const QModelIndex index = m_view->currentIndex();
    const QueuedJobPtr job = m_list->job(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("queueMenu"));
    if (job && job->state == JobState::done)
        menu->addAction(tr("Show Picture\tReturn"), this, [this, index] { open(index); });
    else if (job && job->state != JobState::running)
        menu->addAction(tr("Edit\tReturn"), this, [this, index] { open(index); });
    if (job && job->unreadable.empty())
        menu->addAction(tr("Reuse Recipe"), this, [this, recipe = job->recipe] { emit reuseRequested(recipe); });
    if (job && !job->batch.empty())
        menu->addAction(tr("Select the Whole Batch"), this, [this, batch = job->batch] { selectBatch(batch); });
    menu->addAction(tr("Duplicate\tCtrl+D"), this, &QueuePage::duplicateSelected);
    menu->addSeparator();
    menu->addAction(tr("Move to the Front"), this,
                    [this, ids] { m_queue.edit([&](Queue& q) { q.move(ids, q.next({})); }); });
    menu->addAction(tr("Move Up\tAlt+Up"), this, [this] { moveSelected(true); });
    menu->addAction(tr("Move Down\tAlt+Down"), this, [this] { moveSelected(false); });
    menu->addAction(tr("Move to the End"), this,
                    [this, ids] { m_queue.edit([&](Queue& q) { q.move(ids, std::nullopt); }); });
    menu->addSeparator();
    menu->addAction(tr("Retry"), this, [this, ids] { m_queue.edit([&](Queue& q) { return q.retry(ids); }); });
    menu->addAction(tr("Remove\tDel"), this, &QueuePage::removeSelected);
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

void QueuePage::follow() {
    const Queue& queue = m_queue.queue();
    const bool paused = m_queue.driver().paused();
    const std::size_t unfinished = queue.unfinished(), failed = queue.count(JobState::failed);
    m_pause->setText(paused ? tr("Continue") : tr("Pause"));
    m_pause->setToolTip(paused ? tr("Go on with what waits")
                               : tr("Stop before the next step; the picture is gone on with later"));
    m_pause->setIcon(icon(paused ? Glyph::play : Glyph::pause));
    m_pause->setEnabled(m_queue.isLoaded());
    m_stop->setEnabled(m_queue.driver().current().has_value());
    m_stop->setChecked(m_queue.driver().stops_after_current());
    m_cancel->setEnabled(m_queue.driver().current().has_value() && !m_queue.driver().cancelling());
    m_retry->setEnabled(failed > 0);
    m_clear->setEnabled(queue.count(JobState::done) + queue.count(JobState::cancelled) > 0);
    m_group->setChecked(queue.grouped());
    QStringList parts{tr("%n picture(s) to make", nullptr, int(unfinished))};
    if (unfinished > 0) {
        const auto rest = queue.estimate_all(m_queue.currentRest());
        parts << (rest ? tr("about %1").arg(durationText(*rest)) : tr("time unknown"));
    }
    if (failed > 0) parts << tr("%n failed", nullptr, int(failed));
    if (paused && unfinished > 0) parts << tr("paused");
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
}

} // namespace sfumato
