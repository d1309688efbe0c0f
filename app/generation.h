// What runs: a batch of jobs, one after the other, from Generate to the last picture or to Cancel.
#pragma once

#include "engine_adapter.h"

#include <QObject>

#include <optional>

namespace sfumato {

/// Asked for by the Generate button.
struct BatchRequest {
    Recipe recipe; ///< of the first picture; the seeds of the others follow it, as in A1111
    int count = 1;
    PreviewKind preview = PreviewKind::linear;
};

class Generation : public QObject {
    Q_OBJECT
public:
    enum class State { idle, running, cancelling };
    Q_ENUM(State)

    explicit Generation(EngineAdapter& adapter, QObject* parent = nullptr);

    State state() const { return m_state; }
    bool busy() const { return m_state != State::idle; }
    /// 1-based number of the picture being made and the size of the batch.
    int current() const { return m_done + 1; }
    int count() const { return m_request.count; }

    /// Ignored while something runs.
    void start(const BatchRequest& request);
    /// Ends the batch within one step. Ignored when nothing runs.
    void cancel();

signals:
    void stateChanged(sfumato::Generation::State state);
    void message(const QString& text); ///< what it is doing, for the status bar
    /// `fraction` of the running picture in 0..1, or -1 when unknown; eta in seconds, 0 when unknown.
    void progressed(double fraction, double etaSeconds);
    void preview(const QImage& image, const QSize& pictureSize);
    void finished(const sfumato::FinishedPicture& picture);
    void failed(const QString& message, const QString& advice);
    void ended(bool cancelled); ///< the whole batch

private:
    void submitNext();
    void setState(State state);
    bool mine(JobId job) const { return m_job == job; }
    void onFinished(JobId job, const FinishedPicture& picture);
    void end(bool cancelled);

    EngineAdapter& m_adapter;
    BatchRequest m_request;
    State m_state = State::idle;
    std::optional<JobId> m_job;
    int m_done = 0;
};

} // namespace sfumato
