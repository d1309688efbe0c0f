// The page Queue: what waits, runs and was made, and what can be done with it.
#pragma once

#include "item_models/queue_list.h"
#include "views/message_bar.h"

#include <QWidget>

class QAction;
class QLabel;
class QListView;
class QMenu;
class QToolBar;

namespace sfumato {

class QueuePage : public QWidget {
    Q_OBJECT
public:
    explicit QueuePage(QueueController& queue, QWidget* parent = nullptr);

    QueueList& list() { return *m_list; }
    MessageBar& messages() { return *m_messages; }
    std::vector<QueueId> selected() const;

signals:
    /// Edit this waiting job's recipe.
    void editRequested(sfumato::QueueId id);
    void showRequested(const QString& picture);
    void reuseRequested(const sfumato::Recipe& recipe);
    /// Of the selected jobs, or of all.
    void exportRequested(const std::vector<sfumato::Recipe>& recipes);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QAction* addAction(QToolBar& bar, const QString& text, const QString& tip);
    void makeBar(QToolBar& bar);
    void makeView();
    void showMenu(const QPoint& at);
    void follow();
    bool press(int key, Qt::KeyboardModifiers modifiers);
    void exportJobs();
    void selectBatch(const std::string& batch);
    void removeSelected();
    void duplicateSelected();
    void moveSelected(bool up);
    void open(const QModelIndex& index);
    void offerUndo(const QString& text, const std::vector<QueuedJobPtr>& removed);

    QueueController& m_queue;
    QueueList* m_list;
    QListView* m_view;
    MessageBar* m_messages;
    QLabel* m_summary;
    QAction *m_pause = nullptr, *m_stop = nullptr, *m_cancel = nullptr, *m_retry = nullptr, *m_clear = nullptr,
            *m_group = nullptr;
};

} // namespace sfumato
