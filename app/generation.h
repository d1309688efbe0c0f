// What runs, as the page Create shows it: from Generate, which adds to the queue, to the last picture.
#pragma once

#include "queue_controller.h"

#include <QObject>

#include <optional>
#include <set>

namespace sfumato {

/// Asked for by the Generate button.
struct BatchRequest {
    Recipe recipe; ///< of the first picture; the seeds of the others follow it, see count_seed_up()
    int count = 1;
    std::vector<Recipe> recipes = {}; ///< instead of those, unless it is empty
    QString batch = {};               ///< name of the batch that they belong to; empty: none
    PreviewKind preview = PreviewKind::linear;
    QString folder;     ///< for the pictures
    bool front = false; ///< before all that waits
};

class Generation : public QObject {
    Q_OBJECT
public:
    enum class State { idle, running, cancelling };
    Q_ENUM(State)

    Generation(EngineAdapter& adapter, QueueController& queue, QObject* parent = nullptr);

    State state() const { return m_state; }
    bool busy() const { return m_state != State::idle; }
    /// 1-based number of the picture being made among those of this run, and how many those are as far as is known.
    int current() const { return m_done + 1; }
    int count() const;

    /// Adds to the queue. While the queue waits for a word about an earlier time's jobs, these are made all the same;
    /// while the user has paused it, they wait.
    /// The ids of the new jobs; empty while the queue is not read yet.
    std::vector<QueueId> start(const BatchRequest& request);
    /// Ends the running picture within one step, and takes those that were asked for together with it out of the queue.
    /// Ignored when nothing runs.
    void cancel();
    /// The user has been asked whether to go on with an earlier time's jobs and has not said yes.
    void setOffered(bool offered) { m_offered = offered; }

signals:
    void stateChanged(sfumato::Generation::State state);
    void message(const QString& text); ///< what it is doing, for the status bar
    /// `fraction` of the running picture in 0..1, or -1 when unknown; eta in seconds, 0 when unknown.
    void progressed(double fraction, double etaSeconds);
    void preview(const QImage& image, const QSize& pictureSize);
    void finished(sfumato::QueueId id, const sfumato::FinishedPicture& picture);
    void failed(const QString& message, const QString& advice);
    /// Added to a queue that the user has paused.
    void waits(int pictures);
    void ended(bool cancelled); ///< nothing more to do for now

private:
    void connectEngine(EngineAdapter& adapter);
    void follow(); ///< the queue has changed
    void setState(State state);
    bool mine(JobId job) const { return m_queue.driver().current(job).has_value(); }
    QString counted(const QString& text) const;

    QueueController& m_queue;
    std::optional<BatchRequest> m_early; ///< asked for before the queue was read
    std::vector<std::vector<QueueId>> m_batches;
    State m_state = State::idle;
    int m_done = 0;
    bool m_offered = false, m_cancelled = false;
};

} // namespace sfumato
