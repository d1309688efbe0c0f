// Wiring: the engine, the adapter and the window.
#include "background_engine.h"
#include "engine/planner.h"
#include "engine_adapter.h"
#include "language.h"
#include "views/main_window.h"
#include "views/settings_dialog.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QTimer>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

namespace sfumato {
namespace {

struct Arguments {
    std::optional<DeviceRequest> device; ///< instead of what the settings say
    QStringList files;                   ///< to open, as if dropped on the window
};

Arguments parse(const QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Pictures from words, on your own computer."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption device(
        QStringLiteral("device"),
        QCoreApplication::translate("main", "auto, cpu (native code), or index or part of the name of a graphics "
                                            "device; for this time, over what the Device menu says."),
        QStringLiteral("auto|cpu|N|NAME"));
    parser.addOption(device);
    const QCommandLineOption executor(QStringLiteral("executor"),
                                      QCoreApplication::translate("main", "auto, vulkan, cpu or reference."),
                                      QStringLiteral("NAME"));
    parser.addOption(executor);
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QCoreApplication::translate("main", "A picture whose recipe is opened, or a model."),
                                 QStringLiteral("[files...]"));
    parser.process(application);
    Arguments arguments;
    if (parser.isSet(device) || parser.isSet(executor)) {
        auto request = parse_device_request(toStd(parser.value(executor)), toStd(parser.value(device)));
        if (!request) {
            std::fprintf(stderr, "error: %s\n", request.error().text().c_str());
            std::exit(2);
        }
        arguments.device = std::move(*request);
    }
    arguments.files = parser.positionalArguments();
    return arguments;
}

int run(QApplication& application) {
    const Arguments arguments = parse(application);
    const MainWindowPlaces places = MainWindowPlaces::usual();
    EngineOptions options;
    options.builtin_model = places.builtin;

    Planner planner(options);
    EngineAdapter adapter;
    // The engine goes first, before the adapter that its sink knows; its destructor waits for the step that runs.
    const std::unique_ptr<Engine> engine = makeBackgroundEngine(options, adapter.sink());
    adapter.connectPort({[&engine](Job job) { return engine->submit(std::move(job)); },
                         [&engine](JobId job) { engine->cancel(job); },
                         [&engine](std::string model) { engine->warm_up(std::move(model)); },
                         [&engine, &planner](DeviceRequest device) {
                             planner.use_device(device);
                             engine->use_device(std::move(device));
                         },
                         [] { return list_device_summaries(); }, [&engine](JobId job) { engine->pause(job); },
                         [&planner](const Job& job) { return planner.plan(job); }});
    MainWindow window(adapter, places);
    if (arguments.device) window.useDevice(*arguments.device);
    window.show();
    // After the first picture of the window itself, so that it appears at once.
    QTimer::singleShot(0, &window, &MainWindow::warmUp);
    if (arguments.files.isEmpty()) QTimer::singleShot(0, &window, &MainWindow::welcome);
    for (const QString& file : arguments.files)
        window.openPath(file);
    return QApplication::exec();
}

} // namespace
} // namespace sfumato

int main(int argc, char** argv) {
    // Qt reads it once, before anything else; a factor that the user's session sets goes first.
    const QSettings settings(sfumato::MainWindowPlaces::usual().settings, QSettings::IniFormat);
    const double scale = sfumato::uiScale(settings);
    if (qEnvironmentVariableIsEmpty("QT_SCALE_FACTOR") && scale != 1.0)
        qputenv("QT_SCALE_FACTOR", QByteArray::number(scale));
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Sfumato"));
    QApplication::setApplicationVersion(QStringLiteral(SFUMATO_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.sfumato.Sfumato"));
    QIcon window_icon(QStringLiteral(":/icons/sfumato-256.png"));
    window_icon.addFile(QStringLiteral(":/icons/sfumato-48.png"));
    QApplication::setWindowIcon(window_icon);
    sfumato::installLanguage(sfumato::chosenLanguage(settings));
    return sfumato::run(application);
}
