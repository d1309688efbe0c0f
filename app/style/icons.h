// Icons of actions, drawn as vectors in the palette's text colour: crisp at every scale, right in both themes.
#pragma once

#include <QIcon>

namespace sfumato {

enum class Glyph {
    dice,
    reuse,
    swap,
    lock,
    folder,
    close,
    save,
    image,
    copy,
    fit,
    actual,
    zoomIn,
    zoomOut,
    play,
    pause,
    stop,
    chevronRight,
    chevronDown,
    information,
    alert,
    brush,
    queue,
    gallery,
    cube
};

/// Follows the theme: the colour is read when the icon is painted.
QIcon icon(Glyph glyph);

} // namespace sfumato
