<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>main</name>
    <message>
        <source>Pictures from words, on your own computer.</source>
        <translation>Bilder aus Worten, auf dem eigenen Rechner.</translation>
    </message>
    <message>
        <source>auto, cpu (native code), or index or part of the name of a graphics device; for this time, over what the Device menu says.</source>
        <translation>auto, cpu (nativer Code) oder Nummer oder Namensteil eines Grafikgeräts; gilt für diesen Start und hat Vorrang vor dem Menü „Gerät“.</translation>
    </message>
    <message>
        <source>auto, vulkan, cpu or reference.</source>
        <translation>auto, vulkan, cpu oder reference.</translation>
    </message>
    <message>
        <source>A picture whose recipe is opened, or a model.</source>
        <translation>Ein Bild, dessen Rezept geöffnet wird, oder ein Modell.</translation>
    </message>
</context>
<context>
    <name>sfumato</name>
    <message>
        <source>About Sfumato</source>
        <translation>Über Sfumato</translation>
    </message>
    <message>
        <source>&lt;h2&gt;Sfumato %1&lt;/h2&gt;&lt;p&gt;Pictures from words, on your own computer.&lt;br&gt;No account, no network: what you make stays with you.&lt;/p&gt;</source>
        <translation>&lt;h2&gt;Sfumato %1&lt;/h2&gt;&lt;p&gt;Bilder aus Worten, auf dem eigenen Rechner.&lt;br&gt;Kein Konto, kein Netz: Alles Erzeugte bleibt auf diesem Rechner.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>&amp;Program</source>
        <translation>&amp;Programm</translation>
    </message>
    <message>
        <source>Built-in model</source>
        <translation>Eingebautes Modell</translation>
    </message>
    <message>
        <source>&amp;Built-in model</source>
        <translation>&amp;Eingebautes Modell</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>&amp;Notice</source>
        <translation>&amp;Hinweise</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>On the picture: zoom, fit, actual size</source>
        <translation>Auf dem Bild: vergrößern und verkleinern, einpassen, Originalgröße</translation>
    </message>
    <message>
        <source>+ &amp;nbsp; − &amp;nbsp; F &amp;nbsp; 1</source>
        <translation>+ &amp;nbsp; − &amp;nbsp; F &amp;nbsp; 1</translation>
    </message>
    <message>
        <source>The picture cannot be written as PNG</source>
        <translation>Das Bild kann nicht als PNG geschrieben werden</translation>
    </message>
    <message>
        <source>## Sfumato
