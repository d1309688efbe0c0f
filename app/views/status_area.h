// The status bar: what is being done, how far it is, and on which device.
#pragma once

#include <QStatusBar>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace sfumato {

class StatusArea : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusArea(QWidget* parent = nullptr);

    /// `why`: of an automatic choice, else empty.
    void setDevice(const QString& name, const QString& driver, bool software, const QString& why);
    /// Opened by the button that names the device.
    void setDeviceMenu(QMenu* menu);
    void setMessage(const QString& text);
    /// `fraction` in 0..1, or -1 for "unknown"; `eta` in seconds, 0 when unknown.
    void setProgress(double fraction, double eta);
    void hideProgress();
    void setZoom(double zoom);

private:
    QLabel* m_message;
    QProgressBar* m_progress;
    QLabel* m_eta;
    QLabel* m_zoom;
    QToolButton* m_device;
};

/// "12 s", "3 min 20 s", "2 h 5 min".
QString durationText(double seconds);

} // namespace sfumato
