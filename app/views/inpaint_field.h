// What is done with the mask and the frame of the initial image: shown while there is one.
#pragma once

#include "item_models/recipe_document.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;

namespace sfumato {

class InpaintField : public QWidget {
    Q_OBJECT
public:
    explicit InpaintField(RecipeDocument& document, QWidget* parent = nullptr);

signals:
    void maskRequested(); ///< the user wants to paint the mask

private:
    void makeGrow();
    void show(const Recipe& recipe);
    void change(const QString& field, const QString& text, const std::function<void(Inpaint&)>& apply);

    RecipeDocument& m_document;
    QLabel* m_state;
    QComboBox* m_fit;
    QWidget* m_settings;
    QComboBox* m_area;
    QComboBox* m_content;
    QSpinBox* m_blur;
    QSpinBox* m_padding;
    QWidget* m_grow = nullptr;
    QSpinBox* m_sides[4] = {}; ///< left, top, right, bottom
};

} // namespace sfumato
