// The queue in the window's thread: the driver, fed with what the engine and the writer tell.
#pragma once

#include "engine/queue_driver.h"
#include "engine_adapter.h"

#include <QObject>
#include <QStringList>

#include <filesystem>
#include <optional>
#include <vector>

namespace sfumato {

class QueueController : public QObject {
    Q_OBJECT
public:
    /// `folder` of the queue; empty: it is not kept over the end of the program.
    QueueController(EngineAdapter& adapter, const std::filesystem::path& folder, QObject* parent = nullptr);
    /// Returns when everything is written.
    ~QueueController() override;

    /// False for the first moments, until the queue was read; nothing can be edited before.
    bool isLoaded() const { return m_loaded; }
    const Queue& queue() const { return m_driver->queue(); }
    const QueueDriver& driver() const { return *m_driver; }
    QueueOptions& options() { return m_driver->options(); }
    /// `edit` is a function of Queue&; its result is handed back.
    template <class Edit> auto edit(const Edit& edit) {
        if constexpr (std::is_void_v<std::invoke_result_t<const Edit&, Queue&>>) {
            m_driver->edit(edit);
            touched();
        } else {
            auto result = m_driver->edit(edit);
            touched();
            return result;
        }
    }
    void setPaused(bool paused);
    void setStopAfterCurrent(bool stop);
    void runAnyway(const std::vector<QueueId>& ids);
    void cancelCurrent();

    /// Of the running picture: 0..1, or -1 when it is not known.
    double fraction() const { return m_fraction; }
    /// Seconds left of the running picture.
    std::optional<double> currentRest() const;

signals:
    /// `unfinished`: jobs of an earlier time, which wait for a word of the user.
    void loaded(int unfinished, const QStringList& notes);
    /// Jobs, order or states; once for many changes of one moment.
    void changed();
    void currentProgressed();
    void note(const QString& text);
    /// A picture of the queue is made; saved() or saveFailed() follows.
    void made(sfumato::QueueId id, const sfumato::FinishedPicture& picture);
    void failed(sfumato::QueueId id, const QString& message, const QString& advice);
    /// `trouble` is empty unless it had to go elsewhere than it was to.
    void saved(sfumato::QueueId id, const QString& path, const QString& trouble, const QString& advice);
    void saveFailed(sfumato::QueueId id, const QString& message, const QString& advice);

private:
    void connectAdapter();
    void touched();
    void follow(QueueEvent& event);
    void follow(queue_event::Loaded& loaded);

    EngineAdapter& m_adapter;
    std::unique_ptr<QueueWriter> m_writer;
    std::unique_ptr<QueueDriver> m_driver;
    bool m_loaded = false, m_announced = false;
    double m_fraction = -1, m_eta = 0;
};

} // namespace sfumato
