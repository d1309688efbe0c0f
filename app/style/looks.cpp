#include "style/looks.h"

#include <QLabel>
#include <QToolButton>
#include <QVariant>

namespace sfumato {
namespace {

constexpr auto look_property = "look";

} // namespace

void setLook(QAbstractButton& button, ButtonLook look) {
    button.setProperty(look_property, static_cast<int>(look));
    button.updateGeometry();
    button.update();
}

ButtonLook lookOf(const QWidget* button) {
    if (button == nullptr) return ButtonLook::plain;
    if (const QVariant look = button->property(look_property); look.isValid())
        return static_cast<ButtonLook>(look.toInt());
    const auto* tool = qobject_cast<const QToolButton*>(button);
    return tool != nullptr && tool->popupMode() == QToolButton::InstantPopup ? ButtonLook::flat : ButtonLook::plain;
}

void setTone(QLabel& label, Tone tone) {
    label.setForegroundRole(tone == Tone::dim     ? QPalette::PlaceholderText
                            : tone == Tone::error ? QPalette::BrightText
                                                  : QPalette::WindowText);
}

} // namespace sfumato
