#include "views/plan_label.h"
#include "core_texts.h"

#include "style/looks.h"
#include "views/status_area.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace sfumato {
namespace {

constexpr int ask_after_ms = 600;

QString bytesText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeTraditionalFormat);
}

QString stageText(const std::string& name) {
    if (name == "text") return PlanLabel::tr("reading the prompt");
    if (name == "encode") return PlanLabel::tr("encoding the image");
    if (name == "sample") return PlanLabel::tr("painting");
    if (name == "hires") return PlanLabel::tr("second pass");
    if (name == "decode") return PlanLabel::tr("developing");
    return toQString(name);
}

} // namespace

PlanLabel::PlanLabel(RecipeDocument& document, EngineAdapter& adapter, QWidget* parent)
    : QLabel(parent), m_document(document), m_adapter(adapter) {
    setObjectName(QStringLiteral("plan"));
    setTone(*this, Tone::dim);
    setWordWrap(true);
    setAccessibleName(tr("Estimate for the next picture"));
    setText(tr("Time and memory: unknown yet"));
    m_pool.setMaxThreadCount(1);
    m_soon.setSingleShot(true);
    m_soon.setInterval(ask_after_ms);
    connect(&m_soon, &QTimer::timeout, this, &PlanLabel::ask);
    connect(&m_document, &RecipeDocument::changed, &m_soon, qOverload<>(&QTimer::start));
    m_soon.start();
}

PlanLabel::~PlanLabel() {
    m_pool.waitForDone();
}

QString PlanLabel::textOf(const DryRun& plan, int pictures) {
    const double seconds = plan.seconds() * std::max(1, pictures);
    QString text = plan.guess ? tr("Perhaps %1, %2 of memory").arg(durationText(seconds), bytesText(plan.peak_bytes))
                              : tr("About %1, %2 of memory").arg(durationText(seconds), bytesText(plan.peak_bytes));
    if (plan.recipe.vae_tiles.decode > 0 || plan.recipe.vae_tiles.encode > 0) text += tr("; VAE in tiles");
    if (plan.free_bytes > 0 && plan.peak_bytes > plan.free_bytes / 10 * 9) text += tr("; nearly all that is free");
    return text;
}

QString PlanLabel::detailsOf(const DryRun& plan) {
    QStringList lines{tr("On %1, for one picture, and loading:").arg(toQString(plan.device))};
    for (const DryStage& stage : plan.stages)
        lines << tr("%1: %2").arg(stageText(stage.name), durationText(stage.seconds));
    lines << tr("Memory: weights %1, activations %2, kept %3")
                 .arg(bytesText(plan.weight_bytes), bytesText(plan.arena_bytes), bytesText(plan.kept_bytes));
    lines << (plan.free_bytes > 0 ? tr("Free for it: %1").arg(bytesText(plan.free_bytes)) : tr("Free for it: unknown"));
    if (plan.guess) lines << tr("A guess by the kind of device; `sfumato-cli bench` measures this one.");
    for (const std::string& note : plan.notes)
        lines << coreText(note);
    return lines.join(QLatin1Char('\n'));
}

void PlanLabel::ask() {
    if (!m_adapter.port().plan) {
        setText(tr("Time and memory: unknown"));
        return;
    }
    if (m_asking) {
        m_again = true;
        return;
    }
    m_asking = true;
    Job job;
    job.recipe = m_document.recipe();
    m_pool.start([this, plan = m_adapter.port().plan, job = std::move(job)] {
        QMetaObject::invokeMethod(this, [this, answer = plan(job)] { showAnswer(answer); });
    });
}

void PlanLabel::showAnswer(const Result<DryRun>& plan) {
    m_asking = false;
    if (std::exchange(m_again, false)) m_soon.start();
    if (plan) {
        setText(textOf(*plan, m_document.draft().batch));
        setToolTip(detailsOf(*plan));
        return;
    }
    // What is wrong with the recipe is said when it is run; here it is a reason why nothing is known.
    setText(plan.error().code == ErrorCode::out_of_memory
                ? tr("It will not fit: %1").arg(coreText(plan.error().message))
                : tr("Time and memory: unknown"));
    setToolTip(coreText(plan.error().text()));
}

} // namespace sfumato
