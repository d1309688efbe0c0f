#include "views/output_page.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "image/encode.h"
#include "style/looks.h"
#include "views/form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sfumato {
namespace {

constexpr int usual_quality = 92;

QComboBox* choice(const char* object, const QString& name, std::initializer_list<std::pair<QString, int>> entries) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(object));
    box->setAccessibleName(name);
    for (const auto& [text, value] : entries)
        box->addItem(text, value);
    return box;
}

QLabel* dimLabel() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    setTone(*label, Tone::dim);
    return label;
}

} // namespace

OutputPage::OutputPage(const OutputOptions& options, const Recipe& example, QWidget* parent)
    : QWidget(parent), m_example(example), m_about(dimLabel()), m_name(dimLabel()), m_form(new QFormLayout(this)) {
    if (m_example.prompt.empty()) m_example.prompt = "a red apple on a table";
    m_form->setContentsMargins(16, 16, 16, 16);
    m_form->setVerticalSpacing(12);
    m_form->addRow(tr("&Format"), makeFormat());
    m_form->addRow(tr("&Quality"), m_quality);
    m_form->addRow(QString(), m_lossless);
    m_form->addRow(tr("&Depth of colour"), m_bits);
    m_form->addRow(QString(), m_about);
    m_form->addRow(tr("&Names"), makeNames());
    m_sidecar = choice("sidecar", tr("File beside the picture"),
                       {{tr("None"), static_cast<int>(Sidecar::none)},
                        {tr("Text, as AUTOMATIC1111 writes it (.txt)"), static_cast<int>(Sidecar::text)},
                        {tr("Recipe of Sfumato (.json)"), static_cast<int>(Sidecar::json)}});
    m_form->addRow(tr("File &beside the picture"), m_sidecar);
    m_strip = new QCheckBox(tr("&Leave prompts out of files and their names"));
    m_strip->setObjectName(QStringLiteral("stripPrompts"));
    m_strip->setToolTip(tr("Also the paths of initial images and masks. Seed, model and all numbers stay.\nThe gallery "
                           "reads the files, so it does not know the prompts either."));
    m_form->addRow(QString(), m_strip);
    show(options);
    for (QComboBox* box : {m_format, m_bits, m_sidecar})
        connect(box, &QComboBox::activated, this, &OutputPage::read);
    for (QCheckBox* box : {m_lossless, m_strip})
        connect(box, &QCheckBox::toggled, this, &OutputPage::read);
    connect(m_quality, &QSpinBox::valueChanged, this, &OutputPage::read);
    connect(m_names, &QLineEdit::textChanged, this, &OutputPage::read);
}

QWidget* OutputPage::makeFormat() {
    m_format = choice(
        "format", tr("Format of finished pictures"),
        {{tr("PNG"), static_cast<int>(PictureFormat::png)}, {tr("JPEG"), static_cast<int>(PictureFormat::jpeg)}});
    if (writes_webp()) m_format->addItem(tr("WebP"), static_cast<int>(PictureFormat::webp));
    m_quality = new QSpinBox;
    m_quality->setObjectName(QStringLiteral("quality"));
    m_quality->setAccessibleName(tr("Quality"));
    m_quality->setRange(1, 100);
    m_lossless = new QCheckBox(tr("L&ossless"));
    m_lossless->setObjectName(QStringLiteral("lossless"));
    m_bits = choice("bits", tr("Depth of colour"), {{tr("8 bits a channel"), 8}, {tr("16 bits a channel"), 16}});
    m_bits->setToolTip(tr("16 bits hold what the decoder gives, for grading in other programs; files are several "
                          "times as large"));
    return m_format;
}

QWidget* OutputPage::makeNames() {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    m_names = new QLineEdit;
    m_names->setObjectName(QStringLiteral("names"));
    m_names->setAccessibleName(tr("Template of folder and file names"));
    m_names->setMaxLength(400);
    m_names->setPlaceholderText(QString::fromUtf8(usual_template.data()));
    addClearButton(*m_names, tr("Usual names"));
    m_name->setObjectName(QStringLiteral("exampleName"));
    m_name->setAccessibleName(tr("Example of a name"));
    row->addWidget(m_names, 1);
    row->addWidget(makeFields());
    column->addLayout(row);
    column->addWidget(m_name);
    box->setFocusProxy(m_names);
    return box;
}

