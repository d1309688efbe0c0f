// The pictures of a batch before they are made, a row each; texts are made when they are looked at.
#pragma once

#include "recipe/batch_source.h"

#include <QAbstractTableModel>

#include <memory>

namespace sfumato {

class BatchTable : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    enum Column { prompt_column, seed_column, settings_column, column_count };

    /// `base`: what the settings are compared with. Null: an empty table.
    void setBatch(std::shared_ptr<const Batch> batch, const Recipe& base);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString settingsOf(const Recipe& recipe) const;
    std::shared_ptr<const Batch> m_batch;
    Recipe m_base;
};

} // namespace sfumato
