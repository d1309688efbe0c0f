// Hires fix: a second pass over the enlarged picture.
#pragma once

#include "item_models/recipe_document.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace sfumato {

class HiresField : public QWidget {
    Q_OBJECT
public:
    explicit HiresField(RecipeDocument& document, QWidget* parent = nullptr);

private:
    void show(const Recipe& recipe);
    void change(const QString& field, const std::function<void(Hires&)>& apply);

    RecipeDocument& m_document;
    Hires m_last; ///< as last seen, for the next time it is switched on
    QCheckBox* m_on;
    QWidget* m_settings;
    QDoubleSpinBox* m_scale;
    QSpinBox* m_steps;
    QDoubleSpinBox* m_strength;
    QComboBox* m_upscaler;
};

} // namespace sfumato
