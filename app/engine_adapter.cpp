#include "engine_adapter.h"
#include "core_texts.h"

#include <QMetaObject>

#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

namespace sfumato {
namespace {

QString stageText(const std::string& stage) {
    const std::pair<const char*, const char*> texts[] = {
        {"text", QT_TRANSLATE_NOOP("stage", "Reading the prompt")},
        {"encode", QT_TRANSLATE_NOOP("stage", "Reading the initial image")},
        {"sample", QT_TRANSLATE_NOOP("stage", "Painting")},
        {"hires", QT_TRANSLATE_NOOP("stage", "Second pass")},
        {"decode", QT_TRANSLATE_NOOP("stage", "Developing the picture")},
    };
    for (const auto& [name, text] : texts)
        if (stage == name) return EngineAdapter::tr(text);
    return toQString(stage);
}

FinishedPicture pictureOf(event::Finished&& finished) {
    FinishedPicture picture;
    const GenerateTimes& times = finished.result.times;
    picture.seconds = times.text + times.encode + times.sample + times.decode;
    picture.whole = finished.result.resumed_at < 0;
    picture.view = toQImage(finished.result.image);
    picture.thumbnail = thumbnailOf(picture.view);
    picture.original = std::make_shared<const Image>(std::move(finished.result.image));
    if (!finished.result.deep.empty())
        picture.deep = std::make_shared<const DeepImage>(std::move(finished.result.deep));
    picture.recipe = std::move(finished.result.recipe);
    for (const std::string& note : finished.result.notes)
        picture.notes << coreText(note);
    return picture;
}

} // namespace

QImage toQImage(const Image& image) {
    if (!is_consistent(image)) return {};
    QImage result(image.width, image.height, image.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    if (result.isNull()) return {};
    const std::size_t row = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    for (int y = 0; y < image.height; ++y)
        std::memcpy(result.scanLine(y), image.pixels.data() + static_cast<std::size_t>(y) * row, row);
    // The painter's own format, so that no repaint has to convert.
    return result.convertToFormat(image.channels == 4 ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
}

QImage thumbnailOf(const QImage& image) {
    if (image.width() <= thumbnail_side && image.height() <= thumbnail_side) return image;
    return image.scaled(thumbnail_side, thumbnail_side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string toStd(const QString& text) {
    return text.toStdString();
}

QString adviceFor(ErrorCode code) {
    switch (code) {
    case ErrorCode::out_of_memory:
        return EngineAdapter::tr("Try a smaller size, or close other programs that use the graphics card.");
    case ErrorCode::device:
        return EngineAdapter::tr(
            "Choose another device in the Device menu, or check that the graphics card's Vulkan driver is installed.");
    case ErrorCode::device_lost:
        return EngineAdapter::tr("The driver was reset. Generate again; if it happens again, try a smaller size.");
    case ErrorCode::no_space:
        return EngineAdapter::tr("Free some space, or choose another output folder in the File menu.");
    case ErrorCode::permission: return EngineAdapter::tr("Choose a folder or file that you may use.");
    case ErrorCode::not_finite: return EngineAdapter::tr("Try another sampler, a lower guidance, or more steps.");
    case ErrorCode::internal: return EngineAdapter::tr("This is a fault of the program; please report it.");
    default: return {};
    }
}

/// Shared by the adapter and the sinks that outlive it.
struct EngineAdapter::Inbox {
    std::mutex mutex;
    EngineAdapter* adapter = nullptr; ///< null once it has gone
    struct WaitingPreview {
        JobId job;
        QImage image;
        int step;
    };
    std::optional<WaitingPreview> preview;
};

EngineAdapter::EngineAdapter(QObject* parent)
    : QObject(parent), m_pool(std::make_unique<QThreadPool>()), m_inbox(std::make_shared<Inbox>()) {
    qRegisterMetaType<sfumato::JobId>("sfumato::JobId");
    m_pool->setMaxThreadCount(1);
    m_inbox->adapter = this;
}

EngineAdapter::~EngineAdapter() {
    m_pool->waitForDone(); // it posts to this
    const std::lock_guard lock(m_inbox->mutex);
    m_inbox->adapter = nullptr;
}

void EngineAdapter::warmUp(const QString& model) {
    if (m_port.warmUp) m_port.warmUp(toStd(model));
}

void EngineAdapter::useDevice(const DeviceRequest& device) {
    if (m_port.useDevice) m_port.useDevice(device);
}

void EngineAdapter::requestDevices() {
    if (!m_port.listDevices) return;
    m_pool->start([this, list = m_port.listDevices] {
        const Result<std::vector<DeviceSummary>> devices = list();
        QMetaObject::invokeMethod(
            this,
            [this, found = devices.value_or(std::vector<DeviceSummary>()),
             problem = devices ? QString() : coreText(devices.error().text())] { emit devicesListed(found, problem); },
            Qt::QueuedConnection);
    });
}

std::function<void(Event)> EngineAdapter::sink() const {
    return [inbox = m_inbox](Event event) {
        if (auto* preview = std::get_if<event::Preview>(&event)) {
            QImage image = toQImage(preview->image);
            const std::lock_guard lock(inbox->mutex);
            const bool announced = inbox->preview.has_value();
            inbox->preview = Inbox::WaitingPreview{preview->job, std::move(image), preview->step};
            if (inbox->adapter != nullptr && !announced)
                QMetaObject::invokeMethod(inbox->adapter, &EngineAdapter::showPreview, Qt::QueuedConnection);
            return;
        }
        // Pixels are converted here, on the engine's thread, so that the window's thread only passes pointers.
        std::function<void(EngineAdapter*)> call;
        if (auto* done = std::get_if<event::Finished>(&event)) {
            call = [job = done->job, picture = pictureOf(std::move(*done))](EngineAdapter* a) {
                emit a->finished(job, picture);
            };
        } else {
            call = [event = std::move(event)](EngineAdapter* a) { a->tell(event); };
        }
        const std::lock_guard lock(inbox->mutex);
        if (EngineAdapter* adapter = inbox->adapter)
            QMetaObject::invokeMethod(
                adapter, [call = std::move(call), adapter] { call(adapter); }, Qt::QueuedConnection);
    };
}

void EngineAdapter::showPreview() {
    std::optional<Inbox::WaitingPreview> preview;
    {
        const std::lock_guard lock(m_inbox->mutex);
        preview.swap(m_inbox->preview);
    }
    if (preview) emit previewReady(preview->job, preview->image, preview->step);
}

void EngineAdapter::tell(const Event& event) {
    // One overload per event: an event that nobody handles does not compile.
    struct Visitor {
        EngineAdapter& a;
        void operator()(const event::DeviceReady& e) const {
            emit a.deviceReady(toQString(e.name), toQString(e.driver), e.software, coreText(e.why));
        }
        void operator()(const event::Started& e) const { emit a.started(e.job); }
        void operator()(const event::Loading& e) const { emit a.loading(e.job, coreText(e.what), e.fraction); }
        void operator()(const event::Stage& e) const { emit a.stageChanged(e.job, stageText(e.stage)); }
        void operator()(const event::Progress& e) const {
            emit a.progressed(e.job, e.progress.step, e.progress.steps, e.progress.eta_seconds);
        }
        void operator()(const event::Failed& e) const {
            emit a.failedWith(e.job, e.error);
            emit a.failed(e.job, coreText(e.error.text()), adviceFor(e.error.code));
        }
        void operator()(const event::Cancelled& e) const { emit a.cancelled(e.job); }
        void operator()(const event::Paused& e) const { emit a.paused(e.job); }
        void operator()(const event::Kept& e) const { emit a.kept(e.job, e.state); }
        // These two carry pixels and were taken out by the sink.
        void operator()(const event::Preview&) const {}
        void operator()(const event::Finished&) const {}
    };
    std::visit(Visitor{*this}, event);
}

} // namespace sfumato
