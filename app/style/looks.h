// What a button or a label is for, where the style draws it by that.
#pragma once

class QAbstractButton;
class QLabel;
class QWidget;

namespace sfumato {

enum class ButtonLook {
    plain, ///< a filled button with a border
    flat,  ///< without border and filling until the mouse is over it
    quiet, ///< flat and dim, for the status bar
    chip,  ///< round at its ends: a filter
    page,  ///< of the page rail, with a bar where it is checked
    call,  ///< the one call to action of a window
    halt   ///< the same button while it stops what it called for
};

constexpr bool isCall(ButtonLook look) {
    return look == ButtonLook::call || look == ButtonLook::halt;
}

void setLook(QAbstractButton& button, ButtonLook look);
/// Without a choice: flat for tool buttons that open a menu at once, else plain.
ButtonLook lookOf(const QWidget* button);

enum class Tone { normal, dim, error };

/// The colour follows the theme.
void setTone(QLabel& label, Tone tone);

} // namespace sfumato
