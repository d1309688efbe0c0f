// The language of the window.
#pragma once

#include <QSettings>
#include <QString>
#include <QStringList>

namespace sfumato {

/// Codes of the languages that there are texts in: "en", "de".
QStringList languages();
/// A language's own name for itself: "Deutsch".
QString languageName(const QString& code);
/// What the settings say ("language": a code, or "system"), else the first of the system's languages that there are
/// texts in, else "en".
QString chosenLanguage(const QSettings& settings);
/// Installs the texts of `code`, and Qt's own where they are on the system. Before the first window; for the whole
/// run. Unknown codes give English.
void installLanguage(const QString& code);

} // namespace sfumato
