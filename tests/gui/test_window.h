// A window whose settings, draft and pictures are in a temporary folder.
#pragma once

#include "fake_engine.h"
#include "views/main_window.h"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace sfumato {

inline MainWindowPlaces placesIn(const QTemporaryDir& folder) {
    MainWindowPlaces places;
    places.draft = folder.filePath(QStringLiteral("draft")).toStdString();
    places.gallery = folder.filePath(QStringLiteral("gallery.sqlite")).toStdString();
    places.thumbnails = folder.filePath(QStringLiteral("thumbnails"));
    places.queue = folder.filePath(QStringLiteral("queue")).toStdString();
    places.steps = folder.filePath(QStringLiteral("steps")).toStdString();
    places.settings = folder.filePath(QStringLiteral("window.conf"));
    places.prompts.memory = folder.filePath(QStringLiteral("prompts.json")).toStdString();
    places.prompts.styles = folder.filePath(QStringLiteral("styles")).toStdString();
    places.kept = folder.filePath(QStringLiteral("kept"));
    places.pictures = folder.filePath(QStringLiteral("pictures"));
    return places;
}

struct TestWindow {
    QTemporaryDir folder;
    EngineAdapter adapter;
    FakeEngine engine{adapter};
    std::unique_ptr<MainWindow> window = std::make_unique<MainWindow>(adapter, placesIn(folder));

    TestWindow() {
        // The queue is read on another thread; what is asked for before waits until it is there.
        if (!QTest::qWaitFor([this] { return window->queue().isLoaded(); })) qFatal("the queue was not read");
    }

    template <class Widget> Widget* child(const char* name) const {
        return window->findChild<Widget*>(QString::fromLatin1(name));
    }
};

} // namespace sfumato
