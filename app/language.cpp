#include "language.h"

#include "core_texts.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// In the global name space: the macro declares a function.
static void registerTexts() {
    Q_INIT_RESOURCE(i18n);
}

namespace sfumato {

QStringList languages() {
    registerTexts();
    QStringList codes;
    for (const QString& file : QDir(QStringLiteral(":/i18n")).entryList({QStringLiteral("sfumato_*.qm")}))
        codes << file.mid(8, file.size() - 11); // between "sfumato_" and ".qm"
    return codes;
}

QString languageName(const QString& code) {
    QString name = QLocale(code).nativeLanguageName();
    if (code == QLatin1String("en")) return QStringLiteral("English"); // not "American English"
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return name.isEmpty() ? code : name;
}

QString chosenLanguage(const QSettings& settings) {
    const QStringList known = languages();
    const QString kept = settings.value(QStringLiteral("language")).toString();
    if (known.contains(kept)) return kept;
    for (const QString& wanted : QLocale::system().uiLanguages()) {
        const QString code = wanted.section(QLatin1Char('-'), 0, 0);
        if (known.contains(code)) return code;
    }
    return QStringLiteral("en");
}

void installLanguage(const QString& code) {
    registerTexts();
    static QTranslator texts, qt_texts; // as long as the program
    const QString wanted = languages().contains(code) ? code : QStringLiteral("en");
    for (QTranslator* translator : {&texts, &qt_texts})
        QCoreApplication::removeTranslator(translator);
    if (qt_texts.load(QStringLiteral("qtbase_") + wanted, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qt_texts);
    if (texts.load(QStringLiteral(":/i18n/sfumato_%1.qm").arg(wanted))) QCoreApplication::installTranslator(&texts);
    installCoreTexts(wanted);
    // Numbers and units as that language writes them, in the system's country where the languages agree.
    if (QLocale::system().language() != QLocale(wanted).language()) QLocale::setDefault(QLocale(wanted));
}

} // namespace sfumato
