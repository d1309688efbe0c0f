#include "queue_controller.h"
#include "core_texts.h"

#include "picture_files.h"

#include <QMetaObject>

namespace sfumato {

QueueController::QueueController(EngineAdapter& adapter, const std::filesystem::path& folder, QObject* parent)
    : QObject(parent), m_adapter(adapter) {
    // The writer is joined in the destructor, so that `this` outlives what it posts.
    m_writer = std::make_unique<QueueWriter>(folder, [this](QueueEvent event) {
        auto shared = std::make_shared<QueueEvent>(std::move(event));
        QMetaObject::invokeMethod(
            this, [this, shared] { follow(*shared); }, Qt::QueuedConnection);
    });
    QueueOptions options;
    options.rescue = PictureFiles::rescueFolder().toStdString();
    m_driver = std::make_unique<QueueDriver>(QueueEngine{[this](Job job) { return m_adapter.submit(std::move(job)); },
                                                         [this](JobId job) { m_adapter.cancel(job); },
                                                         [this](JobId job) { m_adapter.pause(job); }},
                                             *m_writer, options);
    m_driver->on_note = [this](const std::string& text) { emit note(coreText(text)); };
    connectAdapter();
}

QueueController::~QueueController() {
    m_driver->on_note = nullptr;
    m_writer.reset();
}

void QueueController::connectAdapter() {
    connect(&m_adapter, &EngineAdapter::progressed, this, [this](JobId job, int step, int steps, double eta) {
        if (!m_driver->current(job)) return;
        m_driver->on_progress(job, {step, steps, 0, eta});
        m_fraction = steps > 0 ? static_cast<double>(step) / steps : -1;
        m_eta = eta;
        emit currentProgressed();
    });
    connect(&m_adapter, &EngineAdapter::kept, this,
            [this](JobId job, const std::shared_ptr<const GenerateState>& state) {
                m_driver->on_kept(job, state);
                touched();
            });
    connect(&m_adapter, &EngineAdapter::finished, this, [this](JobId job, const FinishedPicture& picture) {
        const auto id = m_driver->current(job);
        if (!id) return;
        m_fraction = -1;
        emit made(*id, picture);
        m_driver->on_finished(job, picture.original, picture.deep, picture.recipe, picture.seconds, picture.whole);
        touched();
    });
    connect(&m_adapter, &EngineAdapter::failedWith, this, [this](JobId job, const Error& error) {
        const auto id = m_driver->current(job);
        if (!id) return;
        m_fraction = -1;
        m_driver->on_failed(job, error);
        emit failed(*id, coreText(error.text()), adviceFor(error.code));
        touched();
    });
    connect(&m_adapter, &EngineAdapter::cancelled, this, [this](JobId job) {
        m_fraction = m_driver->current(job) ? -1 : m_fraction;
        m_driver->on_cancelled(job);
        touched();
    });
    connect(&m_adapter, &EngineAdapter::paused, this, [this](JobId job) {
        m_fraction = m_driver->current(job) ? -1 : m_fraction;
        m_driver->on_paused(job);
        touched();
    });
}

void QueueController::touched() {
    if (std::exchange(m_announced, true)) return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_announced = false;
            emit changed();
        },
        Qt::QueuedConnection);
}

void QueueController::setPaused(bool paused) {
    m_driver->set_paused(paused);
    touched();
}

void QueueController::setStopAfterCurrent(bool stop) {
    m_driver->set_stop_after_current(stop);
    touched();
}

void QueueController::runAnyway(const std::vector<QueueId>& ids) {
    m_driver->run_anyway(ids);
    touched();
}

void QueueController::cancelCurrent() {
    m_driver->cancel_current();
    touched();
}

std::optional<double> QueueController::currentRest() const {
    if (m_driver->current() && m_fraction > 0 && m_eta > 0) return m_eta;
    return std::nullopt;
}

void QueueController::follow(queue_event::Loaded& loaded) {
    QStringList notes;
    for (const std::string& text : loaded.notes)
        notes << coreText(text);
    m_driver->on(loaded);
    m_loaded = true;
    const int unfinished = static_cast<int>(m_driver->queue().unfinished());
    if (unfinished == 0) m_driver->set_paused(false); // there is nothing that anyone would have to be asked about
    emit this->loaded(unfinished, notes);
}

void QueueController::follow(QueueEvent& event) {
    if (auto* start = std::get_if<queue_event::Loaded>(&event)) {
        follow(*start);
    } else {
        std::visit([this](auto& e) { m_driver->on(e); }, event);
        if (const auto* done = std::get_if<queue_event::Saved>(&event))
            emit saved(done->id, toQString(done->path.string()),
                       done->trouble ? coreText(done->trouble->text()) : QString(),
                       done->trouble ? adviceFor(done->trouble->code) : QString());
        else if (const auto* lost = std::get_if<queue_event::SaveFailed>(&event))
            emit saveFailed(lost->id, coreText(lost->error.text()), adviceFor(lost->error.code));
        else if (const auto* trouble = std::get_if<queue_event::Trouble>(&event))
            emit note(tr("The queue could not be written: %1").arg(coreText(trouble->error.text())));
    }
    touched();
}

} // namespace sfumato
