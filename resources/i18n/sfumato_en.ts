<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sfumato::BatchDialog</name>
    <message numerus="yes">
        <source>%n picture(s); reckoning time and disk…</source>
        <translation>
            <numerusform>%n picture; reckoning time and disk…</numerusform>
            <numerusform>%n pictures; reckoning time and disk…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryDetails</name>
    <message numerus="yes">
        <source>%n pictures are selected</source>
        <translation>
            <numerusform>%n picture is selected</numerusform>
            <numerusform>%n pictures are selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryList</name>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::GalleryPage</name>
    <message numerus="yes">
        <source>%n picture(s) are in the trash</source>
        <translation>
            <numerusform>%n picture is in the trash</numerusform>
            <numerusform>%n pictures are in the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n missing</numerusform>
            <numerusform>%n missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n star</numerusform>
            <numerusform>%n stars</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) were forgotten</source>
        <translation>
            <numerusform>%n picture was forgotten</numerusform>
            <numerusform>%n pictures were forgotten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::MainWindow</name>
    <message numerus="yes">
        <source>%n picture(s) could not be saved</source>
        <translation>
            <numerusform>%n picture could not be saved</numerusform>
            <numerusform>%n pictures could not be saved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) added; the queue is paused</source>
        <translation>
            <numerusform>%n picture added; the queue is paused</numerusform>
            <numerusform>%n pictures added; the queue is paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) of the last time are not made yet</source>
        <translation>
            <numerusform>%n picture of the last time is not made yet</numerusform>
            <numerusform>%n pictures of the last time are not made yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The next picture keeps the first %n step(s) of this one</source>
        <translation>
            <numerusform>The next picture keeps the first %n step of this one</numerusform>
            <numerusform>The next picture keeps the first %n steps of this one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) added to the queue</source>
        <translation>
            <numerusform>%n picture added to the queue</numerusform>
            <numerusform>%n pictures added to the queue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recipe(s) written to %1</source>
        <translation>
            <numerusform>%n recipe written to %1</numerusform>
            <numerusform>%n recipes written to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n style(s) imported</source>
        <translation>
            <numerusform>%n style imported</numerusform>
            <numerusform>%n styles imported</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::ModelsPage</name>
    <message numerus="yes">
        <source>%n found so far…</source>
        <translation>
            <numerusform>%n found so far…</numerusform>
            <numerusform>%n found so far…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::PageRail</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::QueuePage</name>
    <message numerus="yes">
        <source>%n job(s) taken out of the list</source>
        <translation>
            <numerusform>%n job taken out of the list</numerusform>
            <numerusform>%n jobs taken out of the list</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) removed</source>
        <translation>
            <numerusform>%n job removed</numerusform>
            <numerusform>%n jobs removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) to make</source>
        <translation>
            <numerusform>%n picture to make</numerusform>
            <numerusform>%n pictures to make</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sfumato::TokenStrip</name>
    <message numerus="yes">
        <source>%1 tokens in %n chunk(s) of %2. The wheel scrolls.</source>
        <translation>
            <numerusform>%1 tokens in %n chunk of %2. The wheel scrolls.</numerusform>
            <numerusform>%1 tokens in %n chunks of %2. The wheel scrolls.</numerusform>
        </translation>
    </message>
</context>
</TS>
