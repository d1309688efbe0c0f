#include "output_settings.h"

namespace sfumato {
namespace {

constexpr std::pair<Sidecar, const char*> sidecars[] = {
    {Sidecar::none, "none"}, {Sidecar::text, "text"}, {Sidecar::json, "json"}};

} // namespace

OutputOptions readOutputOptions(const QSettings& settings) {
    const auto text = [&](const char* key) {
        return settings.value(QLatin1String(key)).toString().trimmed().toStdString();
    };
    OutputOptions options;
    if (const auto format = picture_format(text("output/format"))) options.format = *format;
    bool number = false;
    const int quality = settings.value(QStringLiteral("output/quality"), options.quality).toInt(&number);
    if (number && quality >= 0 && quality <= 100) options.quality = quality;
    options.deep = settings.value(QStringLiteral("output/bits"), 8).toInt() == 16;
    options.strip_prompts = settings.value(QStringLiteral("output/stripPrompts"), false).toBool();
    for (const auto& [kind, name] : sidecars)
        if (text("output/sidecar") == name) options.sidecar = kind;
    if (const std::string names = text("output/names"); check_name_template(names)) options.name_template = names;
    options = fitting_options(options, options.format);
    // Another build may have written more formats.
    return check_output_options(options, options.format) ? options : OutputOptions{};
}

void keepOutputOptions(QSettings& settings, const OutputOptions& options) {
    settings.setValue(QStringLiteral("output/format"), QLatin1String(picture_format_name(options.format).data()));
    settings.setValue(QStringLiteral("output/quality"), options.quality);
    settings.setValue(QStringLiteral("output/bits"), options.deep ? 16 : 8);
    settings.setValue(QStringLiteral("output/stripPrompts"), options.strip_prompts);
    for (const auto& [kind, name] : sidecars)
        if (options.sidecar == kind) settings.setValue(QStringLiteral("output/sidecar"), QLatin1String(name));
    settings.setValue(QStringLiteral("output/names"), QString::fromStdString(options.name_template));
}

} // namespace sfumato