/// A menu of what can stand in brackets, for whoever does not know the words.
QWidget* OutputPage::makeFields() {
    auto* button = new QPushButton(tr("&Insert"));
    button->setMinimumWidth(button->sizeHint().width() + 20); // the arrow stands behind the word
    button->setObjectName(QStringLiteral("insertField"));
    button->setAccessibleName(tr("Insert a field into the template"));
    auto* menu = new QMenu(button);
    menu->addAction(tr("/  a folder"), this, [this] { m_names->insert(QStringLiteral("/")); });
    menu->addSeparator();
    for (const TemplateField& field : template_fields()) {
        const QString text = QStringLiteral("[%1]").arg(QLatin1String(field.name));
        const auto example = expand_name_template(text.toStdString(), m_example, std::chrono::system_clock::now());
        menu->addAction(QStringLiteral("%1\t%2").arg(text, QString::fromStdString(example.string())), this,
                        [this, text] { m_names->insert(text); });
    }
    button->setMenu(menu);
    return button;
}

void OutputPage::show(const OutputOptions& options) {
    m_options = options;
    const auto choose = [](QComboBox* box, int value) { box->setCurrentIndex(std::max(0, box->findData(value))); };
    choose(m_format, static_cast<int>(options.format));
    choose(m_bits, options.deep ? 16 : 8);
    choose(m_sidecar, static_cast<int>(options.sidecar));
    m_lossless->setChecked(options.quality == 0);
    m_quality->setValue(options.quality == 0 ? usual_quality : options.quality);
    m_strip->setChecked(options.strip_prompts);
    m_names->setText(options.name_template == usual_template ? QString() : toQString(options.name_template));
    showExample();
}

void OutputPage::read() {
    OutputOptions now = m_options;
    now.format = static_cast<PictureFormat>(m_format->currentData().toInt());
    now.deep = now.format == PictureFormat::png && m_bits->currentData().toInt() == 16;
    const bool lossless = now.format == PictureFormat::webp && m_lossless->isChecked();
    now.quality = lossless ? 0 : m_quality->value();
    now.sidecar = static_cast<Sidecar>(m_sidecar->currentData().toInt());
    now.strip_prompts = m_strip->isChecked();
    const QString names = m_names->text().trimmed();
    const std::string text = names.isEmpty() ? std::string(usual_template) : names.toStdString();
    if (check_name_template(text)) now.name_template = text;
    const bool same = now == m_options;
    m_options = now;
    showExample();
    if (!same) emit changed(m_options);
}

/// What the choices mean, and which of them do.
void OutputPage::showExample() {
    const auto format = static_cast<PictureFormat>(m_format->currentData().toInt());
    const bool png = format == PictureFormat::png, webp = format == PictureFormat::webp;
    const bool lossless = png || (webp && m_lossless->isChecked());
    m_form->setRowVisible(m_quality, !png);
    m_form->setRowVisible(m_lossless, webp);
    m_form->setRowVisible(m_bits, png);
    m_quality->setEnabled(!lossless);
    m_about->setText(lossless ? tr("Every pixel is kept as it was made. When a part of a picture is painted anew, all "
                                   "else stays the same to the last bit.")
                              : tr("Smaller files; pixels change a little each time a picture is saved, also those "
                                   "outside of a mask."));
    const QString names = m_names->text().trimmed();
    const std::string text = names.isEmpty() ? std::string(usual_template) : names.toStdString();
    const Result<> valid = check_name_template(text);
    if (valid) {
        const Recipe shown = m_strip->isChecked() ? without_prompts(m_example) : m_example;
        auto path = expand_name_template(text, shown, std::chrono::system_clock::now());
        path += picture_ending(format);
        m_name->setText(tr("Example: %1").arg(toQString(path.string())));
    } else {
        m_name->setText(tr("Not used: %1").arg(coreText(valid.error().text())));
    }
}

} // namespace sfumato