Copyright 2026 The Sfumato authors. Licensed under the Apache License, version 2.0
(&lt;https://www.apache.org/licenses/LICENSE-2.0&gt;).

## Libraries
- Qt 6: LGPL-3.0, used as a shared library (&lt;https://www.qt.io&gt;)
- Vulkan headers: Apache-2.0; volk: MIT
- oneDNN, OpenCV, OpenSSL: Apache-2.0
- libpng: PNG Reference Library License; stb_image: MIT or public domain; zlib: zlib licence; libwebp: BSD-3-Clause
- libjpeg-turbo: IJG licence and BSD-3-Clause (this software is based in part on the work of the Independent JPEG Group)
- Exempi: BSD-3-Clause
- ICU: Unicode licence; SQLite: public domain
- FreeType: FreeType licence; fontconfig, libyaml: MIT
- {fmt}, nlohmann-json: MIT; tl-expected: CC0-1.0; CLI11: BSD-3-Clause
</source>
        <translation>## Sfumato
Copyright 2026 The Sfumato authors. Lizenziert unter der Apache License, Version 2.0
(&lt;https://www.apache.org/licenses/LICENSE-2.0&gt;).

## Bibliotheken
- Qt 6: LGPL-3.0, als dynamische Bibliothek verwendet (&lt;https://www.qt.io&gt;)
- Vulkan-Header: Apache-2.0; volk: MIT
- oneDNN, OpenCV, OpenSSL: Apache-2.0
- libpng: PNG Reference Library License; stb_image: MIT oder gemeinfrei; zlib: zlib-Lizenz; libwebp: BSD-3-Clause
- libjpeg-turbo: IJG-Lizenz und BSD-3-Clause (diese Software beruht zum Teil auf der Arbeit der Independent JPEG Group)
- Exempi: BSD-3-Clause
- ICU: Unicode-Lizenz; SQLite: gemeinfrei
- FreeType: FreeType-Lizenz; fontconfig, libyaml: MIT
- {fmt}, nlohmann-json: MIT; tl-expected: CC0-1.0; CLI11: BSD-3-Clause
</translation>
    </message>
</context>
<context>
    <name>sfumato::BatchDialog</name>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Te&amp;mplate</source>
        <translation>&amp;Vorlage</translation>
    </message>
    <message>
        <source>Prompt Matri&amp;x</source>
        <translation>Prompt-Matri&amp;x</translation>
    </message>
    <message>
        <source>&amp;Table</source>
        <translation>&amp;Tabelle</translation>
    </message>
    <message>
        <source>&amp;Grid</source>
        <translation>&amp;Gitter</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Write these recipes to a table (CSV, TSV or JSON lines)</source>
        <translation>Diese Rezepte in eine Tabelle schreiben (CSV, TSV oder JSON-Zeilen)</translation>
    </message>
    <message>
        <source>&amp;Add to Queue</source>
        <translation>In die &amp;Warteschlange</translation>
    </message>
    <message>
        <source>{red|green} takes one of several, __name__ a line of a wildcard, {2$$a|b|c} two of three. The negative prompt of the panel may be a template, too.</source>
        <translation>{rot|grün} nimmt eins von mehreren, __name__ eine Zeile eines Platzhalters, {2$$a|b|c} zwei von dreien. Der negative Prompt des Rezeptbereichs kann auch eine Vorlage sein.</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>A prompt with parts that vary</source>
        <translation>Ein Prompt mit Teilen, die wechseln</translation>
    </message>
    <message>
        <source>All combinations</source>
        <translation>Alle Kombinationen</translation>
    </message>
    <message>
        <source>Drawn at random</source>
        <translation>Zufällig gezogen</translation>
    </message>
    <message>
        <source>In turn</source>
        <translation>Der Reihe nach</translation>
    </message>
    <message>
        <source>Choice of what varies</source>
        <translation>Auswahl dessen, was wechselt</translation>
    </message>
    <message>
        <source>All combinations, or as many prompts as asked for: at random or one value after the other</source>
        <translation>Alle Kombinationen, oder so viele Prompts wie verlangt: zufällig oder ein Wert nach dem anderen</translation>
    </message>
    <message>
        <source>Number of prompts</source>
        <translation>Anzahl der Prompts</translation>
    </message>
    <message>
        <source>How many prompts are made</source>
        <translation>Wie viele Prompts entstehen</translation>
    </message>
    <message>
        <source>One &amp;seed for all pictures</source>
        <translation>Ein &amp;Seed für alle Bilder</translation>
    </message>
    <message>
        <source>So that only the prompt makes a difference</source>
        <translation>Damit nur der Prompt den Unterschied macht</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>&amp;Auswahl</translation>
    </message>
    <message>
        <source>&amp;Number</source>
        <translation>An&amp;zahl</translation>
    </message>
    <message>
        <source>a castle|in winter|at night: what stands before the first bar always, each part behind one with and without. All pictures have one seed.</source>
        <translation>ein Schloss|im Winter|bei Nacht: was vor dem ersten Strich steht, immer; jeder Teil dahinter einmal mit und einmal ohne. Alle Bilder haben einen Seed.</translation>
    </message>
    <message>
        <source>Prompt matrix</source>
        <translation>Prompt-Matrix</translation>
    </message>
    <message>
        <source>Parts of a prompt with bars between them</source>
        <translation>Teile eines Prompts mit Strichen dazwischen</translation>
    </message>
    <message>
        <source>A table whose columns are fields of the recipe (CSV, TSV, JSON lines), or a text with a prompt a line. What it does not say is as in the panel.</source>
        <translation>Eine Tabelle, deren Spalten Felder des Rezepts sind (CSV, TSV, JSON-Zeilen), oder ein Text mit einem Prompt je Zeile. Was sie nicht sagt, ist wie im Rezeptbereich.</translation>
    </message>
    <message>
        <source>Name of the file</source>
        <translation>Name der Datei</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>The table or text with prompts</source>
        <translation>Die Tabelle oder der Text mit Prompts</translation>
    </message>
    <message>
        <source>Ch&amp;oose…</source>
        <translation>Wäh&amp;len …</translation>
    </message>
    <message>
        <source>Its &amp;prompts are templates</source>
        <translation>&amp;Prompts sind Vorlagen</translation>
    </message>
    <message>
        <source>Of each row all combinations are made</source>
        <translation>Von jeder Zeile entstehen alle Kombinationen</translation>
    </message>
    <message>
        <source>Values are parted by commas; of numbers also ranges: 4-8, 4-8(+2), 1-10[4]. Of words in the prompt the first value is replaced by each. A labelled contact sheet is drawn at the end.</source>
        <translation>Werte durch Kommas getrennt; von Zahlen auch Bereiche: 4-8, 4-8(+2), 1-10[4]. Bei Wörtern im Prompt wird der erste Wert durch jeden ersetzt. Am Ende entsteht ein beschrifteter Kontaktbogen.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>Bögen</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Words in the prompt</source>
        <translation>Wörter im Prompt</translation>
    </message>
    <message>
        <source>%1: what varies</source>
        <translation>%1: was wechselt</translation>
    </message>
    <message>
        <source>The field that has another value in each</source>
        <translation>Das Feld, das in jedem einen anderen Wert hat</translation>
    </message>
    <message>
        <source>%1: values</source>
        <translation>%1: Werte</translation>
    </message>
    <message>
        <source>Values, parted by commas</source>
        <translation>Werte, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Pictures of the batch</source>
        <translation>Bilder des Stapels</translation>
    </message>
    <message>
        <source>What would be made, a row each</source>
        <translation>Was entstünde, je eine Zeile</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Eine Datei wählen.</translation>
    </message>
    <message>
        <source>Choose what varies, and its values.</source>
        <translation>Wählen, was wechselt, und dessen Werte.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lesen …</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s); reckoning time and disk…</source>
        <translation>
            <numerusform>%n Bild; Zeit und Platz werden berechnet …</numerusform>
            <numerusform>%n Bilder; Zeit und Platz werden berechnet …</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>they cannot be made: %1</source>
        <translation>nicht machbar: %1</translation>
    </message>
    <message>
        <source>perhaps %1 on %2</source>
        <translation>vielleicht %1 auf %2</translation>
    </message>
    <message>
        <source>about %1 on %2</source>
        <translation>etwa %1 auf %2</translation>
    </message>
    <message>
        <source>at most %1 on disk</source>
        <translation>höchstens %1 auf der Platte</translation>
    </message>
    <message>
        <source>%1 are free</source>
        <translation>%1 sind frei</translation>
    </message>
    <message>
        <source>they may not fit on the disk</source>
        <translation>sie passen vielleicht nicht auf die Platte</translation>
    </message>
    <message>
        <source>time and disk unknown</source>
        <translation>Zeit und Platz unbekannt</translation>
    </message>
    <message>
        <source>a castle|in winter|at night</source>
        <translation>ein Schloss|im Winter|bei Nacht</translation>
    </message>
    <message>
        <source>Write the parts of the prompt, with bars between them.</source>
        <translation>Teile des Prompts mit senkrechten Strichen dazwischen eingeben.</translation>
    </message>
</context>
<context>
    <name>sfumato::BatchTable</name>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Other than in the panel</source>
        <translation>Anders als im Rezeptbereich</translation>
    </message>
</context>
<context>
    <name>sfumato::Canvas</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Your picture is on its way</source>
        <translation>Das Bild ist unterwegs</translation>
    </message>
    <message>
        <source>Your picture will appear here</source>
        <translation>Hier erscheint das Bild</translation>
    </message>
    <message>
        <source>%1…

The first picture takes longer, because the device is being prepared.</source>
        <translation>%1 …

Das erste Bild dauert länger, weil das Gerät vorbereitet wird.</translation>
    </message>
    <message>
        <source>Describe it on the left and press Ctrl+Return.

Drop a picture here to get its recipe back, or to start from it.</source>
        <translation>Links beschreiben und Strg+Return drücken.

Ein hierher gezogenes Bild bringt sein Rezept zurück oder wird zum Ausgangsbild.</translation>
    </message>
    <message>
        <source>Wheel or plus and minus zoom, dragging (with space held, while a mask is painted) moves, F fits, 1 shows the actual size, B held shows what it is compared with</source>
        <translation>Mausrad oder Plus und Minus vergrößern und verkleinern, Ziehen (beim Malen einer Maske mit gedrückter Leertaste) verschiebt, F passt ein, 1 zeigt die Originalgröße, gedrücktes B zeigt das Vergleichsbild</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>sfumato::CanvasDesk</name>
    <message>
        <source>Paint on the initial image what is to be made anew</source>
        <translation>Auf dem Ausgangsbild malen, was neu erzeugt werden soll</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Paint the mask; the right button or Alt erases, [ and ] change the size</source>
        <translation>Die Maske malen; rechte Maustaste oder Alt radiert, [ und ] ändern die Größe</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Take the mask away</source>
        <translation>Die Maske wegnehmen</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Mask what is drawn around</source>
        <translation>Umrandetes maskieren</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Mask what has the colour that is clicked on</source>
        <translation>Maskieren, was die angeklickte Farbe hat</translation>
    </message>
    <message>
        <source>Size of brush and eraser in pixels of the picture</source>
        <translation>Größe von Pinsel und Radierer in Pixeln des Bildes</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Brush size as a number</source>
        <translation>Pinselgröße als Zahl</translation>
    </message>
    <message>
        <source>± </source>
        <translation>±&#xa0;</translation>
    </message>
    <message>
        <source>How much colours may differ for Fill</source>
        <translation>Wie stark Farben beim Füllen abweichen dürfen</translation>
    </message>
    <message>
        <source>Tolerance of Fill</source>
        <translation>Toleranz beim Füllen</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Mask what is not masked</source>
        <translation>Maskieren, was nicht maskiert ist</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Nothing is masked</source>
        <translation>Nichts ist maskiert</translation>
    </message>
    <message>
        <source>From alpha</source>
        <translation>Aus Alpha</translation>
    </message>
    <message>
        <source>Mask what is transparent in the initial image</source>
        <translation>Maskieren, was im Ausgangsbild durchsichtig ist</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>With the initial image or the picture chosen in the menu; B held shows it alone</source>
        <translation>Mit dem Ausgangsbild oder dem im Menü gewählten Bild; gedrücktes B zeigt es allein</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
</context>
<context>
    <name>sfumato::CompareWindow</name>
    <message>
        <source>Compare %1 and %2</source>
        <translation>%1 und %2 vergleichen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
</context>
<context>
    <name>sfumato::DeviceMenu</name>
    <message>
        <source>%1, Vulkan in software</source>
        <translation>%1, Vulkan in Software</translation>
    </message>
    <message>
        <source>&amp;Quicker, Less Exact on the Processor (bfloat16)</source>
        <translation>&amp;Schneller, aber weniger genau auf dem Prozessor (bfloat16)</translation>
    </message>
    <message>
        <source>Multiplies with 8 instead of 24 significant bits where the processor has instructions for it.
Pictures of one seed look a little different from exact ones.</source>
        <translation>Multipliziert mit 8 statt 24 signifikanten Bits, wo der Prozessor Befehle dafür hat.
Bilder mit demselben Seed sehen etwas anders aus als die genauen.</translation>
    </message>
    <message>
        <source>&amp;Automatic</source>
        <translation>&amp;Automatisch</translation>
    </message>
    <message>
        <source>A graphics card where there is one, else whatever paints quickest here</source>
        <translation>Eine Grafikkarte, wenn es eine gibt, sonst das, was hier am schnellsten malt</translation>
    </message>
    <message>
        <source>&amp;Processor</source>
        <translation>&amp;Prozessor</translation>
    </message>
    <message>
        <source>Native code; no graphics card is used</source>
        <translation>Nativer Code; es wird keine Grafikkarte benutzt</translation>
    </message>
    <message>
        <source>%1, Vulkan %2</source>
        <translation>%1, Vulkan %2</translation>
    </message>
    <message>
        <source>Cannot be used: %1</source>
        <translation>Nicht benutzbar: %1</translation>
    </message>
    <message>
        <source>%1 (not found)</source>
        <translation>%1 (nicht gefunden)</translation>
    </message>
    <message>
        <source>The present choice</source>
        <translation>Die derzeitige Auswahl</translation>
    </message>
    <message>
        <source>Looking for graphics devices…</source>
        <translation>Suche nach Grafikgeräten …</translation>
    </message>
    <message>
        <source>No graphics devices</source>
        <translation>Keine Grafikgeräte</translation>
    </message>
    <message>
        <source>Dev&amp;ice</source>
        <translation>&amp;Gerät</translation>
    </message>
</context>
<context>
    <name>sfumato::EngineAdapter</name>
    <message>
        <source>Try a smaller size, or close other programs that use the graphics card.</source>
        <translation>Eine kleinere Größe versuchen oder andere Programme schließen, die die Grafikkarte benutzen.</translation>
    </message>
    <message>
        <source>Choose another device in the Device menu, or check that the graphics card&apos;s Vulkan driver is installed.</source>
        <translation>Im Menü „Gerät“ ein anderes Gerät wählen oder prüfen, ob der Vulkan-Treiber der Grafikkarte installiert ist.</translation>
    </message>
    <message>
        <source>The driver was reset. Generate again; if it happens again, try a smaller size.</source>
        <translation>Der Treiber wurde zurückgesetzt. Noch einmal generieren; falls es wieder geschieht, eine kleinere Größe versuchen.</translation>
    </message>
    <message>
        <source>Free some space, or choose another output folder in the File menu.</source>
        <translation>Speicherplatz freigeben oder im Menü „Datei“ einen anderen Ausgabeordner wählen.</translation>
    </message>
    <message>
        <source>Choose a folder or file that you may use.</source>
        <translation>Einen Ordner oder eine Datei mit Zugriffsrecht wählen.</translation>
    </message>
    <message>
        <source>Try another sampler, a lower guidance, or more steps.</source>
        <translation>Einen anderen Sampler, eine niedrigere Prompttreue oder mehr Schritte versuchen.</translation>
    </message>
    <message>
        <source>This is a fault of the program; please report it.</source>
        <translation>Das ist ein Programmfehler; bitte melden.</translation>
    </message>
</context>
<context>
    <name>sfumato::FilterBar</name>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markierung</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>%1 and more</source>
        <translation>%1 und mehr</translation>
    </message>
    <message>
        <source>No stars</source>
        <translation>Keine Sterne</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>All but rejected</source>
        <translation>Alle außer verworfenen</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>From another picture</source>
        <translation>Aus einem anderen Bild</translation>
    </message>
    <message>
        <source>File missing</source>
        <translation>Datei fehlt</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 365 days</source>
        <translation>Letzte 365 Tage</translation>
    </message>
    <message>
        <source>Filter: %1</source>
        <translation>Filter: %1</translation>
    </message>
    <message>
        <source>%1  (%L2)</source>
        <translation>%1  (%L2)</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Remove %1 from the search</source>
        <translation>%1 aus der Suche entfernen</translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryDetails</name>
    <message>
        <source>Details of the picture</source>
        <translation>Einzelheiten des Bildes</translation>
    </message>
    <message>
        <source>Add tags, between commas</source>
        <translation>Schlagwörter, mit Kommas getrennt</translation>
    </message>
    <message>
        <source>Add tags</source>
        <translation>Schlagwörter hinzufügen</translation>
    </message>
    <message>
        <source>Reuse all</source>
        <translation>Alles übernehmen</translation>
    </message>
    <message>
        <source>Put the whole recipe into the panel</source>
        <translation>Das ganze Rezept in den Rezeptbereich übernehmen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Put only the prompts into the panel</source>
        <translation>Nur die Prompts in den Rezeptbereich übernehmen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Put only the seed into the panel</source>
        <translation>Nur den Seed in den Rezeptbereich übernehmen</translation>
    </message>
    <message>
        <source>Use as initial image</source>
        <translation>Als Ausgangsbild verwenden</translation>
    </message>
    <message>
        <source>The next picture starts from this one</source>
        <translation>Das nächste Bild geht von diesem aus</translation>
    </message>
    <message>
        <source>No picture is selected</source>
        <translation>Kein Bild ausgewählt</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures are selected</source>
        <translation>
            <numerusform>%n Bild ausgewählt</numerusform>
            <numerusform>%n Bilder ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Ratings, marks and tags go to all of them.</source>
        <translation>Bewertungen, Markierungen und Schlagwörter gelten für alle.</translation>
    </message>
    <message>
        <source>The file is missing. It was here when it was last seen:</source>
        <translation>Die Datei fehlt. Zuletzt war sie hier:</translation>
    </message>
    <message>
        <source>This picture is in the trash.</source>
        <translation>Dieses Bild ist im Papierkorb.</translation>
    </message>
    <message>
        <source>Its metadata cannot be read: %1</source>
        <translation>Die Metadaten können nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>Not: %1</source>
        <translation>Negativ: %1</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modell: %1</translation>
    </message>
    <message>
        <source>Hash: %1</source>
        <translation>Hash: %1</translation>
    </message>
    <message>
        <source>Sampler: %1</source>
        <translation>Sampler: %1</translation>
    </message>
    <message>
        <source>Steps: %1</source>
        <translation>Schritte: %1</translation>
    </message>
    <message>
        <source>Guidance: %1</source>
        <translation>Prompttreue: %1</translation>
    </message>
    <message>
        <source>Seed: %1</source>
        <translation>Seed: %1</translation>
    </message>
    <message>
        <source>From another image, strength %1</source>
        <translation>Aus einem anderen Bild, Stärke %1</translation>
    </message>
    <message>
        <source>No recipe inside.</source>
        <translation>Kein Rezept enthalten.</translation>
    </message>
    <message>
        <source>Size: %1 × %2</source>
        <translation>Größe: %1 × %2</translation>
    </message>
    <message>
        <source>File: %1, %2</source>
        <translation>Datei: %1, %2</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation>Erzeugt: %1</translation>
    </message>
    <message>
        <source>Written by: %1</source>
        <translation>Geschrieben von: %1</translation>
    </message>
    <message>
        <source>Rating: %1 of 5</source>
        <translation>Bewertung: %1 von 5</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>Notes:</source>
        <translation>Notizen:</translation>
    </message>
    <message>
        <source>Remove the tag %1</source>
        <translation>Das Schlagwort %1 entfernen</translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryGrid</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>file missing</source>
        <translation>Datei fehlt</translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryList</name>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n Stern</numerusform>
            <numerusform>%n Sterne</numerusform>
        </translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>the file is missing</source>
        <translation>die Datei fehlt</translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryPage</name>
    <message>
        <source>Looking for pictures…</source>
        <translation>Suche nach Bildern …</translation>
    </message>
    <message>
        <source>Search: words, rating:&gt;=4, tag:portrait, seed:12, after:2026-01 …</source>
        <translation>Suche: Wörter, rating:&gt;=4, tag:portrait, seed:12, after:2026-01 …</translation>
    </message>
    <message>
        <source>Search the gallery</source>
        <translation>Galerie durchsuchen</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Best rated</source>
        <translation>Beste Bewertung</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Nach Name</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By seed</source>
        <translation>Nach Seed</translation>
    </message>
    <message>
        <source>Largest file</source>
        <translation>Größte Datei</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Size of the pictures (Ctrl and the wheel)</source>
        <translation>Größe der Bilder (Strg und Mausrad)</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Pictures whose files were moved or deleted outside; they stay in the index</source>
        <translation>Bilder, deren Dateien außerhalb verschoben oder gelöscht wurden; sie bleiben im Index</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Compare two</source>
        <translation>Zwei vergleichen</translation>
    </message>
    <message>
        <source>No stars</source>
        <translation>Keine Sterne</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>No mark</source>
        <translation>Keine Markierung</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Copy as image</source>
        <translation>Als Bild kopieren</translation>
    </message>
    <message>
        <source>Copy recipe as text</source>
        <translation>Rezept als Text kopieren</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>In den Papierkorb verschieben</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The gallery can only be read</source>
        <translation>Die Galerie kann nur gelesen werden</translation>
    </message>
    <message>
        <source>The gallery&apos;s index</source>
        <translation>Der Index der Galerie</translation>
    </message>
    <message>
        <source>The gallery&apos;s index cannot be opened.</source>
        <translation>Der Index der Galerie kann nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>The gallery&apos;s index cannot be opened</source>
        <translation>Der Index der Galerie kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The gallery could not do that</source>
        <translation>Das konnte die Galerie nicht ausführen</translation>
    </message>
    <message>
        <source>%1 pictures seen, %2 new or changed, in %3</source>
        <translation>%1 Bilder gesehen, %2 neu oder geändert, in %3</translation>
    </message>
    <message>
        <source>%L1 of %L2 missing pictures forgotten</source>
        <translation>%L1 von %L2 fehlenden Bildern vergessen</translation>
    </message>
    <message>
        <source>%L1 of %L2 pictures put back into the gallery</source>
        <translation>%L1 von %L2 Bildern wieder in die Galerie aufgenommen</translation>
    </message>
    <message>
        <source>Not everything could be moved to the trash</source>
        <translation>Nicht alles konnte in den Papierkorb verschoben werden</translation>
    </message>
    <message>
        <source>move to the trash</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>in den Papierkorb verschieben</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) are in the trash</source>
        <translation>
            <numerusform>%n Bild ist im Papierkorb</numerusform>
            <numerusform>%n Bilder sind im Papierkorb</numerusform>
        </translation>
    </message>
    <message>
        <source>Not everything could be taken out of the trash</source>
        <translation>Nicht alles konnte aus dem Papierkorb geholt werden</translation>
    </message>
    <message>
        <source>%L1 of %L2 pictures</source>
        <translation>%L1 von %L2 Bildern</translation>
    </message>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n fehlt</numerusform>
            <numerusform>%n fehlen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was found. Try fewer words; the search field&apos;s tip shows what it understands.</source>
        <translation>Nichts gefunden. Weniger Wörter versuchen; der Hinweis am Suchfeld zeigt, was es versteht.</translation>
    </message>
    <message>
        <source>There are no pictures yet.

What you make appears here. &quot;Add folder…&quot; shows pictures that you have already, of other programs too; they stay where they are.</source>
        <translation>Noch keine Bilder.

Alles Erzeugte erscheint hier. „Ordner hinzufügen …“ zeigt schon vorhandene Bilder, auch aus anderen Programmen; sie bleiben, wo sie sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>(%n Stern)</numerusform>
            <numerusform>(%n Sterne)</numerusform>
        </translation>
    </message>
    <message>
        <source>keep</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>behalten</translation>
    </message>
    <message>
        <source>reject</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>verwerfen</translation>
    </message>
    <message>
        <source>no mark</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>keine Markierung</translation>
    </message>
    <message>
        <source>favourite</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>add tags</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Schlagwörter hinzufügen</translation>
    </message>
    <message>
        <source>remove tag</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Schlagwort entfernen</translation>
    </message>
    <message>
        <source>The picture cannot be copied</source>
        <translation>Das Bild kann nicht kopiert werden</translation>
    </message>
    <message>
        <source>Select two pictures to compare them</source>
        <translation>Zum Vergleichen zwei Bilder auswählen</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Some files could not be read</source>
        <translation>Einige Dateien konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>Bilderordner wählen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Forget all missing</source>
        <translation>Alle fehlenden vergessen</translation>
    </message>
    <message>
        <source>Takes them out of the index, with their ratings and tags; undo brings them back</source>
        <translation>Nimmt sie mit Bewertungen und Schlagwörtern aus dem Verzeichnis; Rückgängig bringt sie zurück</translation>
    </message>
    <message>
        <source>Select one picture</source>
        <translation>Ein Bild auswählen</translation>
    </message>
    <message>
        <source>The picture&apos;s file is missing</source>
        <translation>Die Datei des Bildes fehlt</translation>
    </message>
    <message>
        <source>Start from this picture (img2img)</source>
        <translation>Von diesem Bild ausgehen (img2img)</translation>
    </message>
    <message>
        <source>Paint a part anew (inpaint)</source>
        <translation>Einen Teil neu malen (Inpaint)</translation>
    </message>
    <message>
        <source>Make it larger (hires fix)</source>
        <translation>Vergrößern (Hires-Fix)</translation>
    </message>
    <message>
        <source>Forget missing file</source>
        <translation>Fehlende Datei vergessen</translation>
    </message>
    <message>
        <source>Only pictures whose files are missing can be forgotten; others would come back at once</source>
        <translation>Nur Bilder, deren Dateien fehlen, lassen sich vergessen; andere kämen sofort zurück</translation>
    </message>
    <message>
        <source>forget missing</source>
        <translation>Fehlende vergessen</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) were forgotten</source>
        <translation>
            <numerusform>%n Bild wurde vergessen</numerusform>
            <numerusform>%n Bilder wurden vergessen</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo:</source>
        <translation>Rückgängig:</translation>
    </message>
    <message>
        <source>Redo:</source>
        <translation>Wiederholen:</translation>
    </message>
    <message>
        <source>Reuse template</source>
        <translation>Vorlage übernehmen</translation>
    </message>
</context>
<context>
    <name>sfumato::Generation</name>
    <message>
        <source>Loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>%1 (picture %2 of %3)</source>
        <translation>%1 (Bild %2 von %3)</translation>
    </message>
    <message>
        <source>Painting: step %1 of %2</source>
        <translation>Malen: Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Stopping after this step</source>
        <translation>Hält nach diesem Schritt an</translation>
    </message>
</context>
<context>
    <name>sfumato::HiresField</name>
    <message>
        <source>Hires fix</source>
        <translation>Hires-Fix</translation>
    </message>
    <message>
        <source>Make the picture at the size above, enlarge it, and go over it again: larger pictures without doubled subjects</source>
        <translation>Das Bild in der obigen Größe erzeugen, vergrößern und noch einmal überarbeiten: größere Bilder ohne verdoppelte Motive</translation>
    </message>
    <message>
        <source>Enlarge by</source>
        <translation>Vergrößern um</translation>
    </message>
    <message>
        <source>How many times as wide and as high</source>
        <translation>Um das Wievielfache breiter und höher</translation>
    </message>
    <message>
        <source>as above</source>
        <translation>wie oben</translation>
    </message>
    <message>
        <source>Steps of the second pass</source>
        <translation>Schritte des zweiten Durchgangs</translation>
    </message>
    <message>
        <source>0: as many as in the first pass</source>
        <translation>0: so viele wie im ersten Durchgang</translation>
    </message>
    <message>
        <source>Strength of the second pass</source>
        <translation>Stärke des zweiten Durchgangs</translation>
    </message>
    <message>
        <source>How much it may change: 0.3 refines, 0.7 redraws</source>
        <translation>Wie viel er ändern darf: 0,3 verfeinert, 0,7 zeichnet neu</translation>
    </message>
    <message>
        <source>Latent</source>
        <translation>Latent</translation>
    </message>
    <message>
        <source>Latent (nearest)</source>
        <translation>Latent (Nächster Nachbar)</translation>
    </message>
    <message>
        <source>Lanczos</source>
        <translation>Lanczos</translation>
    </message>
    <message>
        <source>Upscaler</source>
        <translation>Upscaler</translation>
    </message>
    <message>
        <source>Latent needs a strength of about 0.55 or more; Lanczos enlarges pixels and works with less</source>
        <translation>Latent braucht eine Stärke von etwa 0,55 oder mehr; Lanczos vergrößert Pixel und kommt mit weniger aus</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>hires fix</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Hires-Fix</translation>
    </message>
    <message>
        <source>Hires fi&amp;x</source>
        <translation>Hires-Fi&amp;x</translation>
    </message>
</context>
<context>
    <name>sfumato::InitImageField</name>
    <message>
        <source>Initial image</source>
        <translation>Ausgangsbild</translation>
    </message>
    <message>
        <source>Start from a picture instead of from noise</source>
        <translation>Von einem Bild statt von Rauschen ausgehen</translation>
    </message>
    <message>
        <source>Choose an initial image</source>
        <translation>Ausgangsbild wählen</translation>
    </message>
    <message>
        <source>Remove the initial image</source>
        <translation>Ausgangsbild entfernen</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Strength as a number</source>
        <translation>Stärke als Zahl</translation>
    </message>
    <message>
        <source>How much of the image may change: 0.01 hardly anything, 1 everything</source>
        <translation>Wie viel sich am Bild ändern darf: 0,01 fast nichts, 1 alles</translation>
    </message>
    <message>
        <source>Drop a picture here to start from it</source>
        <translation>Ein hierher gezogenes Bild wird zum Ausgangsbild</translation>
    </message>
    <message>
        <source>The recipe&apos;s initial image is not at hand: choose it</source>
        <translation>Das Ausgangsbild des Rezepts ist nicht vorhanden: bitte auswählen</translation>
    </message>
    <message>
        <source>Choose ima&amp;ge…</source>
        <translation>Bild w&amp;ählen …</translation>
    </message>
    <message>
        <source>S&amp;trength</source>
        <translation>S&amp;tärke</translation>
    </message>
</context>
<context>
    <name>sfumato::InpaintField</name>
    <message>
        <source> px</source>
        <translation>&#xa0;px</translation>
    </message>
    <message>
        <source>Fit of the initial image</source>
        <translation>Einpassung des Ausgangsbildes</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschneiden</translation>
    </message>
    <message>
        <source>Its middle, as large as the picture</source>
        <translation>Die Mitte, so groß wie das Bild</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>Strecken</translation>
    </message>
    <message>
        <source>All of it, out of shape where it must be</source>
        <translation>Das ganze Ausgangsbild, wenn nötig verzerrt</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>All of it in shape, its edges drawn out</source>
        <translation>Das ganze Ausgangsbild unverzerrt, mit verlängerten Rändern</translation>
    </message>
    <message>
        <source>Paint mas&amp;k…</source>
        <translation>Mas&amp;ke malen …</translation>
    </message>
    <message>
        <source>Only what is masked is made anew; all else stays bit for bit</source>
        <translation>Nur Maskiertes wird neu erzeugt; alles andere bleibt Bit für Bit gleich</translation>
    </message>
    <message>
        <source>Inpaint area</source>
        <translation>Inpainting-Bereich</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>The model sees all of the picture</source>
        <translation>Das Modell sieht das ganze Bild</translation>
    </message>
    <message>
        <source>Only masked</source>
        <translation>Nur Maskiertes</translation>
    </message>
    <message>
        <source>The model sees the masked part and its surroundings at the size above: finer details</source>
        <translation>Das Modell sieht den maskierten Teil und seine Umgebung in der obigen Größe: feinere Details</translation>
    </message>
    <message>
        <source>Masked content</source>
        <translation>Maskierter Inhalt</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Begin with the picture under the mask</source>
        <translation>Mit dem Bild unter der Maske beginnen</translation>
    </message>
    <message>
        <source>Begin with the blurred surroundings</source>
        <translation>Mit der unscharfen Umgebung beginnen</translation>
    </message>
    <message>
        <source>Latent noise</source>
        <translation>Latentes Rauschen</translation>
    </message>
    <message>
        <source>Begin with noise; needs a high strength</source>
        <translation>Mit Rauschen beginnen; braucht eine hohe Stärke</translation>
    </message>
    <message>
        <source>Latent nothing</source>
        <translation>Latentes Nichts</translation>
    </message>
    <message>
        <source>Begin with nothing; needs a high strength</source>
        <translation>Mit nichts beginnen; braucht eine hohe Stärke</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Unschärfe</translation>
    </message>
    <message>
        <source>Softness of the mask&apos;s edge</source>
        <translation>Weichheit des Maskenrandes</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Surroundings of the masked part that the model sees</source>
        <translation>Umgebung des maskierten Teils, die das Modell sieht</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>Beginnen mit</translation>
    </message>
    <message>
        <source>fit of the initial image</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Einpassung des Ausgangsbildes</translation>
    </message>
    <message>
        <source>inpaint area</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Inpainting-Bereich</translation>
    </message>
    <message>
        <source>masked content</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>maskierter Inhalt</translation>
    </message>
    <message>
        <source>mask blur</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maskenunschärfe</translation>
    </message>
    <message>
        <source>padding</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Grow the frame (outpaint)</source>
        <translation>Rahmen erweitern (Outpainting)</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>Grow: %1</source>
        <translation>Erweitern: %1</translation>
    </message>
    <message>
        <source>New pixels on this side, painted by the model</source>
        <translation>Neue Pixel auf dieser Seite, vom Modell gemalt</translation>
    </message>
    <message>
        <source>growing the frame</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Rahmen erweitern</translation>
    </message>
    <message>
        <source>Only the masked part is made anew</source>
        <translation>Nur der maskierte Teil wird neu erzeugt</translation>
    </message>
    <message>
        <source>Only the new frame is made</source>
        <translation>Nur der neue Rahmen wird erzeugt</translation>
    </message>
    <message>
        <source>No mask: all of it changes</source>
        <translation>Keine Maske: Das ganze Bild ändert sich</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassung</translation>
    </message>
</context>
<context>
    <name>sfumato::LogDialog</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing has been noted yet.</source>
        <translation>Noch keine Einträge.</translation>
    </message>
    <message>
        <source>With my &amp;prompts</source>
        <translation>Mit meinen &amp;Prompts</translation>
    </message>
    <message>
        <source>Off: the copied text says nothing about what you paint</source>
        <translation>Aus: Der kopierte Text verrät nichts über die gemalten Bilder</translation>
    </message>
    <message>
        <source>&amp;Copy Diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>Versions, device, settings and log as text, to paste into a report</source>
        <translation>Versionen, Gerät, Einstellungen und Protokoll als Text, zum Einfügen in eine Fehlermeldung</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>S&amp;chließen</translation>
    </message>
</context>
<context>
    <name>sfumato::MainWindow</name>
    <message>
        <source>Sfumato</source>
        <translation>Sfumato</translation>
    </message>
    <message>
        <source>%1 % – Sfumato</source>
        <translation>%1&#xa0;% – Sfumato</translation>
    </message>
    <message>
        <source>The picture could not be made</source>
        <translation>Das Bild konnte nicht erzeugt werden</translation>
    </message>
    <message>
        <source>Choose the initial image</source>
        <translation>Ausgangsbild wählen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tga);;All files (*)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.bmp *.tga);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Saving the last picture</source>
        <translation>Das letzte Bild wird gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) could not be saved</source>
        <translation>
            <numerusform>%n Bild konnte nicht gespeichert werden</numerusform>
            <numerusform>%n Bilder konnten nicht gespeichert werden</numerusform>
        </translation>
    </message>
    <message>
        <source>Save them with Save As, or close the window to lose them.</source>
        <translation>Mit „Speichern unter“ sichern; wird das Fenster geschlossen, gehen sie verloren.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Trotzdem schließen</translation>
    </message>
    <message>
        <source>The pictures are finished</source>
        <translation>Die Bilder sind fertig</translation>
    </message>
    <message>
        <source>Sfumato worked for %1.</source>
        <translation>Sfumato hat %1 gearbeitet.</translation>
    </message>
    <message>
        <source>Welcome to Sfumato</source>
        <translation>Willkommen bei Sfumato</translation>
    </message>
    <message>
        <source>A small model is built in: it paints icons of everyday things, here on your computer, in a moment. Models for large pictures can be added under Models.</source>
        <translation>Ein kleines Modell ist eingebaut: Es malt Symbole alltäglicher Dinge, hier auf dem Rechner und in einem Augenblick. Modelle für große Bilder lassen sich unter „Modelle“ hinzufügen.</translation>
    </message>
    <message>
        <source>Paint a red apple</source>
        <translation>Einen roten Apfel malen</translation>
    </message>
    <message>
        <source>prompt</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open Image…</source>
        <translation>Bild &amp;öffnen …</translation>
    </message>
    <message>
        <source>Get a picture&apos;s recipe back, or start from a picture</source>
        <translation>Das Rezept eines Bildes zurückholen oder von einem Bild ausgehen</translation>
    </message>
    <message>
        <source>&amp;Save As…</source>
        <translation>&amp;Speichern unter …</translation>
    </message>
    <message>
        <source>Ctrl+S</source>
        <translation>Ctrl+S</translation>
    </message>
    <message>
        <source>Keep the shown picture in another place as well</source>
        <translation>Das gezeigte Bild zusätzlich an einem anderen Ort speichern</translation>
    </message>
    <message>
        <source>Open &amp;Model File…</source>
        <translation>&amp;Modelldatei öffnen …</translation>
    </message>
    <message>
        <source>Ctrl+M</source>
        <translation>Ctrl+M</translation>
    </message>
    <message>
        <source>Paint with a .safetensors checkpoint</source>
        <translation>Mit einem Checkpoint (.safetensors) malen</translation>
    </message>
    <message>
        <source>Open Model &amp;Folder…</source>
        <translation>M&amp;odellordner öffnen …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+M</source>
        <translation>Ctrl+Shift+M</translation>
    </message>
    <message>
        <source>Paint with a diffusers folder</source>
        <translation>Mit einem Diffusers-Ordner malen</translation>
    </message>
    <message>
        <source>Output Fol&amp;der…</source>
        <translation>&amp;Ausgabeordner …</translation>
    </message>
    <message>
        <source>Choose where finished pictures are kept</source>
        <translation>Wählen, wo fertige Bilder gespeichert werden</translation>
    </message>
    <message>
        <source>S&amp;how Output Folder</source>
        <translation>Ausgabeordner an&amp;zeigen</translation>
    </message>
    <message>
        <source>Open the folder of finished pictures</source>
        <translation>Den Ordner der fertigen Bilder öffnen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Close Sfumato; everything is kept for the next time</source>
        <translation>Sfumato schließen; alles bleibt für das nächste Mal erhalten</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Generieren</translation>
    </message>
    <message>
        <source>Make the picture</source>
        <translation>Das Bild erzeugen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Stop within one step</source>
        <translation>Innerhalb eines Schrittes anhalten</translation>
    </message>
    <message>
        <source>Edit &amp;Prompt</source>
        <translation>&amp;Prompt bearbeiten</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Go to the prompt</source>
        <translation>Zum Prompt gehen</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Looks, folders, notices and keys</source>
        <translation>Aussehen, Ordner, Benachrichtigungen und Tasten</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Copy the picture to the clipboard</source>
        <translation>Das Bild in die Zwischenablage kopieren</translation>
    </message>
    <message>
        <source>S&amp;ave As…</source>
        <translation>&amp;Speichern unter …</translation>
    </message>
    <message>
        <source>Keep the picture in another place as well (Ctrl+S)</source>
        <translation>Das Bild zusätzlich an einem anderen Ort speichern (Strg+S)</translation>
    </message>
    <message>
        <source>&amp;Reuse Recipe</source>
        <translation>&amp;Rezept übernehmen</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Put the prompt and all settings of this picture into the panel</source>
        <translation>Prompt und alle Einstellungen dieses Bildes in den Rezeptbereich übernehmen</translation>
    </message>
    <message>
        <source>Start &amp;from This Picture</source>
        <translation>&amp;Von diesem Bild ausgehen</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Use it as the initial image of the next one</source>
        <translation>Als Ausgangsbild des nächsten Bildes verwenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>&amp;Vergrößern</translation>
    </message>
    <message>
        <source>Ctrl++</source>
        <translation>Ctrl++</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Ctrl+-</source>
        <translation>Ctrl+-</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>&amp;Fit in Window</source>
        <translation>An &amp;Fenster anpassen</translation>
    </message>
    <message>
        <source>Ctrl+0</source>
        <translation>Ctrl+0</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>Das ganze Bild</translation>
    </message>
    <message>
        <source>&amp;Actual Size</source>
        <translation>&amp;Originalgröße</translation>
    </message>
    <message>
        <source>Ctrl+1</source>
        <translation>Ctrl+1</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100&#xa0;%</translation>
    </message>
    <message>
        <source>Ctrl+=</source>
        <translation>Ctrl+=</translation>
    </message>
    <message>
        <source>&amp;Smooth When Enlarged</source>
        <translation>&amp;Beim Vergrößern glätten</translation>
    </message>
    <message>
        <source>&amp;Recipe Panel</source>
        <translation>&amp;Rezeptbereich</translation>
    </message>
    <message>
        <source>&amp;Pictures</source>
        <translation>Bi&amp;lder</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>Vollbil&amp;d</translation>
    </message>
    <message>
        <source>&amp;Live Preview</source>
        <translation>Live-Vors&amp;chau</translation>
    </message>
    <message>
        <source>&amp;Quick</source>
        <translation>&amp;Schnell</translation>
    </message>
    <message>
        <source>&amp;Full (slower)</source>
        <translation>&amp;Vollständig (langsamer)</translation>
    </message>
    <message>
        <source>&amp;Off</source>
        <translation>&amp;Aus</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>Farb&amp;schema</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>The next picture uses the new device</source>
        <translation>Das nächste Bild verwendet das neue Gerät</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>Alle Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Log…</source>
        <translation>&amp;Protokoll …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>What happened; copy diagnostics for a report</source>
        <translation>Was geschehen ist; Diagnose für eine Fehlermeldung kopieren</translation>
    </message>
    <message>
        <source>&amp;About Sfumato</source>
        <translation>&amp;Über Sfumato</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>Version und Lizenzen</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Erstellen</translation>
    </message>
    <message>
        <source>Make pictures from words</source>
        <translation>Bilder aus Worten erzeugen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>What lies in your folders of models</source>
        <translation>Was in den Modellordnern liegt</translation>
    </message>
    <message>
        <source>Choose a folder of models</source>
        <translation>Modellordner wählen</translation>
    </message>
    <message>
        <source>This could not be done</source>
        <translation>Das hat nicht funktioniert</translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>&amp;Erstellen</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>&amp;Gallery</source>
        <translation>&amp;Galerie</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>&amp;Modelle</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>The initial image cannot be read</source>
        <translation>Das Ausgangsbild kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1 cannot be opened</source>
        <translation>%1 kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>The picture could not be saved there</source>
        <translation>Das Bild konnte dort nicht gespeichert werden</translation>
    </message>
    <message>
        <source>Save As…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Finished in %1</source>
        <translation>Fertig in %1</translation>
    </message>
    <message>
        <source>The picture was made with a change</source>
        <translation>Das Bild wurde mit einer Änderung erzeugt</translation>
    </message>
    <message>
        <source>The picture is kept in memory only.</source>
        <translation>Das Bild ist nur im Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>The picture was put into %1 instead.</source>
        <translation>Das Bild wurde stattdessen in %1 gespeichert.</translation>
    </message>
    <message>
        <source>The output folder did not take the picture</source>
        <translation>Das Bild konnte nicht im Ausgabeordner gespeichert werden</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen …</translation>
    </message>
    <message>
        <source>recipe of %1</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Rezept von %1</translation>
    </message>
    <message>
        <source> (%1)</source>
        <translation> (%1)</translation>
    </message>
    <message>
        <source>The recipe of %1 is in the panel%2</source>
        <translation>Das Rezept von %1 ist im Rezeptbereich%2</translation>
    </message>
    <message>
        <source>Generate makes the picture again.</source>
        <translation>„Generieren“ erzeugt das Bild noch einmal.</translation>
    </message>
    <message>
        <source>%1 holds no recipe</source>
        <translation>%1 enthält kein Rezept</translation>
    </message>
    <message>
        <source>It holds no recipe, so it became the initial image (%1).</source>
        <translation>Es enthält kein Rezept und ist jetzt das Ausgangsbild (%1).</translation>
    </message>
    <message>
        <source>The next picture starts from %1</source>
        <translation>Das nächste Bild geht von %1 aus</translation>
    </message>
    <message>
        <source>This picture holds no recipe</source>
        <translation>Dieses Bild enthält kein Rezept</translation>
    </message>
    <message>
        <source>recipe of the picture</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Rezept des Bildes</translation>
    </message>
    <message>
        <source>The recipe is in the panel</source>
        <translation>Das Rezept ist im Rezeptbereich</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>The picture is not saved yet; try again in a moment</source>
        <translation>Das Bild ist noch nicht gespeichert; gleich noch einmal versuchen</translation>
    </message>
    <message>
        <source>initial image</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Ausgangsbild</translation>
    </message>
    <message>
        <source>model</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The next picture is made with %1</source>
        <translation>Das nächste Bild entsteht mit %1</translation>
    </message>
    <message>
        <source>Open an image or recipe</source>
        <translation>Bild oder Rezept öffnen</translation>
    </message>
    <message>
        <source>Pictures and recipes (*.png *.jpg *.jpeg *.webp *.bmp *.tga *.json *.txt);;All files (*)</source>
        <translation>Bilder und Rezepte (*.png *.jpg *.jpeg *.webp *.bmp *.tga *.json *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>Modell öffnen</translation>
    </message>
    <message>
        <source>Models (*.safetensors model_index.json);;All files (*)</source>
        <translation>Modelle (*.safetensors model_index.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>Modellordner öffnen</translation>
    </message>
    <message>
        <source>Save the picture as</source>
        <translation>Bild speichern unter</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG-Bilder (*.png)</translation>
    </message>
    <message>
        <source>picture.png</source>
        <translation>bild.png</translation>
    </message>
    <message>
        <source>Pictures are now kept in %1</source>
        <translation>Bilder werden jetzt in %1 gespeichert</translation>
    </message>
    <message>
        <source>Finished pictures are in %1</source>
        <translation>Fertige Bilder sind in %1</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>All pictures: search, rate, reuse</source>
        <translation>Alle Bilder: suchen, bewerten, wiederverwenden</translation>
    </message>
    <message>
        <source>seed</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Added to the queue</source>
        <translation>In die Warteschlange eingereiht</translation>
    </message>
    <message>
        <source>Generate &amp;Next</source>
        <translation>Als &amp;Nächstes generieren</translation>
    </message>
    <message>
        <source>Make the picture before all that waits in the queue</source>
        <translation>Das Bild vor allem erzeugen, was in der Warteschlange wartet</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>What waits to be made</source>
        <translation>Was noch erzeugt werden soll</translation>
    </message>
    <message>
        <source>recipe of a job</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Rezept eines Auftrags</translation>
    </message>
    <message>
        <source>About the queue</source>
        <translation>Zur Warteschlange</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) added; the queue is paused</source>
        <translation>
            <numerusform>%n Bild eingereiht; die Warteschlange pausiert</numerusform>
            <numerusform>%n Bilder eingereiht; die Warteschlange pausiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) of the last time are not made yet</source>
        <translation>
            <numerusform>%n Bild vom letzten Mal ist noch nicht erzeugt</numerusform>
            <numerusform>%n Bilder vom letzten Mal sind noch nicht erzeugt</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>The panel holds a job of the queue</source>
        <translation>Im Rezeptbereich ist ein Auftrag der Warteschlange</translation>
    </message>
    <message>
        <source>Change it, then update the job. Generate adds a new one instead.</source>
        <translation>Ändern und dann den Auftrag aktualisieren. „Generieren“ legt stattdessen einen neuen an.</translation>
    </message>
    <message>
        <source>Update Job</source>
        <translation>Auftrag aktualisieren</translation>
    </message>
    <message>
        <source>The job was not changed</source>
        <translation>Der Auftrag wurde nicht geändert</translation>
    </message>
    <message>
        <source>The job was changed</source>
        <translation>Der Auftrag wurde geändert</translation>
    </message>
    <message>
        <source>detached fork</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Abzweigung gelöst</translation>
    </message>
    <message>
        <source>This cannot be forked</source>
        <translation>Hiervon kann nicht abgezweigt werden</translation>
    </message>
    <message>
        <source>fork</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Abzweigung</translation>
    </message>
    <message numerus="yes">
        <source>The next picture keeps the first %n step(s) of this one</source>
        <translation>
            <numerusform>Das nächste Bild behält den ersten %n Schritt von diesem</numerusform>
            <numerusform>Das nächste Bild behält die ersten %n Schritte von diesem</numerusform>
        </translation>
    </message>
    <message>
        <source>Change the prompt, the guidance or the seed, and generate.</source>
        <translation>Prompt, Prompttreue oder Seed ändern und generieren.</translation>
    </message>
    <message>
        <source>Keeping the picture that is being made for the next time</source>
        <translation>Das entstehende Bild wird für das nächste Mal aufbewahrt</translation>
    </message>
    <message>
        <source>The mask could not be saved</source>
        <translation>Die Maske konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>Choose an initial image first</source>
        <translation>Zuerst ein Ausgangsbild wählen</translation>
    </message>
    <message>
        <source>Compare Others &amp;with This</source>
        <translation>&amp;Andere mit diesem vergleichen</translation>
    </message>
    <message>
        <source>Compare with the &amp;Initial Image</source>
        <translation>&amp;Mit dem Ausgangsbild vergleichen</translation>
    </message>
    <message>
        <source>There is no picture in the clipboard</source>
        <translation>In der Zwischenablage ist kein Bild</translation>
    </message>
    <message>
        <source>Paste as &amp;Initial Image</source>
        <translation>Als Ausgangs&amp;bild einfügen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+V</source>
        <translation>Ctrl+Shift+V</translation>
    </message>
    <message>
        <source>Start the next picture from the one in the clipboard</source>
        <translation>Das nächste Bild vom Bild in der Zwischenablage ausgehen lassen</translation>
    </message>
    <message>
        <source>JPEG pictures (*.jpg *.jpeg)</source>
        <translation>JPEG-Bilder (*.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>WebP pictures (*.webp)</source>
        <translation>WebP-Bilder (*.webp)</translation>
    </message>
    <message>
        <source>hires fix of the picture</source>
        <translation>Hires-Fix des Bildes</translation>
    </message>
    <message>
        <source>larger picture</source>
        <translation>größeres Bild</translation>
    </message>
    <message>
        <source>Drawing from the template</source>
        <translation>Ziehen aus der Vorlage</translation>
    </message>
    <message>
        <source>Nothing can be drawn from this template</source>
        <translation>Aus dieser Vorlage kann nichts gezogen werden</translation>
    </message>
    <message>
        <source>Generate as Written</source>
        <translation>Wie geschrieben generieren</translation>
    </message>
    <message>
        <source>Choose a table or a text with prompts</source>
        <translation>Eine Tabelle oder einen Text mit Prompts wählen</translation>
    </message>
    <message>
        <source>Tables and texts (*.csv *.tsv *.jsonl *.ndjson *.txt);;All files (*)</source>
        <translation>Tabellen und Texte (*.csv *.tsv *.jsonl *.ndjson *.txt);;Alle Dateien (*)</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) added to the queue</source>
        <translation>
            <numerusform>%n Bild zur Warteschlange hinzugefügt</numerusform>
            <numerusform>%n Bilder zur Warteschlange hinzugefügt</numerusform>
        </translation>
    </message>
    <message>
        <source>Export recipes</source>
        <translation>Rezepte exportieren</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Tab-separated values (*.tsv)</source>
        <translation>Tabulatorgetrennte Werte (*.tsv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON-Zeilen (*.jsonl)</translation>
    </message>
    <message>
        <source>recipes.csv</source>
        <translation>rezepte.csv</translation>
    </message>
    <message numerus="yes">
        <source>%n recipe(s) written to %1</source>
        <translation>
            <numerusform>%n Rezept nach %1 geschrieben</numerusform>
            <numerusform>%n Rezepte nach %1 geschrieben</numerusform>
        </translation>
    </message>
    <message>
        <source>The recipes could not be written</source>
        <translation>Die Rezepte konnten nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The grid is finished</source>
        <translation>Das Gitter ist fertig</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The contact sheet could not be made</source>
        <translation>Der Kontaktbogen konnte nicht erstellt werden</translation>
    </message>
    <message>
        <source>&amp;Batch…</source>
        <translation>&amp;Stapel …</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Many pictures from a template, a matrix, a table or a grid</source>
        <translation>Viele Bilder aus einer Vorlage, einer Matrix, einer Tabelle oder einem Gitter</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>B&amp;ild</translation>
    </message>
    <message>
        <source>About styles and earlier prompts</source>
        <translation>Zu Stilen und früheren Prompts</translation>
    </message>
    <message numerus="yes">
        <source>%n style(s) imported</source>
        <translation>
            <numerusform>%n Stil importiert</numerusform>
            <numerusform>%n Stile importiert</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a table of styles</source>
        <translation>Eine Tabelle mit Stilen wählen</translation>
    </message>
    <message>
        <source>Styles (*.csv);;All files (*)</source>
        <translation>Stile (*.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The earlier prompts are forgotten</source>
        <translation>Die früheren Prompts sind vergessen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Keep the prompt as a style</source>
        <translation>Den Prompt als Stil behalten</translation>
    </message>
    <message>
        <source>Name of the style:</source>
        <translation>Name des Stils:</translation>
    </message>
    <message>
        <source>Kept as the style %1</source>
        <translation>Als Stil %1 behalten</translation>
    </message>
    <message>
        <source>the model&apos;s own size</source>
        <translation>die eigene Größe des Modells</translation>
    </message>
    <message>
        <source>You used this model with other settings</source>
        <translation>Dieses Modell wurde mit anderen Einstellungen benutzt</translation>
    </message>
    <message>
        <source>%1, %2 steps, guidance %3, %4 with %5</source>
        <translation>%1, %2 Schritte, Prompttreue %3, %4 mit %5</translation>
    </message>
    <message>
        <source>Use Them</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>settings of the model</source>
        <translation>Einstellungen des Modells</translation>
    </message>
    <message>
        <source>Reuse &amp;Template</source>
        <translation>Vorla&amp;ge übernehmen</translation>
    </message>
    <message>
        <source>Put the template that this picture&apos;s prompt was drawn from into the panel</source>
        <translation>Die Vorlage, aus der der Prompt dieses Bildes gezogen wurde, in den Rezeptbereich übernehmen</translation>
    </message>
    <message>
        <source>template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>The template is in the panel</source>
        <translation>Die Vorlage ist im Rezeptbereich</translation>
    </message>
    <message>
        <source>The template is a prompt matrix</source>
        <translation>Die Vorlage ist eine Prompt-Matrix</translation>
    </message>
    <message>
        <source>Batch makes all of its pictures; Generate paints the text as it stands.</source>
        <translation>„Stapel“ erzeugt alle ihre Bilder; „Generieren“ malt den Text, wie er dasteht.</translation>
    </message>
    <message>
        <source>Batch…</source>
        <translation>Stapel …</translation>
    </message>
    <message>
        <source>The picture cannot be copied</source>
        <translation>Das Bild kann nicht kopiert werden</translation>
    </message>
</context>
<context>
    <name>sfumato::MaskDocument</name>
    <message>
        <source>erasing of the mask</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maske radieren</translation>
    </message>
    <message>
        <source>stroke of the mask</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maskenstrich</translation>
    </message>
    <message>
        <source>lasso of the mask</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maske mit Lasso</translation>
    </message>
    <message>
        <source>filling of the mask</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maske füllen</translation>
    </message>
    <message>
        <source>mask from transparency</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maske aus Transparenz</translation>
    </message>
    <message>
        <source>inverting the mask</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maske umkehren</translation>
    </message>
    <message>
        <source>clearing the mask</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Maske leeren</translation>
    </message>
</context>
<context>
    <name>sfumato::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>sfumato::ModelList</name>
    <message>
        <source>Built-in: Glyph</source>
        <translation>Eingebaut: Glyph</translation>
    </message>
    <message>
        <source>Small icon-like pictures of 128 × 128</source>
        <translation>Kleine, symbolartige Bilder mit 128 × 128</translation>
    </message>
    <message>
        <source>%1, made for %2 × %2
%3</source>
        <translation>%1, gemacht für %2 × %2
%3</translation>
    </message>
    <message>
        <source>Cannot be used: %1</source>
        <translation>Nicht benutzbar: %1</translation>
    </message>
</context>
<context>
    <name>sfumato::ModelShelfTable</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Text-Encoder</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>Embedding</translation>
    </message>
    <message>
        <source>Upscaler</source>
        <translation>Upscaler</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Not usable</source>
        <translation>Nicht benutzbar</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
</context>
<context>
    <name>sfumato::ModelsPage</name>
    <message>
        <source>Search models</source>
        <translation>Modelle suchen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Kind of model</source>
        <translation>Art des Modells</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Text encoders</source>
        <translation>Text-Encoder</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>Embeddings</translation>
    </message>
    <message>
        <source>Upscalers</source>
        <translation>Upscaler</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Look through the folders again (F5)</source>
        <translation>Ordner noch einmal durchsuchen (F5)</translation>
    </message>
    <message>
        <source>Look through the folders again</source>
        <translation>Ordner noch einmal durchsuchen</translation>
    </message>
    <message>
        <source>Corner of the table</source>
        <translation>Ecke der Tabelle</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Fol&amp;ders, used where they are; nothing is copied</source>
        <translation>O&amp;rdner, benutzt, wo sie sind; nichts wird kopiert</translation>
    </message>
    <message>
        <source>Folders of models</source>
        <translation>Modellordner</translation>
    </message>
    <message>
        <source>&amp;Add Folder…</source>
        <translation>Ordner hin&amp;zufügen …</translation>
    </message>
    <message>
        <source>Look for models here, too: the models folder of ComfyUI or A1111 will do</source>
        <translation>Auch hier nach Modellen suchen: Der Modellordner von ComfyUI oder A1111 ist geeignet</translation>
    </message>
    <message>
        <source>Re&amp;move Folder</source>
        <translation>Ordner ent&amp;fernen</translation>
    </message>
    <message>
        <source>Look there no more; nothing is deleted</source>
        <translation>Dort nicht mehr suchen; nichts wird gelöscht</translation>
    </message>
    <message>
        <source>&amp;Paint with This Model</source>
        <translation>Mit diesem Modell &amp;malen</translation>
    </message>
    <message>
        <source>Compute SHA-&amp;256</source>
        <translation>SHA-&amp;256 berechnen</translation>
    </message>
    <message>
        <source>Reads the whole file once; the result is remembered until the file changes</source>
        <translation>Liest die ganze Datei einmal; das Ergebnis wird gemerkt, bis sich die Datei ändert</translation>
    </message>
    <message>
        <source>Show in &amp;Folder</source>
        <translation>Im &amp;Ordner zeigen</translation>
    </message>
    <message>
        <source>Choose a model to see what it is</source>
        <translation>Ein Modell auswählen, um mehr darüber zu sehen</translation>
    </message>
    <message>
        <source>Ready to be painted with.</source>
        <translation>Bereit zum Malen.</translation>
    </message>
    <message>
        <source>Cannot be painted with: %1</source>
        <translation>Nicht zum Malen geeignet: %1</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>%1 million</source>
        <translation>%1&#xa0;Millionen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Made for</source>
        <translation>Gemacht für</translation>
    </message>
    <message>
        <source>%1 × %1 pixels</source>
        <translation>%1 × %1&#xa0;Pixel</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Urheber</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Words to use</source>
        <translation>Auslösewörter</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Datei wird gelesen …</translation>
    </message>
    <message>
        <source>No models here yet. Add the folder where yours are.</source>
        <translation>Noch keine Modelle. Den Ordner mit den eigenen Modellen hinzufügen.</translation>
    </message>
    <message numerus="yes">
        <source>%n found so far…</source>
        <translation>
            <numerusform>Bisher %n gefunden …</numerusform>
            <numerusform>Bisher %n gefunden …</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::OutputPage</name>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>&amp;Qualität</translation>
    </message>
    <message>
        <source>&amp;Depth of colour</source>
        <translation>Farb&amp;tiefe</translation>
    </message>
    <message>
        <source>&amp;Names</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <source>File beside the picture</source>
        <translation>Datei neben dem Bild</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Text, as AUTOMATIC1111 writes it (.txt)</source>
        <translation>Text, wie AUTOMATIC1111 ihn schreibt (.txt)</translation>
    </message>
    <message>
        <source>Recipe of Sfumato (.json)</source>
        <translation>Rezept von Sfumato (.json)</translation>
    </message>
    <message>
        <source>File &amp;beside the picture</source>
        <translation>Datei ne&amp;ben dem Bild</translation>
    </message>
    <message>
        <source>&amp;Leave prompts out of files and their names</source>
        <translation>&amp;Prompts aus Dateien und ihren Namen weglassen</translation>
    </message>
    <message>
        <source>Also the paths of initial images and masks. Seed, model and all numbers stay.
The gallery reads the files, so it does not know the prompts either.</source>
        <translation>Auch die Pfade von Ausgangsbildern und Masken. Seed, Modell und alle Zahlen bleiben.
Die Galerie liest die Dateien und kennt die Prompts dann ebenfalls nicht.</translation>
    </message>
    <message>
        <source>Format of finished pictures</source>
        <translation>Format fertiger Bilder</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>JPEG</source>
        <translation>JPEG</translation>
    </message>
    <message>
        <source>WebP</source>
        <translation>WebP</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>L&amp;ossless</source>
        <translation>Verlust&amp;frei</translation>
    </message>
    <message>
        <source>Depth of colour</source>
        <translation>Farbtiefe</translation>
    </message>
    <message>
        <source>8 bits a channel</source>
        <translation>8 Bit je Kanal</translation>
    </message>
    <message>
        <source>16 bits a channel</source>
        <translation>16 Bit je Kanal</translation>
    </message>
    <message>
        <source>16 bits hold what the decoder gives, for grading in other programs; files are several times as large</source>
        <translation>16 Bit halten fest, was der Decoder liefert, zum Nachbearbeiten in anderen Programmen; die Dateien sind mehrmals so groß</translation>
    </message>
    <message>
        <source>Template of folder and file names</source>
        <translation>Vorlage für Ordner- und Dateinamen</translation>
    </message>
    <message>
        <source>Usual names</source>
        <translation>Übliche Namen</translation>
    </message>
    <message>
        <source>Example of a name</source>
        <translation>Beispiel eines Namens</translation>
    </message>
    <message>
        <source>&amp;Insert</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Insert a field into the template</source>
        <translation>Ein Feld in die Vorlage einfügen</translation>
    </message>
    <message>
        <source>/  a folder</source>
        <translation>/  ein Ordner</translation>
    </message>
    <message>
        <source>Every pixel is kept as it was made. When a part of a picture is painted anew, all else stays the same to the last bit.</source>
        <translation>Jedes Pixel bleibt, wie es entstanden ist. Wird ein Teil eines Bildes neu gemalt, bleibt alles andere bis aufs letzte Bit gleich.</translation>
    </message>
    <message>
        <source>Smaller files; pixels change a little each time a picture is saved, also those outside of a mask.</source>
        <translation>Kleinere Dateien; bei jedem Speichern ändern sich die Pixel ein wenig, auch die außerhalb einer Maske.</translation>
    </message>
    <message>
        <source>Example: %1</source>
        <translation>Beispiel: %1</translation>
    </message>
    <message>
        <source>Not used: %1</source>
        <translation>Nicht verwendet: %1</translation>
    </message>
</context>
<context>
    <name>sfumato::PageRail</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>sfumato::PictureList</name>
    <message>
        <source>(no prompt)</source>
        <translation>(kein Prompt)</translation>
    </message>
    <message>
        <source>%1
%2 × %3, %4 steps, seed %5</source>
        <translation>%1
%2 × %3, %4&#xa0;Schritte, Seed %5</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
</context>
<context>
    <name>sfumato::PictureStrip</name>
    <message>
        <source>Pictures of this session</source>
        <translation>Bilder dieser Sitzung</translation>
    </message>
    <message>
        <source>Return shows a picture, the menu key its actions</source>
        <translation>Return zeigt ein Bild, die Menütaste seine Aktionen</translation>
    </message>
    <message>
        <source>Finished pictures of this session are kept here</source>
        <translation>Hier liegen die fertigen Bilder dieser Sitzung</translation>
    </message>
</context>
<context>
    <name>sfumato::PlanLabel</name>
    <message>
        <source>reading the prompt</source>
        <translation>Prompt lesen</translation>
    </message>
    <message>
        <source>encoding the image</source>
        <translation>Bild kodieren</translation>
    </message>
    <message>
        <source>painting</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>second pass</source>
        <translation>Zweiter Durchgang</translation>
    </message>
    <message>
        <source>developing</source>
        <translation>Entwickeln</translation>
    </message>
    <message>
        <source>Estimate for the next picture</source>
        <translation>Schätzung für das nächste Bild</translation>
    </message>
    <message>
        <source>Time and memory: unknown yet</source>
        <translation>Zeit und Speicher: noch unbekannt</translation>
    </message>
    <message>
        <source>Perhaps %1, %2 of memory</source>
        <translation>Vielleicht %1, %2 Speicher</translation>
    </message>
    <message>
        <source>About %1, %2 of memory</source>
        <translation>Etwa %1, %2 Speicher</translation>
    </message>
    <message>
        <source>; VAE in tiles</source>
        <translation>; VAE in Kacheln</translation>
    </message>
    <message>
        <source>On %1, for one picture, and loading:</source>
        <translation>Auf %1, für ein Bild, dazu das Laden:</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Memory: weights %1, activations %2, kept %3</source>
        <translation>Speicher: Gewichte %1, Aktivierungen %2, Behaltenes %3</translation>
    </message>
    <message>
        <source>A guess by the kind of device; `sfumato-cli bench` measures this one.</source>
        <translation>Eine Vermutung nach der Art des Geräts; „sfumato-cli bench“ misst dieses.</translation>
    </message>
    <message>
        <source>Time and memory: unknown</source>
        <translation>Zeit und Speicher: unbekannt</translation>
    </message>
    <message>
        <source>It will not fit: %1</source>
        <translation>Es passt nicht: %1</translation>
    </message>
    <message>
        <source>; nearly all that is free</source>
        <translation>; fast alles, was frei ist</translation>
    </message>
    <message>
        <source>Free for it: %1</source>
        <translation>Dafür frei: %1</translation>
    </message>
    <message>
        <source>Free for it: unknown</source>
        <translation>Dafür frei: unbekannt</translation>
    </message>
</context>
<context>
    <name>sfumato::PromptEdit</name>
    <message>
        <source>%1 – not used by this version yet</source>
        <translation>%1 – von dieser Version noch nicht benutzt</translation>
    </message>
</context>
<context>
    <name>sfumato::PromptMenus</name>
    <message>
        <source>Not: %1</source>
        <translation>Nicht: %1</translation>
    </message>
    <message>
        <source>St&amp;yles</source>
        <translation>Sti&amp;le</translation>
    </message>
    <message>
        <source>Pieces of prompts by name, for both prompts</source>
        <translation>Stücke von Prompts mit Namen, für beide Prompts</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Favourites and earlier prompts</source>
        <translation>Favoriten und frühere Prompts</translation>
    </message>
    <message>
        <source>&amp;Keep the Prompt as a Style…</source>
        <translation>Prompt als Stil &amp;behalten …</translation>
    </message>
    <message>
        <source>&amp;Import styles.csv…</source>
        <translation>styles.csv &amp;importieren …</translation>
    </message>
    <message>
        <source>style %1</source>
        <translation>Stil %1</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>&amp;Add to Favourites</source>
        <translation>Zu den Favoriten &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Added to the favourites</source>
        <translation>Zu den Favoriten hinzugefügt</translation>
    </message>
    <message>
        <source>It is a favourite already</source>
        <translation>Es ist schon ein Favorit</translation>
    </message>
    <message>
        <source>&amp;Remember Prompts</source>
        <translation>&amp;Prompts merken</translation>
    </message>
    <message>
        <source>Off: new prompts are not kept for later days. Favourites stay.</source>
        <translation>Aus: neue Prompts werden nicht für spätere Tage aufgehoben. Favoriten bleiben.</translation>
    </message>
    <message>
        <source>&amp;Clear Earlier Prompts</source>
        <translation>Frühere Prompts &amp;löschen</translation>
    </message>
    <message>
        <source>Remo&amp;ve a Favourite</source>
        <translation>Favoriten &amp;entfernen</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>Removed from the favourites</source>
        <translation>Aus den Favoriten entfernt</translation>
    </message>
    <message>
        <source>&amp;Earlier Prompts</source>
        <translation>&amp;Frühere Prompts</translation>
    </message>
</context>
<context>
    <name>sfumato::PromptStore</name>
    <message>
        <source>%1
It is kept as %2.</source>
        <translation>%1
Sie bleibt als %2 erhalten.</translation>
    </message>
</context>
<context>
    <name>sfumato::QueueController</name>
    <message>
        <source>The queue could not be written: %1</source>
        <translation>Die Warteschlange konnte nicht geschrieben werden: %1</translation>
    </message>
</context>
<context>
    <name>sfumato::QueueList</name>
    <message>
        <source>%1 s</source>
        <translation>%1&#xa0;s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1&#xa0;min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1&#xa0;h %2&#xa0;min</translation>
    </message>
    <message>
        <source>A recipe that cannot be read</source>
        <translation>Ein Rezept, das nicht gelesen werden kann</translation>
    </message>
    <message>
        <source>No prompt</source>
        <translation>Kein Prompt</translation>
    </message>
    <message>
        <source>Built-in model</source>
        <translation>Eingebautes Modell</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>model&apos;s size</source>
        <translation>Modellgröße</translation>
    </message>
    <message>
        <source>%1  ·  %2  ·  %3 steps  ·  seed %4</source>
        <translation>%1  ·  %2  ·  %3&#xa0;Schritte  ·  Seed %4</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Being made</source>
        <translation>Entsteht</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1, about %2</source>
        <translation>%1, etwa %2</translation>
    </message>
    <message>
        <source>%1, time unknown</source>
        <translation>%1, Dauer unbekannt</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Wird gespeichert</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1, noch %2</translation>
    </message>
    <message>
        <source>%1 at step %2 of %3</source>
        <translation>%1 bei Schritt %2 von %3</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
</context>
<context>
    <name>sfumato::QueuePage</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop before the next step; the picture is gone on with later</source>
        <translation>Vor dem nächsten Schritt anhalten; das Bild geht später weiter</translation>
    </message>
    <message>
        <source>Stop After This Picture</source>
        <translation>Nach diesem Bild anhalten</translation>
    </message>
    <message>
        <source>Finish the picture that is being made, then pause</source>
        <translation>Das entstehende Bild fertigstellen, dann pausieren</translation>
    </message>
    <message>
        <source>Cancel Picture</source>
        <translation>Bild abbrechen</translation>
    </message>
    <message>
        <source>Give up the picture that is being made and go on with the next</source>
        <translation>Das entstehende Bild aufgeben und mit dem nächsten fortfahren</translation>
    </message>
    <message>
        <source>Retry Failed</source>
        <translation>Fehlgeschlagene wiederholen</translation>
    </message>
    <message>
        <source>Let all that failed wait again</source>
        <translation>Alles Fehlgeschlagene wieder einreihen</translation>
    </message>
    <message>
        <source>Clear Finished</source>
        <translation>Fertige entfernen</translation>
    </message>
    <message>
        <source>Take out what is done or cancelled; the pictures stay</source>
        <translation>Fertiges und Abgebrochenes aus der Liste nehmen; die Bilder bleiben</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) taken out of the list</source>
        <translation>
            <numerusform>%n Auftrag aus der Liste genommen</numerusform>
            <numerusform>%n Aufträge aus der Liste genommen</numerusform>
        </translation>
    </message>
    <message>
        <source>Group by Model</source>
        <translation>Nach Modell gruppieren</translation>
    </message>
    <message>
        <source>Make the pictures of the loaded model first, so that models are changed seldom</source>
        <translation>Zuerst die Bilder des geladenen Modells erzeugen, damit das Modell selten gewechselt wird</translation>
    </message>
    <message>
        <source>Jobs of the queue</source>
        <translation>Aufträge der Warteschlange</translation>
    </message>
    <message>
        <source>Delete removes, Control D duplicates, Alt Up and Down move, Return edits what waits</source>
        <translation>Entf entfernt, Strg D dupliziert, Alt Hoch und Herunter verschieben, Return bearbeitet Wartendes</translation>
    </message>
    <message>
        <source>The picture that is being made stays</source>
        <translation>Das entstehende Bild bleibt</translation>
    </message>
    <message>
        <source>Cancel Picture gives it up.</source>
        <translation>„Bild abbrechen“ gibt es auf.</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) removed</source>
        <translation>
            <numerusform>%n Auftrag entfernt</numerusform>
            <numerusform>%n Aufträge entfernt</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The picture is being made</source>
        <translation>Das Bild entsteht gerade</translation>
    </message>
    <message>
        <source>Only jobs that wait can be edited.</source>
        <translation>Nur wartende Aufträge können bearbeitet werden.</translation>
    </message>
    <message>
        <source>Show Picture	Return</source>
        <translation>Bild zeigen	Return</translation>
    </message>
    <message>
        <source>Edit	Return</source>
        <translation>Bearbeiten	Return</translation>
    </message>
    <message>
        <source>Reuse Recipe</source>
        <translation>Rezept übernehmen</translation>
    </message>
    <message>
        <source>Duplicate	Ctrl+D</source>
        <translation>Duplizieren	Strg+D</translation>
    </message>
    <message>
        <source>Move to the Front</source>
        <translation>An den Anfang</translation>
    </message>
    <message>
        <source>Move Up	Alt+Up</source>
        <translation>Nach oben	Alt+Hoch</translation>
    </message>
    <message>
        <source>Move Down	Alt+Down</source>
        <translation>Nach unten	Alt+Herunter</translation>
    </message>
    <message>
        <source>Move to the End</source>
        <translation>Ans Ende</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Remove	Del</source>
        <translation>Entfernen	Entf</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go on with what waits</source>
        <translation>Mit dem Wartenden fortfahren</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) to make</source>
        <translation>
            <numerusform>noch %n Bild</numerusform>
            <numerusform>noch %n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>time unknown</source>
        <translation>Dauer unbekannt</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Write the recipes of all jobs, or of those selected, to a table</source>
        <translation>Die Rezepte aller oder der ausgewählten Aufträge in eine Tabelle schreiben</translation>
    </message>
    <message>
        <source>Select the Whole Batch</source>
        <translation>Ganzen Stapel auswählen</translation>
    </message>
