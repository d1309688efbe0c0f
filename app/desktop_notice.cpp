#include "desktop_notice.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QThreadPool>
#include <QVariantMap>

namespace sfumato {

void showDesktopNotice(const QString& title, const QString& text) {
    // On another thread: connecting to the bus waits for its answer.
    QThreadPool::globalInstance()->start([title, text] {
        const QDBusConnection bus = QDBusConnection::sessionBus();
        if (!bus.isConnected()) return;
        QDBusMessage call = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
            QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
        // The text may be read as markup by the service.
        call << QStringLiteral("Sfumato") << 0u << QStringLiteral("org.sfumato.Sfumato") << title
             << text.toHtmlEscaped() << QStringList()
             << QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("org.sfumato.Sfumato")}} << -1;
        bus.asyncCall(call);
    });
}

} // namespace sfumato
