// Width and height of the picture: shapes of the model's area, two numbers that keep to the model's multiples, a swap,
// and a lock that keeps the shape.
#pragma once

#include <QSize>
#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;
class QToolButton;

namespace sfumato {

/// The size with sides in multiples of `multiple` that comes nearest to the shape `ratio` (width : height) and, less
/// strictly, to the area of `side` x `side`. All positive; sides stay within recipe_limits.
QSize sizeOfShape(QSize ratio, int side, int multiple);

class SizeField : public QWidget {
    Q_OBJECT
public:
    explicit SizeField(QWidget* parent = nullptr);

    /// 0 x 0 means the model's own size.
    void setSize(int width, int height);
    /// Typed numbers are rounded to multiples of `multiple`; the model's own size is `side` (0: not known).
    void setModelRule(int multiple, int side);

signals:
    void edited(int width, int height);

private:
    void makeNumbers();
    void fillPresets();
    void editNumbers(bool width_leads);
    void choosePreset(int index);
    void showHint();
    int rounded(double value) const;

    QComboBox* m_presets;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QToolButton* m_swap;
    QToolButton* m_lock;
    QLabel* m_hint;
    QSize m_shape; ///< what the lock keeps
    int m_multiple = 8;
    int m_side = 0;
    bool m_own = true; ///< the model's own size
};

} // namespace sfumato
