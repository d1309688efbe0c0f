#include "views/form.h"

#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace sfumato {

void describe(QWidget& field, const QString& name, const QString& tip) {
    field.setAccessibleName(name);
    field.setAccessibleDescription(tip);
    field.setToolTip(tip);
}

QGridLayout* newForm(QWidget* parent) {
    auto* form = new QGridLayout(parent);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setColumnStretch(1, 1);
    return form;
}

void addRow(QGridLayout& form, const QString& text, QWidget* field, Qt::Alignment label_alignment) {
    auto* label = new QLabel(text);
    label->setBuddy(field);
    if (label_alignment == Qt::AlignTop) label->setContentsMargins(0, 5, 0, 0); // level with the field's first line
    const int row = form.rowCount();
    form.addWidget(label, row, 0, label_alignment);
    form.addWidget(field, row, 1);
}

void addClearButton(QLineEdit& field, const QString& name) {
    field.setClearButtonEnabled(true);
    for (auto* clear : field.findChildren<QToolButton*>())
        clear->setAccessibleName(name);
}

} // namespace sfumato