</context>
<context>
    <name>sfumato::RecipeDocument</name>
    <message>
        <source>next seed</source>
        <translation>nächster Seed</translation>
    </message>
</context>
<context>
    <name>sfumato::RecipePanel</name>
    <message>
        <source>What do you want to see?
For example: red apple, noto style</source>
        <translation>Was soll zu sehen sein?
Zum Beispiel: red apple, noto style</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>What should not be there (optional)</source>
        <translation>Was nicht da sein soll (optional)</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativer Prompt</translation>
    </message>
    <message>
        <source>What the picture should not show. Needs a guidance above 1.</source>
        <translation>Was das Bild nicht zeigen soll. Braucht eine Prompttreue über 1.</translation>
    </message>
    <message>
        <source>&amp;Negative prompt</source>
        <translation>&amp;Negativer Prompt</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>Gr&amp;öße</translation>
    </message>
    <message>
        <source>&amp;Steps</source>
        <translation>Sch&amp;ritte</translation>
    </message>
    <message>
        <source>Guid&amp;ance</source>
        <translation>Prompttre&amp;ue</translation>
    </message>
    <message>
        <source>Sample&amp;r</source>
        <translation>Sampl&amp;er</translation>
    </message>
    <message>
        <source>Schedu&amp;le</source>
        <translation>S&amp;chedule</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>&amp;Seed</translation>
    </message>
    <message>
        <source>Pict&amp;ures</source>
        <translation>An&amp;zahl</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>More steps take longer and give finer pictures; 16 to 30 is usual</source>
        <translation>Mehr Schritte dauern länger und ergeben feinere Bilder; üblich sind 16 bis 30</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Prompttreue</translation>
    </message>
    <message>
        <source>How closely the picture follows the prompt (CFG scale); 1 switches guidance off</source>
        <translation>Wie genau das Bild dem Prompt folgt (CFG-Skala); 1 schaltet sie ab</translation>
    </message>
    <message>
        <source>Number of pictures</source>
        <translation>Anzahl der Bilder</translation>
    </message>
    <message>
        <source>How many pictures one Generate makes, with seeds that follow each other</source>
        <translation>Wie viele Bilder „Generieren“ auf einmal erzeugt, mit aufeinanderfolgenden Seeds</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The model that paints. Models in the models folder are listed; others can be opened or dropped on the window.</source>
        <translation>Das Modell, das malt. Modelle im Modellordner sind aufgeführt; andere lassen sich öffnen oder ins Fenster ziehen.</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>The way from noise to picture</source>
        <translation>Der Weg vom Rauschen zum Bild</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>How the noise falls from step to step</source>
        <translation>Wie das Rauschen von Schritt zu Schritt abnimmt</translation>
    </message>
    <message>
        <source>Advan&amp;ced</source>
        <translation>Er&amp;weitert</translation>
    </message>
    <message>
        <source>Clip skip, eta and the source of noise</source>
        <translation>Clip-Skip, Eta und die Rauschquelle</translation>
    </message>
    <message>
        <source>Show advanced settings</source>
        <translation>Erweiterte Einstellungen anzeigen</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip-Skip</translation>
    </message>
    <message>
        <source>Which layer of the text encoder is used: 1 is the last, 2 the one before</source>
        <translation>Welche Schicht des Text-Encoders verwendet wird: 1 die letzte, 2 die vorletzte</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>How much noise ancestral and SDE samplers add again</source>
        <translation>Wie viel Rauschen Ancestral- und SDE-Sampler wieder hinzufügen</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>GPU (Philox)</source>
        <translation>GPU (Philox)</translation>
    </message>
    <message>
        <source>Noise source</source>
        <translation>Rauschquelle</translation>
    </message>
    <message>
        <source>Which random numbers a seed gives: those of other programs&apos; CPU or GPU setting</source>
        <translation>Welche Zufallszahlen ein Seed ergibt: die der Einstellung CPU oder GPU anderer Programme</translation>
    </message>
    <message>
        <source>prompt</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>negativer Prompt</translation>
    </message>
    <message>
        <source>size</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Größe</translation>
    </message>
    <message>
        <source>steps</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>guidance</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Prompttreue</translation>
    </message>
    <message>
        <source>seed</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Seed</translation>
    </message>
    <message>
        <source>number of pictures</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Anzahl der Bilder</translation>
    </message>
    <message>
        <source>clip skip</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Clip-Skip</translation>
    </message>
    <message>
        <source>eta</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Eta</translation>
    </message>
    <message>
        <source>removal of the initial image</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Ausgangsbild entfernen</translation>
    </message>
    <message>
        <source>strength</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>sampler</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>schedule</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>noise source</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Rauschquelle</translation>
    </message>
    <message>
        <source>model</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Open model…</source>
        <translation>Modell öffnen …</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Hält an …</translation>
    </message>
    <message>
        <source>Make the picture (Ctrl+Return)</source>
        <translation>Das Bild erzeugen (Strg+Return)</translation>
    </message>
    <message>
        <source>Stop within one step (Esc)</source>
        <translation>Innerhalb eines Schrittes anhalten (Esc)</translation>
    </message>
    <message>
        <source>Add to Queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Make this picture after those that wait (Ctrl+Return)</source>
        <translation>Dieses Bild nach den wartenden erzeugen (Strg+Return)</translation>
    </message>
    <message>
        <source>What the picture shows. (word:1.2) gives a word more weight. Ctrl+Up and Ctrl+Down change the weight, Ctrl+Alt+Up and Ctrl+Alt+Down bring earlier prompts, Ctrl+Return generates.</source>
        <translation>Was das Bild zeigt. (Wort:1.2) gibt einem Wort mehr Gewicht. Strg+Hoch und Strg+Herunter ändern das Gewicht, Strg+Alt+Hoch und Strg+Alt+Herunter holen frühere Prompts, Strg+Return generiert.</translation>
    </message>
    <message>
        <source>variation</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Variation</translation>
    </message>
    <message>
        <source>variation seed</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Variations-Seed</translation>
    </message>
    <message>
        <source>emphasis</source>
        <translatorcomment>follows Undo or Redo in the menu</translatorcomment>
        <translation>Gewichtung</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>How much of the variation seed&apos;s noise is mixed in: a little gives the same picture with small changes</source>
        <translation>Wie viel vom Rauschen des Variations-Seeds beigemischt wird: Wenig ergibt dasselbe Bild mit kleinen Änderungen</translation>
    </message>
    <message>
        <source>Variation seed</source>
        <translation>Variations-Seed</translation>
    </message>
    <message>
        <source>The seed of the noise that is mixed in</source>
        <translation>Der Seed des beigemischten Rauschens</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>No norm</source>
        <translation>Ohne Normierung</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Ignorieren</translation>
    </message>
    <message>
        <source>None: brackets are text</source>
        <translation>Keine: Klammern sind Text</translation>
    </message>
    <message>
        <source>Emphasis</source>
        <translation>Gewichtung</translation>
    </message>
    <message>
        <source>How weights such as (word:1.2) act</source>
        <translation>Wie Gewichte wie (Wort:1.2) wirken</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschquelle</translation>
    </message>
    <message>
        <source>Pr&amp;ompt</source>
        <translation>Pr&amp;ompt</translation>
    </message>
    <message>
        <source>The embedding %1 is not used by this version yet: its name is read as words</source>
        <translation>Das Embedding %1 wird von dieser Version noch nicht benutzt: sein Name wird als Wörter gelesen</translation>
    </message>
    <message>
        <source>Draw a variation seed</source>
        <translation>Variations-Seed ziehen</translation>
    </message>
    <message>
        <source>Draw another variation seed</source>
        <translation>Einen anderen Variations-Seed ziehen</translation>
    </message>
