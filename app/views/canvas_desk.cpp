#include "views/canvas_desk.h"

#include "engine_adapter.h"
#include "kept_image.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include <tuple>
#include <utility>

namespace sfumato {
namespace {

constexpr int save_after_ms = 300;

QImage blank(const QSize& size) {
    QImage mask(size, QImage::Format_Grayscale8);
    mask.fill(0);
    return mask;
}

} // namespace

CanvasDesk::CanvasDesk(RecipeDocument& document, Canvas& canvas, const QString& folder, QWidget* parent)
    : QWidget(parent), m_document(document), m_canvas(canvas), m_folder(folder), m_mask(document.undoStack()),
      m_tool(m_mask, canvas) {
    setObjectName(QStringLiteral("canvasDesk"));
    m_pool.setMaxThreadCount(1);
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(save_after_ms);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    m_maskButton = addButton(*row, tr("Mask"), tr("Paint on the initial image what is to be made anew"));
    m_maskButton->setObjectName(QStringLiteral("maskButton"));
    m_maskButton->setCheckable(true);
    makeMaskTools(*row);
    row->addStretch(1);
    makeCompare(*row);

    connect(m_maskButton, &QToolButton::toggled, this, &CanvasDesk::setMasking);
    connect(&m_saveSoon, &QTimer::timeout, this, &CanvasDesk::save);
    connect(&m_mask, &MaskDocument::changed, &m_saveSoon, qOverload<>(&QTimer::start));
    connect(&m_document, &RecipeDocument::changed, this, &CanvasDesk::follow);
    follow();
    updateTools();
}

CanvasDesk::~CanvasDesk() {
    m_canvas.setTool(nullptr);
    m_pool.waitForDone();
}

QToolButton* CanvasDesk::addButton(QHBoxLayout& row, const QString& text, const QString& tip) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setAccessibleDescription(tip);
    row.addWidget(button);
    return button;
}

void CanvasDesk::makeMaskTools(QHBoxLayout& row) {
    m_tools = new QWidget;
    auto* tools = new QHBoxLayout(m_tools);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(4);
    m_kinds = new QButtonGroup(this);
    const std::tuple<MaskTool::Kind, QString, QString> kinds[] = {
        {MaskTool::Kind::brush, tr("Brush"),
         tr("Paint the mask; the right button or Alt erases, [ and ] change the size")},
        {MaskTool::Kind::eraser, tr("Eraser"), tr("Take the mask away")},
        {MaskTool::Kind::lasso, tr("Lasso"), tr("Mask what is drawn around")},
        {MaskTool::Kind::flood, tr("Fill"), tr("Mask what has the colour that is clicked on")}};
    for (const auto& [kind, text, tip] : kinds) {
        QToolButton* button = addButton(*tools, text, tip);
        button->setCheckable(true);
        button->setChecked(kind == m_tool.kind());
        m_kinds->addButton(button, static_cast<int>(kind));
    }
    m_size = new QSlider(Qt::Horizontal);
    m_size->setRange(1, 400);
    m_size->setValue(m_tool.size());
    m_size->setFixedWidth(90);
    m_size->setToolTip(tr("Size of brush and eraser in pixels of the picture"));
    m_size->setAccessibleName(tr("Brush size"));
    m_sizeNumber = new QSpinBox;
    m_sizeNumber->setRange(1, MaskTool::largest_size);
    m_sizeNumber->setValue(m_tool.size());
    m_sizeNumber->setAccessibleName(tr("Brush size as a number"));
    tools->addWidget(m_size);
    tools->addWidget(m_sizeNumber);
    m_toleranceRow = new QWidget;
    auto* tolerance_row = new QHBoxLayout(m_toleranceRow);
    tolerance_row->setContentsMargins(0, 0, 0, 0);
    auto* tolerance = new QSpinBox;
    tolerance->setRange(0, 255);
    tolerance->setValue(24);
    tolerance->setPrefix(tr("± "));
    tolerance->setToolTip(tr("How much colours may differ for Fill"));
    tolerance->setAccessibleName(tr("Tolerance of Fill"));
    tolerance_row->addWidget(tolerance);
    tools->addWidget(m_toleranceRow);
    QToolButton* invert = addButton(*tools, tr("Invert"), tr("Mask what is not masked"));
    QToolButton* clear = addButton(*tools, tr("Clear"), tr("Nothing is masked"));
    m_alpha = addButton(*tools, tr("From alpha"), tr("Mask what is transparent in the initial image"));
    row.addWidget(m_tools);

    connect(m_kinds, &QButtonGroup::idClicked, this,
            [this](int id) { m_tool.setKind(static_cast<MaskTool::Kind>(id)); });
    connect(&m_tool, &MaskTool::kindChanged, this, &CanvasDesk::updateTools);
    connect(m_size, &QSlider::valueChanged, &m_tool, &MaskTool::setSize);
    connect(m_sizeNumber, &QSpinBox::valueChanged, &m_tool, &MaskTool::setSize);
    connect(&m_tool, &MaskTool::sizeChanged, this, [this](int size) {
        const QSignalBlocker block_slider(m_size), block_number(m_sizeNumber);
        m_size->setValue(size);
        m_sizeNumber->setValue(size);
    });
    connect(tolerance, &QSpinBox::valueChanged, this, [this](int value) { m_tool.setTolerance(value); });
    connect(invert, &QToolButton::clicked, &m_mask, &MaskDocument::invert);
    connect(clear, &QToolButton::clicked, &m_mask, &MaskDocument::clear);
    connect(m_alpha, &QToolButton::clicked, this, [this] { m_mask.fromAlpha(m_init); });
}

