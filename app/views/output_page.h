// The part of the settings that says how finished pictures are written.
#pragma once

#include "store/writer.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace sfumato {

class OutputPage : public QWidget {
    Q_OBJECT
public:
    /// `example`: the recipe that names are shown with.
    OutputPage(const OutputOptions& options, const Recipe& example, QWidget* parent = nullptr);

    const OutputOptions& options() const { return m_options; }

signals:
    /// Only what can be used: a template is not handed on while it is wrong.
    void changed(const sfumato::OutputOptions& options);

private:
    QWidget* makeFormat();
    QWidget* makeNames();
    QWidget* makeFields();
    void read();
    void show(const OutputOptions& options);
    void showExample();

    OutputOptions m_options;
    Recipe m_example;
    QComboBox* m_format;
    QSpinBox* m_quality;
    QCheckBox* m_lossless;
    QComboBox* m_bits;
    QLabel* m_about;
    QLineEdit* m_names;
    QLabel* m_name;
    QComboBox* m_sidecar;
    QCheckBox* m_strip;
    QFormLayout* m_form;
};

} // namespace sfumato
