// The choice of the device that computes: automatic, the processor itself, or a graphics device.
#pragma once

#include "engine_adapter.h"

#include <QMenu>

#include <vector>

class QActionGroup;

namespace sfumato {

class DeviceMenu : public QMenu {
    Q_OBJECT
public:
    explicit DeviceMenu(EngineAdapter& engine, QWidget* parent = nullptr);

    const DeviceRequest& request() const { return m_request; }
    /// Shows this choice without telling anybody.
    void setRequest(const DeviceRequest& request);

signals:
    /// The user chose another device.
    void chosen(const sfumato::DeviceRequest& request);

private:
    void setDevices(const std::vector<DeviceSummary>& devices, const QString& problem);
    QAction* addDevice(const QString& text, const QString& tip, const DeviceRequest& request);
    void rebuild();
    void choose(DeviceRequest request);

    EngineAdapter& m_engine;
    DeviceRequest m_request;
    QActionGroup* m_group;
    QAction* m_bf16;
    std::vector<DeviceSummary> m_devices;
    QString m_problem;     ///< why there are no graphics devices
    bool m_listed = false; ///< m_devices is what the system has
};

} // namespace sfumato