void CanvasDesk::makeCompare(QHBoxLayout& row) {
    m_compareRow = new QWidget;
    auto* compare_row = new QHBoxLayout(m_compareRow);
    compare_row->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("Compare"));
    m_compare = new QComboBox;
    m_compare->setObjectName(QStringLiteral("compare"));
    m_compare->setAccessibleName(tr("Compare"));
    m_compare->setToolTip(tr("With the initial image or the picture chosen in the menu; B held shows it alone"));
    m_compare->addItem(tr("Off"), QVariant::fromValue(Canvas::Compare::off));
    m_compare->addItem(tr("Split"), QVariant::fromValue(Canvas::Compare::split));
    m_compare->addItem(tr("Side by side"), QVariant::fromValue(Canvas::Compare::sideBySide));
    m_compare->addItem(tr("Difference"), QVariant::fromValue(Canvas::Compare::difference));
    label->setBuddy(m_compare);
    compare_row->addWidget(label);
    compare_row->addWidget(m_compare);
    row.addWidget(m_compareRow);
    connect(m_compare, &QComboBox::activated, this,
            [this](int index) { m_canvas.setCompare(m_compare->itemData(index).value<Canvas::Compare>()); });
}

void CanvasDesk::updateTools() {
    const bool has_init = !m_init.isNull();
    if (!has_init && m_maskButton->isChecked()) m_maskButton->setChecked(false);
    m_maskButton->setVisible(has_init);
    m_tools->setVisible(has_init && masking());
    m_alpha->setVisible(m_init.hasAlphaChannel());
    const MaskTool::Kind kind = m_tool.kind();
    m_kinds->button(static_cast<int>(kind))->setChecked(true);
    const bool sized = kind == MaskTool::Kind::brush || kind == MaskTool::Kind::eraser;
    m_size->setVisible(sized);
    m_sizeNumber->setVisible(sized);
    m_toleranceRow->setVisible(kind == MaskTool::Kind::flood);
    const QImage& other = m_pinned.isNull() ? m_init : m_pinned;
    m_canvas.setOther(other);
    m_compareRow->setVisible(!other.isNull() && !masking());
    setVisible(has_init || !other.isNull());
}

bool CanvasDesk::masking() const {
    return m_maskButton->isChecked();
}

void CanvasDesk::setMasking(bool on) {
    if (m_maskButton->isChecked() != on) {
        m_maskButton->setChecked(on); // comes back here
        return;
    }
    if (on && m_init.isNull()) return;
    if (on) {
        m_canvas.showPicture(m_init);
        m_canvas.setFocus(Qt::OtherFocusReason);
    }
    m_canvas.setTool(on ? &m_tool : nullptr);
    updateTools();
    emit maskingChanged(on);
}

