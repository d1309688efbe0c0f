#include "views/device_menu.h"
#include "core_texts.h"

#include <QActionGroup>

#include <algorithm>

namespace sfumato {
namespace {

/// The name says which device is meant even when another one is plugged in; two of one name need their number.
std::string selectorOf(const std::vector<DeviceSummary>& devices, std::size_t index) {
    const auto same = std::count_if(devices.begin(), devices.end(),
                                    [&](const DeviceSummary& d) { return d.name == devices[index].name; });
    return same == 1 ? devices[index].name : std::to_string(index);
}

/// Menus read "&" as the mark of a key.
QString menuText(const std::string& name) {
    return toQString(name).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString labelOf(const DeviceSummary& device) {
    const QString name = menuText(device.name);
    return device.kind == "cpu" ? DeviceMenu::tr("%1, Vulkan in software").arg(name.section(QStringLiteral(" ("), 0, 0))
                                : name;
}

} // namespace

DeviceMenu::DeviceMenu(EngineAdapter& engine, QWidget* parent)
    : QMenu(tr("Dev&ice"), parent), m_engine(engine), m_group(new QActionGroup(this)) {
    setToolTipsVisible(true);
    m_bf16 = new QAction(tr("&Quicker, Less Exact on the Processor (bfloat16)"), this);
    m_bf16->setObjectName(QStringLiteral("deviceBf16"));
    m_bf16->setCheckable(true);
    m_bf16->setEnabled(native_device_has_bf16());
    m_bf16->setToolTip(
        tr("Multiplies with 8 instead of 24 significant bits where the processor has instructions for it.\n"
           "Pictures of one seed look a little different from exact ones."));
    // Not to this menu: a menu cuts all connections of an action that is taken out of it, as rebuild() does.
    connect(m_bf16, &QAction::toggled, m_group, [this](bool on) {
        DeviceRequest request = m_request;
        request.bf16 = on;
        choose(std::move(request));
    });
    // Asking the drivers takes a moment, so it is done when somebody looks, and not by the window's thread.
    connect(this, &QMenu::aboutToShow, this, [this] {
        if (!m_listed) m_engine.requestDevices();
    });
    connect(&m_engine, &EngineAdapter::devicesListed, this, &DeviceMenu::setDevices);
    rebuild();
}

void DeviceMenu::setRequest(const DeviceRequest& request) {
    m_request = request;
    rebuild();
}

void DeviceMenu::setDevices(const std::vector<DeviceSummary>& devices, const QString& problem) {
    m_devices = devices;
    m_problem = problem;
    m_listed = true;
    rebuild();
}

void DeviceMenu::choose(DeviceRequest request) {
    if (request == m_request) return;
    m_request = std::move(request);
    emit chosen(m_request);
}

QAction* DeviceMenu::addDevice(const QString& text, const QString& tip, const DeviceRequest& request) {
    QAction* action = m_group->addAction(addAction(text));
    action->setCheckable(true);
    action->setChecked(request.executor == m_request.executor && request.vulkan == m_request.vulkan);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, [this, request] {
        DeviceRequest wanted = request;
        wanted.bf16 = m_request.bf16;
        choose(std::move(wanted));
    });
    return action;
}

void DeviceMenu::rebuild() {
    removeAction(m_bf16); // clear() would delete it
    for (QAction* action : m_group->actions())
        m_group->removeAction(action);
    clear();
    addDevice(tr("&Automatic"), tr("A graphics card where there is one, else whatever paints quickest here"), {});
    addDevice(tr("&Processor"), tr("Native code; no graphics card is used"), {ExecutorKind::cpu, {}});
    bool shown = m_group->checkedAction() != nullptr;
    for (std::size_t i = 0; i < m_devices.size(); ++i) {
        const DeviceSummary& device = m_devices[i];
        const QString details = tr("%1, Vulkan %2").arg(toQString(device.driver), toQString(device.api_version));
        QAction* action = addDevice(
            labelOf(device), device.usable ? details : tr("Cannot be used: %1").arg(coreText(device.unusable_because)),
            {ExecutorKind::vulkan, selectorOf(m_devices, i)});
        action->setEnabled(device.usable);
        shown = shown || action->isChecked();
    }
    // What was chosen earlier, or on the command line, stays visible although it may not be there now.
    if (!shown) {
        const std::string text = device_text(m_request);
        addDevice(m_listed ? tr("%1 (not found)").arg(menuText(text)) : menuText(text), tr("The present choice"),
                  m_request);
    }
    if (!m_listed) addAction(tr("Looking for graphics devices…"))->setEnabled(false);
    if (m_listed && m_devices.empty()) {
        QAction* none = addAction(tr("No graphics devices"));
        none->setToolTip(m_problem);
        none->setEnabled(false);
    }
    addSeparator();
    addAction(m_bf16);
    m_bf16->setChecked(m_request.bf16);
}

} // namespace sfumato
