// The seed: a number of 64 bits, or a new one for each picture.
#pragma once

#include <QWidget>

#include <optional>

class QLineEdit;
class QToolButton;

namespace sfumato {

class SeedField : public QWidget {
    Q_OBJECT
public:
    explicit SeedField(QWidget* parent = nullptr);

    void setSeed(quint64 seed, bool random);
    /// Enables the button that takes the seed of the last picture.
    void setLastSeed(std::optional<quint64> seed);

signals:
    void edited(quint64 seed, bool random);

private:
    QLineEdit* m_number;
    QToolButton* m_random;
    QToolButton* m_reuse;
    quint64 m_seed = 0;
    std::optional<quint64> m_last;
};

} // namespace sfumato