</context>
<context>
    <name>sfumato::SeedField</name>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture</source>
        <translation>Gleicher Seed und gleiche Einstellungen ergeben das gleiche Bild</translation>
    </message>
    <message>
        <source>Use the last seed again</source>
        <translation>Letzten Seed wiederverwenden</translation>
    </message>
    <message>
        <source>Use the seed of the last picture again</source>
        <translation>Den Seed des letzten Bildes wiederverwenden</translation>
    </message>
    <message>
        <source>Use the seed of the last picture again (%1)</source>
        <translation>Den Seed des letzten Bildes wiederverwenden (%1)</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufällig</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Fest</translation>
    </message>
    <message>
        <source>Increment</source>
        <translation>Hochzählen</translation>
    </message>
    <message>
        <source>Choice of the seed</source>
        <translation>Wahl des Seeds</translation>
    </message>
    <message>
        <source>Random: a new seed for each picture. Fixed: the same seed, the same picture. Increment: the next Generate takes the seed that follows.</source>
        <translation>Zufällig: ein neuer Seed für jedes Bild. Fest: gleicher Seed, gleiches Bild. Hochzählen: das nächste Generieren nimmt den folgenden Seed.</translation>
    </message>
</context>
<context>
    <name>sfumato::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Kinds of settings</source>
        <translation>Arten von Einstellungen</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>&amp;Allgemein</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>Si&amp;ze of everything</source>
        <translation>&amp;Größe der Oberfläche</translation>
    </message>
    <message>
        <source>Folder of finished pictures</source>
        <translation>Ordner der fertigen Bilder</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen …</translation>
    </message>
    <message>
        <source>Choose the folder of finished pictures</source>
        <translation>Ordner der fertigen Bilder wählen</translation>
    </message>
    <message>
        <source>Pictures are kept in</source>
        <translation>Bilder speichern in</translation>
    </message>
    <message>
        <source>&amp;Notice on the desktop when long work has ended</source>
        <translation>&amp;Benachrichtigung, wenn eine lange Arbeit fertig ist</translation>
    </message>
    <message>
        <source>Only while the window is not in front</source>
        <translation>Nur, wenn das Fenster nicht im Vordergrund ist</translation>
    </message>
    <message>
        <source> s</source>
        <translation>&#xa0;s</translation>
    </message>
    <message>
        <source>Long work takes at least</source>
        <translation>Lange Arbeit dauert mindestens</translation>
    </message>
    <message>
        <source>&amp;Long work takes at least</source>
        <translation>&amp;Lange Arbeit dauert mindestens</translation>
    </message>
    <message>
        <source>Size of everything</source>
        <translation>Größe der Oberfläche</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1&#xa0;%</translation>
    </message>
    <message>
        <source>Takes effect at the next start</source>
        <translation>Wirkt ab dem nächsten Start</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>&amp;Pictures</source>
        <translation>&amp;Bilder</translation>
    </message>
