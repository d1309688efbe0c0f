// The border: events of the engine's thread become Qt signals in the window's thread, core names become Qt names.
#pragma once

#include "engine/dry_run.h"
#include "engine/engine.h"

#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <vector>

namespace sfumato {

/// What the window asks of an engine; the tests put in another one.
struct EnginePort {
    std::function<JobId(Job)> submit;
    std::function<void(JobId)> cancel;
    std::function<void(std::string)> warmUp;
    std::function<void(DeviceRequest)> useDevice;
    /// Called on a thread of its own: drivers may take their time.
    std::function<Result<std::vector<DeviceSummary>>()> listDevices;
    std::function<void(JobId)> pause;
    /// What a job would do, for how long and with how much memory. Called on a thread of its own.
    std::function<Result<DryRun>(const Job&)> plan;
};

/// A finished picture as values. `original` is what is saved, bit for bit; `view` shows it.
struct FinishedPicture {
    std::shared_ptr<const Image> original;
    std::shared_ptr<const DeepImage> deep; ///< null unless 16 bits were asked for
    QImage view;
    QImage thumbnail; ///< at most thumbnail_side in each direction
    Recipe recipe;
    QStringList notes;
    double seconds = 0;
    bool whole = true; ///< made in one go, so that `seconds` are of all of it
};

/// Pixels of a thumbnail's longer side: sharp on a display of twice the usual density.
inline constexpr int thumbnail_side = 256;
QImage thumbnailOf(const QImage& image);
/// Copies the pixels.
QImage toQImage(const Image& image);
QString toQString(std::string_view text);
std::string toStd(const QString& text);

/// What a user can do about an error of this kind; empty when there is no good advice.
QString adviceFor(ErrorCode code);

class EngineAdapter : public QObject {
    Q_OBJECT
public:
    explicit EngineAdapter(QObject* parent = nullptr);
    ~EngineAdapter() override;

    void connectPort(EnginePort port) { m_port = std::move(port); }
    const EnginePort& port() const { return m_port; }
    JobId submit(Job job) { return m_port.submit(std::move(job)); }
    void cancel(JobId job) { m_port.cancel(job); }
    /// Answered by kept() and paused(), or by finished() when it was almost ready.
    void pause(JobId job) { m_port.pause(job); }
    void warmUp(const QString& model);
    void useDevice(const DeviceRequest& device);
    /// Answered by devicesListed().
    void requestDevices();

    /// To be called on any thread, also after the adapter has gone. Previews that the window had no time for are
    /// dropped: only the latest waits.
    std::function<void(Event)> sink() const;

signals:
    /// `why`: of an automatic choice, else empty.
    void deviceReady(const QString& name, const QString& driver, bool software, const QString& why);
    /// `problem` says why the list is empty, if it is.
    void devicesListed(const std::vector<sfumato::DeviceSummary>& devices, const QString& problem);
    void started(sfumato::JobId job);
    void loading(sfumato::JobId job, const QString& what, double fraction);
    void stageChanged(sfumato::JobId job, const QString& stage);
    void progressed(sfumato::JobId job, int step, int steps, double etaSeconds);
    void previewReady(sfumato::JobId job, const QImage& image, int step);
    void finished(sfumato::JobId job, const sfumato::FinishedPicture& picture);
    void failed(sfumato::JobId job, const QString& message, const QString& advice);
    void failedWith(sfumato::JobId job, const sfumato::Error& error); ///< the same as a value
    void cancelled(sfumato::JobId job);
    void paused(sfumato::JobId job);
    void kept(sfumato::JobId job, const std::shared_ptr<const sfumato::GenerateState>& state);

private:
    struct Inbox;
    void tell(const Event& event);
    void showPreview();

    EnginePort m_port;
    std::unique_ptr<QThreadPool> m_pool; ///< asks for devices
    std::shared_ptr<Inbox> m_inbox;
};

} // namespace sfumato
