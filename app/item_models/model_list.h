// The models to choose from: what the engine lists, and what the user opened from elsewhere.
#pragma once

#include "engine/models.h"

#include <QAbstractListModel>
#include <QString>

#include <functional>
#include <vector>

class QThreadPool;

namespace sfumato {

class ModelList : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { model_role = Qt::UserRole + 1 }; ///< what Recipe::model takes

    explicit ModelList(QObject* parent = nullptr);
    ~ModelList() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Looks for models on another thread; the rows are replaced when it is done.
    void refresh(const std::filesystem::path& builtin);
    /// The same from what was just found, without looking once more.
    void refresh(const std::filesystem::path& builtin, std::vector<ShelfModel> shelf);
    void setFound(const std::vector<ModelSummary>& models);
    /// The row of `model`, adding one when it is not listed (a path, or a model that a recipe names).
    int ensure(const QString& model);
    int rowOf(const QString& model) const; ///< -1 when absent
    /// Sides are multiples of this; 8 when the model is not known yet.
    int sideMultiple(const QString& model) const;
    int defaultSide(const QString& model) const; ///< 0 when not known

private:
    struct Row {
        QString model;
        QString label;
        QString detail;
        int side_multiple = 0;
        int default_side = 0;
        bool usable = true;
        bool found = true; ///< listed by the engine, not added by ensure()
    };
    /// Makes the list on the thread of the disk.
    void refreshBy(std::function<std::vector<ModelSummary>()> list);
    static Row rowFor(const ModelSummary& summary);
    const Row* find(const QString& model) const;

    std::vector<Row> m_rows;
    std::unique_ptr<QThreadPool> m_pool;
    CancelToken m_end; ///< of the object: nobody waits for the scan any more
};

} // namespace sfumato
