#include "item_models/model_shelf_table.h"
#include "core_texts.h"

#include "engine_adapter.h"

#include <QBuffer>
#include <QDateTime>
#include <QFile>
#include <QImageReader>
#include <QLocale>

#include <chrono>
#include <utility>

namespace sfumato {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds told_every{100};
constexpr qint64 max_thumbnail_file = 8 << 20;
constexpr int max_thumbnail_source = 8192; ///< pixels of a side

QString kindText(ModelKind kind) {
    switch (kind) {
    case ModelKind::model: return ModelShelfTable::tr("Model");
    case ModelKind::lora: return ModelShelfTable::tr("LoRA");
    case ModelKind::controlnet: return ModelShelfTable::tr("ControlNet");
    case ModelKind::vae: return ModelShelfTable::tr("VAE");
    case ModelKind::text_encoder: return ModelShelfTable::tr("Text encoder");
    case ModelKind::embedding: return ModelShelfTable::tr("Embedding");
    case ModelKind::upscaler: return ModelShelfTable::tr("Upscaler");
    case ModelKind::unknown: break;
    }
    return ModelShelfTable::tr("Unknown");
}

QImage readThumbnail(const QByteArray& bytes, int side) {
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer);
    const QSize size = reader.size(); // told by the header
    if (!size.isValid() || size.width() > max_thumbnail_source || size.height() > max_thumbnail_source) return {};
    reader.setAutoTransform(true);
    if (size.width() > side || size.height() > side) reader.setScaledSize(size.scaled(side, side, Qt::KeepAspectRatio));
    return reader.read();
}

QByteArray thumbnailBytes(const std::string& url, const std::string& file) {
    if (const auto comma = url.find(";base64,"); url.starts_with("data:image/") && comma != std::string::npos)
        return QByteArray::fromBase64(QByteArray::fromStdString(url.substr(comma + 8)));
    QFile picture(toQString(file));
    if (file.empty() || picture.size() > max_thumbnail_file || !picture.open(QIODevice::ReadOnly)) return {};
    return picture.readAll();
}

} // namespace

ModelShelfTable::ModelShelfTable(QObject* parent) : QAbstractTableModel(parent) {
    m_scanner.setMaxThreadCount(1);
    m_hasher.setMaxThreadCount(1);
}

ModelShelfTable::~ModelShelfTable() {
    m_stop.cancel();
    m_stopHash.cancel();
    m_scanner.clear();
    m_hasher.clear();
    m_scanner.waitForDone();
    m_hasher.waitForDone();
}

int ModelShelfTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ModelShelfTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : column_count;
}

QVariant ModelShelfTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ShelfModel& model = at(index.row());
    if (role == Qt::ToolTipRole) {
        if (!model.usable()) return coreText(model.unusable_because);
        return toQString(model.path.string());
    }
    if (role == Qt::TextAlignmentRole && index.column() == size_column)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == sort_role && index.column() == size_column) return QVariant::fromValue(quint64(model.bytes));
    if (role != Qt::DisplayRole && role != sort_role) return {};
    switch (index.column()) {
    case name_column: return toQString(model.name);
    case kind_column: return kindText(model.kind);
    case family_column: return model.family == "unknown" ? tr("Unknown") : coreText(model.family);
    case precision_column: return toQString(model.precision);
    case size_column: return QLocale().formattedDataSize(static_cast<qint64>(model.bytes));
    case state_column: return model.usable() ? tr("Ready") : tr("Not usable");
    default: return {};
    }
}

QVariant ModelShelfTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == size_column)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Name"), tr("Kind"), tr("Family"), tr("Precision"), tr("Size"), tr("State")};
    return section >= 0 && section < column_count ? QVariant(names[section]) : QVariant();
}

void ModelShelfTable::scan() {
    m_stop.cancel();
    m_stop = CancelToken();
    m_scanning = true;
    beginResetModel();
    m_rows.clear();
    endResetModel();
    m_scanner.start([this, number = ++m_scan, stop = m_stop] {
        // The pool is waited for in the destructor, so that `this` outlives every posting.
        const std::vector<std::filesystem::path> places = model_folders();
        QStringList names;
        for (const std::filesystem::path& place : places)
            names << toQString(place.string());
        QMetaObject::invokeMethod(this, [this, names] {
            m_folders = names;
            emit foldersChanged();
        });
        std::vector<ShelfModel> found;
        Clock::time_point told = Clock::now();
        const auto post = [&] {
            QMetaObject::invokeMethod(
                this, [this, number, rows = std::exchange(found, {})]() mutable { take(number, std::move(rows)); },
                Qt::QueuedConnection);
            told = Clock::now();
        };
        const Result<> whole = scan_models(
            places,
            [&](ShelfModel model) {
                found.push_back(std::move(model));
                if (Clock::now() - told > told_every) post();
            },
            stop);
        if (!whole) return; // cancelled: the next scan tells
        post();
        QMetaObject::invokeMethod(
            this,
            [this, number] {
                if (number != m_scan) return;
                m_scanning = false;
                emit scanEnded();
            },
            Qt::QueuedConnection);
    });
}

void ModelShelfTable::take(int scan, std::vector<ShelfModel> found) {
    if (scan != m_scan || found.empty()) return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(found.size()) - 1);
    for (ShelfModel& model : found)
        m_rows.push_back(std::move(model));
    endInsertRows();
}

void ModelShelfTable::tell(const QString& message) {
    QMetaObject::invokeMethod(
        this, [this, message] { emit failed(message); }, Qt::QueuedConnection);
}

void ModelShelfTable::reckonHash(const QString& path) {
    cancelHash();
    m_hasher.start([this, path, stop = m_stopHash] {
        const Result<std::string> hash = shelf_hash(toStd(path), stop);
        if (!hash) {
            if (hash.error().code != ErrorCode::cancelled) tell(coreText(hash.error().text()));
            return;
        }
        QMetaObject::invokeMethod(
            this,
            [this, path, hash = *hash] {
                for (ShelfModel& model : m_rows)
                    if (model.path == toStd(path)) model.sha256 = hash;
                emit hashed(path, toQString(hash));
            },
            Qt::QueuedConnection);
    });
}

void ModelShelfTable::cancelHash() {
    m_stopHash.cancel();
    m_stopHash = CancelToken();
}

void ModelShelfTable::requestThumbnail(int row, int side) {
    const ShelfModel& model = at(row);
    if (model.thumbnail.empty() && model.thumbnail_file.empty()) return;
    const QString path = toQString(model.path.string());
    m_hasher.start([this, path, side, url = model.thumbnail, file = model.thumbnail_file.string()] {
        const QImage image = readThumbnail(thumbnailBytes(url, file), side);
        if (image.isNull()) return;
        QMetaObject::invokeMethod(
            this, [this, path, image] { emit thumbnailReady(path, image); }, Qt::QueuedConnection);
    });
}

void ModelShelfTable::setFolders(const QStringList& folders) {
    std::vector<std::filesystem::path> paths;
    for (const QString& folder : folders)
        paths.emplace_back(toStd(folder));
    m_scanner.start([this, paths] {
        if (const Result<> kept = set_model_folders(paths); !kept) tell(coreText(kept.error().text()));
        QMetaObject::invokeMethod(
            this, [this] { scan(); }, Qt::QueuedConnection);
    });
}

} // namespace sfumato