</context>
<context>
    <name>sfumato::ShortcutEditor</name>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>New &amp;key</source>
        <translation>&amp;Neue Taste</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>&amp;Usual Key</source>
        <translation>&amp;Standardtaste</translation>
    </message>
    <message>
        <source>Back to the key that the command came with</source>
        <translation>Zurück zur ursprünglichen Taste des Befehls</translation>
    </message>
    <message>
        <source>&amp;All Usual Keys</source>
        <translation>Alle Standardt&amp;asten</translation>
    </message>
    <message>
        <source>%1 is the key of “%2”. Give that another key first.</source>
        <translation>%1 ist die Taste für „%2“. Dafür zuerst eine andere Taste festlegen.</translation>
    </message>
</context>
<context>
    <name>sfumato::SizeField</name>
    <message>
        <source> px</source>
        <translation>&#xa0;px</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Breite in Pixel</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Höhe in Pixel</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Swap width and height</source>
        <translation>Breite und Höhe tauschen</translation>
    </message>
    <message>
        <source>Model&apos;s own (%1 × %1)</source>
        <translation>Modellgröße (%1 × %1)</translation>
    </message>
    <message>
        <source>Model&apos;s own size</source>
        <translation>Größe des Modells</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Shape of the picture</source>
        <translation>Form des Bildes</translation>
    </message>
    <message>
        <source>Shapes with about as many pixels as the model was made for</source>
        <translation>Formen mit etwa so vielen Pixeln, wie das Modell gewohnt ist</translation>
    </message>
    <message>
        <source>Keep the shape</source>
        <translation>Form beibehalten</translation>
    </message>
    <message>
        <source>Keep the shape: the other side follows when one is changed</source>
        <translation>Form beibehalten: wird eine Seite geändert, folgt die andere</translation>
    </message>
    <message>
        <source>%1:%2 (%3 × %4)</source>
        <translation>%1:%2 (%3 × %4)</translation>
    </message>
    <message>
        <source>%1 times the area that this model was made for: things may appear twice. Hires fix helps.</source>
        <translation>%1-mal die Fläche, die dieses Modell gewohnt ist: Dinge können doppelt erscheinen. Hires-Fix hilft.</translation>
    </message>
    <message>
        <source>%1 of the area that this model was made for: pictures may fall apart.</source>
        <translation>%1 der Fläche, die dieses Modell gewohnt ist: Bilder können zerfallen.</translation>
    </message>