void CanvasDesk::showingResult() {
    if (!masking()) return;
    const QSignalBlocker blocker(m_maskButton);
    m_maskButton->setChecked(false);
    m_canvas.setTool(nullptr);
    updateTools();
}

void CanvasDesk::compareWith(const QImage& picture) {
    m_pinned = picture;
    updateTools();
}

void CanvasDesk::setInitPicture(const QString& path, const QImage& picture) {
    const bool another = path != m_initPath;
    m_initPath = path;
    m_init = picture;
    m_tool.setPicture(picture);
    if (another || m_mask.mask().size() != picture.size()) {
        m_mask.reset(picture.isNull() ? QImage() : blank(picture.size()));
        m_saveSoon.stop(); // nobody painted this
        m_savedRevision = m_mask.revision();
        m_path.clear();
    }
    if (masking() && !picture.isNull()) m_canvas.showPicture(picture);
    updateTools();
    follow();
}

void CanvasDesk::follow() {
    const Recipe& recipe = m_document.recipe();
    if (recipe.inpaint) m_settings = *recipe.inpaint;
    if (!saved() || m_init.isNull()) return; // what is being painted goes into the recipe, not the other way round
    const bool file = recipe.inpaint && recipe.inpaint->source == MaskSource::file;
    const QString path = file ? toQString(recipe.inpaint->path) : QString();
    if (path == m_path) return;
    m_path = path;
    if (path.isEmpty()) {
        m_mask.reset(blank(m_init.size()));
        m_saveSoon.stop();
        m_savedRevision = m_mask.revision();
    } else {
        loadMask(path);
    }
}

void CanvasDesk::loadMask(const QString& path) {
    const quint64 ticket = ++m_loading;
    const QSize size = m_init.size();
    m_pool.start([this, path, size, ticket] {
        QImage mask(path);
        if (!mask.isNull()) {
            mask = mask.convertToFormat(QImage::Format_Grayscale8);
            if (mask.size() != size) mask = mask.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        }
        QMetaObject::invokeMethod(this, [this, mask, ticket] {
            if (ticket != m_loading || !saved()) return;
            if (!m_init.isNull() && mask.size() == m_init.size()) m_mask.reset(mask);
            m_saveSoon.stop();
            m_savedRevision = m_mask.revision();
        });
    });
}

void CanvasDesk::save() {
    if (saved()) return settle();
    if (m_mask.isEmpty()) {
        m_savedRevision = m_mask.revision();
        setMaskInRecipe({}, {});
        return settle();
    }
    m_pool.start([this, mask = m_mask.mask(), revision = m_mask.revision(), folder = m_folder] {
        QMetaObject::invokeMethod(this, [this, revision, kept = keepImage(mask, folder)] { onSaved(revision, kept); });
    });
}

void CanvasDesk::onSaved(quint64 revision, const KeptImage& kept) {
    if (!kept.problem.isEmpty()) {
        m_whenSaved = {};
        emit saveFailed(kept.problem);
        return;
    }
    if (revision != m_mask.revision()) { // painted on meanwhile
        if (!m_saveSoon.isActive()) m_saveSoon.start();
        return;
    }
    m_savedRevision = revision;
    setMaskInRecipe(kept.path, kept.sha256);
    settle();
}

/// The strokes are what can be undone; the recipe follows them.
void CanvasDesk::setMaskInRecipe(const QString& path, const QString& sha256) {
    m_path = path;
    m_document.follow([&](RecipeDraft& draft) {
        if (!draft.recipe.init) return;
        Inpaint inpaint = draft.recipe.inpaint.value_or(m_settings);
        if (!draft.recipe.inpaint) inpaint.grow = {};
        inpaint.source = path.isEmpty() ? MaskSource::frame : MaskSource::file;
        inpaint.path = toStd(path);
        inpaint.sha256 = toStd(sha256);
        if (path.isEmpty() && !inpaint.grow.any())
            draft.recipe.inpaint.reset();
        else
            draft.recipe.inpaint = inpaint;
    });
}

void CanvasDesk::settle() {
    if (!m_whenSaved) return;
    std::exchange(m_whenSaved, {})();
}

void CanvasDesk::whenSaved(std::function<void()> then) {
    if (saved()) return then();
    m_whenSaved = std::move(then);
    m_saveSoon.stop();
    save();
}

} // namespace sfumato
