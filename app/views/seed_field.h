// The seed: a new one for each picture, a fixed number of 64 bits, or one that counts up.
#pragma once

#include "item_models/recipe_document.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace sfumato {

class SeedField : public QWidget {
    Q_OBJECT
public:
    explicit SeedField(QWidget* parent = nullptr);

    void setSeed(quint64 seed, SeedMode mode);
    /// Enables the button that takes the seed of the last picture.
    void setLastSeed(std::optional<quint64> seed);

signals:
    void edited(quint64 seed, sfumato::SeedMode mode);

private:
    QComboBox* m_mode;
    QLineEdit* m_number;
    QToolButton* m_reuse;
    quint64 m_seed = 0;
    SeedMode m_shown = SeedMode::random;
    std::optional<quint64> m_last;
};

} // namespace sfumato