</context>
<context>
    <name>sfumato::StatusArea</name>
    <message>
        <source>%1 s</source>
        <translation>%1&#xa0;s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1&#xa0;min %2&#xa0;s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1&#xa0;h %2&#xa0;min</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Choose what paints</source>
        <translation>Wählen, was malt</translation>
    </message>
    <message>
        <source>%1 (processor)</source>
        <translation>%1 (Prozessor)</translation>
    </message>
    <message>
        <source>Chosen automatically: %1</source>
        <translation>Automatisch gewählt: %1</translation>
    </message>
    <message>
        <source>No graphics card is used: the processor paints, which takes longer</source>
        <translation>Es wird keine Grafikkarte benutzt: Der Prozessor malt, das dauert länger</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1&#xa0;%</translation>
    </message>
</context>
<context>
    <name>sfumato::StepScrubber</name>
    <message>
        <source>Fork Here</source>
        <translation>Hier abzweigen</translation>
    </message>
    <message>
        <source>Step of the picture</source>
        <translation>Schritt des Bildes</translation>
    </message>
    <message>
        <source>Look back at how the picture came to be</source>
        <translation>Zurückblicken, wie das Bild entstanden ist</translation>
    </message>
    <message>
        <source>Keep the steps up to here, and go on with another prompt, guidance or seed</source>
        <translation>Die Schritte bis hierher behalten und mit anderem Prompt, anderer Prompttreue oder anderem Seed fortfahren</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Make the panel&apos;s picture from its first step again</source>
        <translation>Das Bild des Rezeptbereichs wieder vom ersten Schritt an erzeugen</translation>
    </message>
    <message>
        <source>The panel is a fork: it begins after step %1 of the picture it leaves</source>
        <translation>Der Rezeptbereich ist eine Abzweigung: Er beginnt nach Schritt %1 des verlassenen Bildes</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>sfumato::TokenStrip</name>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message numerus="yes">
        <source>%1 tokens in %n chunk(s) of %2. The wheel scrolls.</source>
        <translation>
            <numerusform>%1 Tokens in %n Abschnitt zu %2. Das Mausrad blättert.</numerusform>
            <numerusform>%1 Tokens in %n Abschnitten zu %2. Das Mausrad blättert.</numerusform>
        </translation>
    </message>
    <message>
        <source>The prompt changes while the picture is made: these are its first tokens.</source>
        <translation>Der Prompt ändert sich, während das Bild entsteht: Dies sind seine ersten Tokens.</translation>
    </message>
    <message>
        <source>Not seen by the encoder: %1</source>
        <translation>Vom Encoder nicht gesehen: %1</translation>
    </message>
    <message>
        <source>Not used by this version yet, and not seen by the encoder: %1</source>
        <translation>Von dieser Version noch nicht benutzt und vom Encoder nicht gesehen: %1</translation>
    </message>
    <message>
        <source>+%1</source>
        <translation>+%1</translation>
    </message>
</context>
<context>
    <name>stage</name>
    <message>
        <source>Reading the prompt</source>
        <translation>Prompt wird gelesen</translation>
    </message>
    <message>
        <source>Reading the initial image</source>
        <translation>Ausgangsbild wird gelesen</translation>
    </message>
    <message>
        <source>Painting</source>
        <translation>Bild wird gemalt</translation>
    </message>
    <message>
        <source>Developing the picture</source>
        <translation>Bild wird entwickelt</translation>
    </message>
    <message>
        <source>Second pass</source>
        <translation>Zweiter Durchgang</translation>
    </message>
</context>
</TS>
