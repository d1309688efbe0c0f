#include "generation.h"

#include <utility>

namespace sfumato {

Generation::Generation(EngineAdapter& adapter, QObject* parent) : QObject(parent), m_adapter(adapter) {
    connect(&adapter, &EngineAdapter::loading, this, [this](JobId job, const QString& what, double fraction) {
        if (!mine(job) || m_state != State::running) return;
        emit message(tr("Loading %1").arg(what));
        // Loaded is not yet ready: what follows takes a time that nobody knows.
        emit progressed(fraction < 1 ? fraction : -1, 0);
    });
    connect(&adapter, &EngineAdapter::stageChanged, this, [this](JobId job, const QString& stage) {
        if (!mine(job) || m_state != State::running) return;
        emit message(m_request.count > 1 ? tr("%1 (picture %2 of %3)").arg(stage).arg(current()).arg(count()) : stage);
        emit progressed(-1, 0);
    });
    connect(&adapter, &EngineAdapter::progressed, this, [this](JobId job, int step, int steps, double eta) {
        if (!mine(job) || m_state != State::running) return;
        const QString text = tr("Painting: step %1 of %2").arg(step).arg(steps);
        emit message(m_request.count > 1 ? tr("%1 (picture %2 of %3)").arg(text).arg(current()).arg(count()) : text);
        emit progressed(steps > 0 ? double(step) / steps : -1, eta);
    });
    connect(&adapter, &EngineAdapter::previewReady, this, [this](JobId job, const QImage& image, int) {
        if (!mine(job) || m_state != State::running) return;
        emit preview(image, QSize(m_request.recipe.width, m_request.recipe.height));
    });
    connect(&adapter, &EngineAdapter::finished, this, &Generation::onFinished);
    connect(&adapter, &EngineAdapter::failed, this, [this](JobId job, const QString& text, const QString& advice) {
        if (!mine(job)) return;
        emit failed(text, advice);
        end(false);
    });
    connect(&adapter, &EngineAdapter::cancelled, this, [this](JobId job) {
        if (mine(job)) end(true);
    });
}

void Generation::start(const BatchRequest& request) {
    if (busy()) return;
    m_request = request;
    m_done = 0;
    setState(State::running);
    emit message(tr("Starting"));
    emit progressed(-1, 0);
    submitNext();
}

void Generation::cancel() {
    if (m_state != State::running) return;
    setState(State::cancelling);
    emit message(tr("Stopping after this step"));
    if (m_job) m_adapter.cancel(*m_job);
}

void Generation::submitNext() {
    Job job;
    job.recipe = m_request.recipe;
    job.recipe.seed += static_cast<std::uint64_t>(m_done);
    job.preview = m_request.preview;
    m_job = m_adapter.submit(std::move(job));
}

void Generation::onFinished(JobId job, const FinishedPicture& picture) {
    if (!mine(job)) return;
    // A picture that was ready before Cancel arrived is work done: it is kept.
    emit finished(picture);
    ++m_done;
    if (m_state == State::running && m_done < m_request.count)
        submitNext();
    else
        end(m_state == State::cancelling && m_done < m_request.count);
}

void Generation::end(bool cancelled) {
    m_job.reset();
    setState(State::idle);
    emit ended(cancelled);
}

void Generation::setState(State state) {
    if (m_state == state) return;
    m_state = state;
    emit stateChanged(state);
}

} // namespace sfumato
