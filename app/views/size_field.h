// Width and height of the picture: presets, two numbers that keep to the model's multiples, and a swap.
#pragma once

#include <QWidget>

class QComboBox;
class QSpinBox;
class QToolButton;

namespace sfumato {

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
    void fillPresets();
    void editNumbers();
    void choosePreset(int index);
    int rounded(int value) const;

    QComboBox* m_presets;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QToolButton* m_swap;
    int m_multiple = 8;
    int m_side = 0;
    bool m_own = true; ///< the model's own size
};

} // namespace sfumato
