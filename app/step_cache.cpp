#include "step_cache.h"

#include "base/file.h"

#include <QBuffer>
#include <QMetaObject>

#include <algorithm>
#include <charconv>
#include <vector>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

/// The number that a name begins with; 0 when there is none.
int stepOf(const fs::path& file) {
    const std::string name = file.filename().string();
    int step = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), step);
    return read.ec == std::errc() && std::string_view(read.ptr) == ".png" ? step : 0;
}

std::uint64_t bytesIn(const fs::path& folder) {
    std::uint64_t sum = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        const auto size = at->file_size(ignored);
        if (!ignored) sum += size;
    }
    return sum;
}

} // namespace

StepCache::StepCache(fs::path folder, std::uint64_t limit, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)), m_limit(limit) {
    m_pool.setMaxThreadCount(1);
}

StepCache::~StepCache() {
    m_pool.waitForDone(); // it posts to this
}

fs::path StepCache::file(QueueId picture, int step) const {
    return m_folder / std::to_string(picture) / (std::to_string(step) + ".png");
}

void StepCache::add(QueueId picture, int step, const QImage& image) {
    if (m_folder.empty() || image.isNull()) return;
    m_pool.start([this, picture, step, image] {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        if (!image.save(&buffer, "PNG")) return;
        const fs::path path = file(picture, step);
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        // A cache that cannot be written is no reason to speak up: there is nothing to look back at then.
        if (!write_file_atomically(path, as_bytes({png.constData(), static_cast<std::size_t>(png.size())}))) return;
        m_bytes += static_cast<std::uint64_t>(png.size());
        trim(path.parent_path());
    });
}

void StepCache::trim(const fs::path& spared) {
    if (m_measured && m_bytes <= m_limit) return;
    std::vector<std::pair<fs::file_time_type, fs::path>> pictures;
    m_bytes = 0;
    std::error_code error;
    for (fs::directory_iterator at(m_folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        pictures.emplace_back(fs::last_write_time(at->path(), ignored), at->path());
        m_bytes += bytesIn(at->path());
    }
    m_measured = true;
    std::ranges::sort(pictures);
    for (const auto& [time, folder] : pictures) {
        if (m_bytes <= m_limit) return;
        if (folder == spared) continue;
        m_bytes -= std::min(m_bytes, bytesIn(folder));
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
}

void StepCache::list(QueueId picture) {
    m_pool.start([this, picture] {
        QList<int> steps;
        std::error_code error;
        if (!m_folder.empty())
            for (fs::directory_iterator at(m_folder / std::to_string(picture), error), end; !error && at != end;
                 at.increment(error))
                if (const int step = stepOf(at->path()); step > 0) steps << step;
        std::ranges::sort(steps);
        QMetaObject::invokeMethod(
            this, [this, picture, steps] { emit listed(picture, steps); }, Qt::QueuedConnection);
    });
}

void StepCache::load(QueueId picture, int step) {
    const int wish = ++m_wish;
    m_pool.start([this, picture, step, wish] {
        if (wish != m_wish) return; // the slider has moved on
        const QImage image(QString::fromStdString(file(picture, step).string()));
        if (image.isNull()) return;
        QMetaObject::invokeMethod(
            this, [this, picture, step, image] { emit loaded(picture, step, image); }, Qt::QueuedConnection);
    });
}

} // namespace sfumato
