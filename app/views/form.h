// Pieces that the panel and its sections are made of.
#pragma once

#include <QGridLayout>
#include <QString>

class QLineEdit;
class QWidget;

namespace sfumato {

/// What the field is and what it does, for everybody: name, description and tool tip.
void describe(QWidget& field, const QString& name, const QString& tip);

/// A layout of rows "label | field".
QGridLayout* newForm(QWidget* parent);
/// A row; the label's mnemonic leads to the field.
void addRow(QGridLayout& form, const QString& text, QWidget* field, Qt::Alignment label_alignment = Qt::AlignVCenter);

/// Gives the field a button that empties it. Qt leaves that button without a name.
void addClearButton(QLineEdit& field, const QString& name);

} // namespace sfumato
