// What runs, as the page Create shows it: from Generate, which adds to the queue, to the last picture.
#pragma once

#include "queue_controller.h"

#include <QObject>

#include <algorithm>
#include <list>
#include <memory>
#include <optional>
#include <set>

namespace sfumato {

/// Asked for by the Generate button.
struct BatchRequest {
    Recipe recipe; ///< of the first picture; the seeds of the others follow it, see count_seed_up()
    int count = 1;
    std::shared_ptr<const std::vector<Recipe>> recipes = {}; ///< instead of those, if any
    QString batch = {};                                      ///< name of the batch that they belong to; empty: none
    PreviewKind preview = PreviewKind::linear;
    QString folder;        ///< for the pictures
    bool front = false;    ///< before all that waits
    bool together = false; ///< all ids are wanted at once; otherwise many pictures are added part by part

    std::size_t size() const { return recipes ? recipes->size() : static_cast<std::size_t>(std::max(1, count)); }
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
    /// The ids of the new jobs that are there by now; none while the queue is not read yet.
    std::vector<QueueId> start(BatchRequest request);
    /// What start() has not added yet is added now: the program ends.
    void addAll();
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
    /// What one call of start() asked for.
    struct Asked {
        BatchRequest request;          ///< empty when all have been added
        std::size_t rest = 0;          ///< pictures still to be added
        std::size_t next = 0;          ///< the first of those
        std::vector<QueueId> ids = {}; ///< of those in the queue
    };

    void addPart(Asked& asked, std::size_t size);
    bool addNextPart();
    void addParts(); ///< one now, the next when the window has had its turn
    bool isOver(const Asked& asked) const;
    void connectEngine(EngineAdapter& adapter);
    void follow(); ///< the queue has changed
    void setState(State state);
    bool mine(JobId job) const { return m_queue.driver().current(job).has_value(); }
    QString counted(const QString& text) const;

    QueueController& m_queue;
    std::optional<BatchRequest> m_early; ///< asked for before the queue was read
    std::list<Asked> m_asked;            ///< as long as not all of it is over
    State m_state = State::idle;
    int m_done = 0;
    bool m_offered = false, m_cancelled = false;
};

} // namespace sfumato
