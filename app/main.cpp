// Wiring: the engine, the adapter and the window.
#include "background_engine.h"
#include "engine_adapter.h"
#include "views/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QTimer>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace sfumato {
namespace {

struct Arguments {
    EngineOptions engine;
    QStringList files; ///< to open, as if dropped on the window
};

Arguments parse(const QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Pictures from words, on your own computer."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption device(
        QStringLiteral("device"),
        QCoreApplication::translate("main", "Index or part of the name of a graphics device."),
        QStringLiteral("N|NAME"));
    parser.addOption(device);
    const QCommandLineOption executor(
        QStringLiteral("executor"),
        QCoreApplication::translate("main", "vulkan, or cpu: quicker on machines without a graphics card."),
        QStringLiteral("NAME"), QStringLiteral("vulkan"));
    parser.addOption(executor);
    parser.addPositionalArgument(QStringLiteral("files"),
                                 QCoreApplication::translate("main", "A picture whose recipe is opened, or a model."),
                                 QStringLiteral("[files...]"));
    parser.process(application);
    Arguments arguments;
    arguments.engine.device = toStd(parser.value(device));
    if (const auto kind = parse_executor_kind(toStd(parser.value(executor)))) {
        arguments.engine.executor = *kind;
    } else {
        std::fprintf(stderr, "error: %s\n", kind.error().text().c_str());
        std::exit(2);
    }
    arguments.files = parser.positionalArguments();
    return arguments;
}

int run(QApplication& application) {
    Arguments arguments = parse(application);
    const MainWindowPlaces places = MainWindowPlaces::usual();
    arguments.engine.builtin_model = places.builtin;

    EngineAdapter adapter;
    // The engine goes first, before the adapter that its sink knows; its destructor waits for the step that runs.
    const std::unique_ptr<Engine> engine = makeBackgroundEngine(arguments.engine, adapter.sink());
    adapter.connectPort({[&engine](Job job) { return engine->submit(std::move(job)); },
                         [&engine](JobId job) { engine->cancel(job); },
                         [&engine](std::string model) { engine->warm_up(std::move(model)); }});
    MainWindow window(adapter, places);
    window.show();
    // After the first picture of the window itself, so that it appears at once.
    QTimer::singleShot(0, &window, &MainWindow::warmUp);
    for (const QString& file : arguments.files)
        window.openPath(file);
    return QApplication::exec();
}

} // namespace
} // namespace sfumato

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Sfumato"));
    QApplication::setApplicationVersion(QStringLiteral(SFUMATO_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.sfumato.Sfumato"));
    QIcon window_icon(QStringLiteral(":/icons/sfumato-256.png"));
    window_icon.addFile(QStringLiteral(":/icons/sfumato-48.png"));
    QApplication::setWindowIcon(window_icon);
    return sfumato::run(application);
}
