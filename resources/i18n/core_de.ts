<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>core</name>
    <message>
        <source>cannot write</source>
        <translation>kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>cannot open</source>
        <translation>kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>cannot read its size</source>
        <translation>die Größe kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>{}: is a folder, expected a file</source>
        <translation>{}: ist ein Ordner, erwartet: eine Datei</translation>
    </message>
    <message>
        <source>{}: is not a regular file</source>
        <translation>{}: ist keine gewöhnliche Datei</translation>
    </message>
    <message>
        <source>cannot map into memory</source>
        <translation>kann nicht in den Speicher eingeblendet werden</translation>
    </message>
    <message>
        <source>{}: is {} bytes, expected at most {}</source>
        <translation>{}: ist {} Byte groß, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>cannot create a file beside it</source>
        <translation>daneben kann keine Datei angelegt werden</translation>
    </message>
    <message>
        <source>cannot flush to disk</source>
        <translation>kann nicht auf den Datenträger geschrieben werden</translation>
    </message>
    <message>
        <source>cannot finish writing</source>
        <translation>das Schreiben kann nicht beendet werden</translation>
    </message>
    <message>
        <source>{}: exists already</source>
        <translation>{}: gibt es schon</translation>
    </message>
    <message>
        <source>cannot move into place</source>
        <translation>kann nicht an seinen Platz verschoben werden</translation>
    </message>
    <message>
        <source>{}: field {}: expected {}</source>
        <translation>{}: Feld {}: erwartet: {}</translation>
    </message>
    <message>
        <source>preparing a convolution</source>
        <translation>Vorbereiten einer Faltung</translation>
    </message>
    <message>
        <source>kept inputs</source>
        <translation>behaltene Eingaben</translation>
    </message>
    <message>
        <source>{}: stores activations as {}, the native CPU executor only as {}</source>
        <translation>{}: speichert Zwischenergebnisse als {}, der native CPU-Executor nur als {}</translation>
    </message>
    <message>
        <source>the CPU executor was given {} threads</source>
        <translation>der CPU-Executor erhielt {} Threads</translation>
    </message>
    <message>
        <source>preparing a matrix product</source>
        <translation>Vorbereiten eines Matrixprodukts</translation>
    </message>
    <message>
        <source>{} needs {} MiB of memory, but only {} MiB are available</source>
        <translation>{}: braucht {} MiB Speicher, aber nur {} MiB sind frei</translation>
    </message>
    <message>
        <source>{}: the system refused {} MiB of memory</source>
        <translation>{}: das System verweigerte {} MiB Speicher</translation>
    </message>
    <message>
        <source>oneDNN: {}: {} (status {})</source>
        <translation>oneDNN: {}: {} (Status {})</translation>
    </message>
    <message>
        <source>oneDNN: {}: out of memory</source>
        <translation>oneDNN: {}: Speicher reicht nicht</translation>
    </message>
    <message>
        <source>converting weight {}</source>
        <translation>Umwandeln des Gewichts {}</translation>
    </message>
    <message>
        <source>unknown processor</source>
        <translation>unbekannter Prozessor</translation>
    </message>
    <message>
        <source>the native CPU executor does not know the op {}</source>
        <translation>der native CPU-Executor kennt die Operation {} nicht</translation>
    </message>
    <message>
        <source>weight {}</source>
        <translation>Gewicht {}</translation>
    </message>
    <message>
        <source>the contact sheet of {} x {} pictures would have more than {} pixels</source>
        <translation>der Kontaktbogen mit {} x {} Bildern hätte mehr als {} Pixel</translation>
    </message>
    <message>
        <source>{}{} cannot be used ({})</source>
        <translation>{}{} ist nicht benutzbar ({})</translation>
    </message>
    <message>
        <source>it is a graphics card</source>
        <translation>sie ist eine Grafikkarte</translation>
    </message>
    <message>
        <source>it is the graphics processor</source>
        <translation>er ist der Grafikprozessor</translation>
    </message>
    <message>
        <source>it is a virtual graphics card</source>
        <translation>sie ist eine virtuelle Grafikkarte</translation>
    </message>
    <message>
        <source>native code</source>
        <translation>nativer Code</translation>
    </message>
    <message>
        <source>{}; {} was {:.1f} times as fast as {} here in a test</source>
        <translation>{}; {} war hier in einem Test {}-mal so schnell wie {}</translation>
    </message>
    <message>
        <source>{}; native code failed: {}</source>
        <translation>{}; nativer Code schlug fehl: {}</translation>
    </message>
    <message>
        <source>{}; {} failed: {}</source>
        <translation>{}; {} schlug fehl: {}</translation>
    </message>
    <message>
        <source>there is no graphics card</source>
        <translation>es gibt keine Grafikkarte</translation>
    </message>
    <message>
        <source>there is no Vulkan device</source>
        <translation>es gibt kein Vulkan-Gerät</translation>
    </message>
    <message>
        <source>found no JSON object, expected one</source>
        <translation>kein JSON-Objekt gefunden, erwartet: eines</translation>
    </message>
    <message>
        <source>field sfumato_device_choice: found {}, expected {}</source>
        <translation>Feld sfumato_device_choice: gefunden: {}, erwartet: {}</translation>
    </message>
    <message>
        <source>field {}: found {}, expected a string</source>
        <translation>Feld {}: gefunden: {}, erwartet: eine Zeichenkette</translation>
    </message>
    <message>
        <source>field {}: found {}, expected a positive number of seconds</source>
        <translation>Feld {}: gefunden: {}, erwartet: eine positive Zahl von Sekunden</translation>
    </message>
    <message>
        <source>speed probe</source>
        <translation>Geschwindigkeitstest</translation>
    </message>
    <message>
        <source>executor is &apos;{}&apos;, expected auto, vulkan, cpu or reference</source>
        <translation>der Executor ist „{}“, erwartet: auto, vulkan, cpu oder reference</translation>
    </message>
    <message>
        <source>device is &apos;{}&apos;, but the executor {} runs on the processor alone</source>
        <translation>das Gerät ist „{}“, aber der Executor {} läuft nur auf dem Prozessor</translation>
    </message>
    <message>
        <source>out of memory in the program itself</source>
        <translation>dem Programm selbst fehlt Speicher</translation>
    </message>
    <message>
        <source>three of them</source>
        <translation>drei davon</translation>
    </message>
    <message>
        <source>a field and a list of values</source>
        <translation>ein Feld und eine Liste von Werten</translation>
    </message>
    <message>
        <source>texts as values</source>
        <translation>Texte als Werte</translation>
    </message>
    <message>
        <source>a list of 1 to 100000</source>
        <translation>eine Liste von 1 bis 100000</translation>
    </message>
    <message>
        <source>lists of a job&apos;s number and three places</source>
        <translation>Listen aus der Nummer eines Auftrags und drei Plätzen</translation>
    </message>
    <message>
        <source>places within the axes</source>
        <translation>Plätze innerhalb der Achsen</translation>
    </message>
    <message>
        <source>{}: nested too deeply</source>
        <translation>{}: zu tief verschachtelt</translation>
    </message>
    <message>
        <source>{}: this is no record of a grid of version {}</source>
        <translation>{}: dies ist keine Aufzeichnung eines Gitters der Version {}</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>field sfumato_model_hashes: found {}, expected {}</source>
        <translation>Feld sfumato_model_hashes: gefunden: {}, erwartet: {}</translation>
    </message>
    <message>
        <source>field hashes: found {}, expected an object</source>
        <translation>Feld hashes: gefunden: {}, erwartet: ein Objekt</translation>
    </message>
    <message>
        <source>field hashes: found {} for {}, expected 64 hexadecimal digits</source>
        <translation>Feld hashes: gefunden: {} für {}, erwartet: 64 hexadezimale Ziffern</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>Text-Encoder</translation>
    </message>
    <message>
        <source>{}: a folder of models cannot have a line break in its name</source>
        <translation>{}: der Name eines Modellordners darf keinen Zeilenumbruch enthalten</translation>
    </message>
    <message>
        <source>{}: there is no such folder</source>
        <translation>{}: diesen Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>a Python pickle can run programs when it is opened, so it is not; convert it to .safetensors with a tool that you trust</source>
        <translation>ein Python-Pickle kann beim Öffnen Programme ausführen und wird deshalb nicht geöffnet; mit einem vertrauenswürdigen Werkzeug in .safetensors umwandeln</translation>
    </message>
    <message>
        <source>{}: no such model: neither a file or folder here nor in {}</source>
        <translation>{}: kein solches Modell: weder eine Datei oder ein Ordner hier noch in {}</translation>
    </message>
    <message>
        <source>{}: no such model file or folder</source>
        <translation>{}: keine solche Modelldatei, kein solcher Modellordner</translation>
    </message>
    <message>
        <source>the graphics device could not be opened: {}</source>
        <translation>das Grafikgerät konnte nicht geöffnet werden: {}</translation>
    </message>
    <message>
        <source>the {} of this recipe came from memory and is in no file; name one</source>
        <translation>{} dieses Rezepts: kam aus dem Arbeitsspeicher und steht in keiner Datei; eine nennen</translation>
    </message>
    <message>
        <source>{} is not the {} that the recipe was made with: its SHA-256 is {}, not {}</source>
        <translation>{}: ist nicht das, womit das Rezept entstand ({}): SHA-256 ist {}, nicht {}</translation>
    </message>
    <message>
        <source>initial image</source>
        <translation>Ausgangsbild</translation>
    </message>
    <message>
        <source>there is no job {} in the queue</source>
        <translation>in der Warteschlange gibt es keinen Auftrag {}</translation>
    </message>
    <message>
        <source>job {} is {}: only a job that waits can be edited</source>
        <translation>Auftrag {} ist {}: nur ein wartender Auftrag kann bearbeitet werden</translation>
    </message>
    <message>
        <source>the queue was paused, because there is no device for it: {}</source>
        <translation>die Warteschlange wurde angehalten, weil es kein Gerät für sie gibt: {}</translation>
    </message>
    <message>
        <source>the queue was paused, because pictures cannot be saved: {}</source>
        <translation>die Warteschlange wurde angehalten, weil Bilder nicht gespeichert werden können: {}</translation>
    </message>
    <message>
        <source>the queue is not kept over the end of the program: {}</source>
        <translation>die Warteschlange bleibt über das Programmende hinaus nicht erhalten: {}</translation>
    </message>
    <message>
        <source>cannot make this folder</source>
        <translation>dieser Ordner kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>another Sfumato has the queue in {} open</source>
        <translation>ein anderes Sfumato hat die Warteschlange in {} geöffnet</translation>
    </message>
    <message>
        <source>the picture is begun anew: {}</source>
        <translation>das Bild wird neu begonnen: {}</translation>
    </message>
    <message>
        <source>{}: this format takes no picture of {}x{}</source>
        <translation>{}: dieses Format fasst kein Bild von {}x{}</translation>
    </message>
    <message>
        <source>the built-in model is missing; looked for it in {} (the environment variable SFUMATO_RESOURCES names another folder that holds builtin-model/)</source>
        <translation>das eingebaute Modell fehlt; gesucht in {} (die Umgebungsvariable SFUMATO_RESOURCES nennt einen anderen Ordner, der builtin-model/ enthält)</translation>
    </message>
    <message>
        <source>the model was changed meanwhile; the picture was begun anew</source>
        <translation>das Modell wurde inzwischen geändert; das Bild wurde neu begonnen</translation>
    </message>
    <message>
        <source>the model differs from that of the recipe: its SHA-256 is {}, not {}</source>
        <translation>das Modell weicht von dem des Rezepts ab: SHA-256 ist {}, nicht {}</translation>
    </message>
    <message>
        <source>size {}x{} was rounded to {}x{}: this model needs multiples of {}</source>
        <translation>die Größe {}x{} wurde auf {}x{} gerundet: dieses Modell braucht Vielfache von {}</translation>
    </message>
    <message>
        <source>the recipe starts from an image, but none was given</source>
        <translation>das Rezept geht von einem Bild aus, aber es wurde keines angegeben</translation>
    </message>
    <message>
        <source>clip skip is {}, expected 1 to {} for this model</source>
        <translation>Clip-Skip ist {}, erwartet: 1 bis {} für dieses Modell</translation>
    </message>
    <message>
        <source>the fork leaves its picture after step {}, which that has not</source>
        <translation>die Abzweigung verlässt ihr Bild nach Schritt {}, den es nicht hat</translation>
    </message>
    <message>
        <source>a fork keeps sampler, schedule, steps and size of the picture it leaves: {}</source>
        <translation>eine Abzweigung behält Sampler, Schedule, Schritte und Größe des Bildes, von dem sie ausgeht: {}</translation>
    </message>
    <message>
        <source>the picture was begun anew: {}</source>
        <translation>das Bild wurde neu begonnen: {}</translation>
    </message>
    <message>
        <source>the VAE {} in tiles of {} pixels: the whole picture does not fit into memory or the device&apos;s limits</source>
        <translation>das VAE hat das Bild in Kacheln von {1} Pixeln {0}: das ganze Bild passt nicht in den Speicher oder in die Grenzen des Geräts</translation>
    </message>
    <message>
        <source>kept state of a picture: {}</source>
        <translation>Zwischenstand eines Bildes: {}</translation>
    </message>
    <message>
        <source>kept state of a picture: {} values for latents of {}x{}x{}</source>
        <translation>Zwischenstand eines Bildes: {} Werte für Latents von {}x{}x{}</translation>
    </message>
    <message>
        <source>its latents are not of one size</source>
        <translation>seine Latents sind nicht von einer Größe</translation>
    </message>
    <message>
        <source>it holds values that are not finite</source>
        <translation>er enthält Werte, die nicht endlich sind</translation>
    </message>
    <message>
        <source>its fields do not add up to its length</source>
        <translation>seine Felder ergeben zusammen nicht seine Länge</translation>
    </message>
    <message>
        <source>this is none</source>
        <translation>dies ist keiner</translation>
    </message>
    <message>
        <source>kept state of a picture: version {}, this program reads up to {}</source>
        <translation>Zwischenstand eines Bildes: Version {}, dieses Programm liest bis {}</translation>
    </message>
    <message>
        <source>it has no version that was ever written</source>
        <translation>er hat eine Version, die nie geschrieben wurde</translation>
    </message>
    <message>
        <source>kept state of a picture: {} bytes follow its header, expected {}</source>
        <translation>Zwischenstand eines Bildes: {} Byte folgen dem Kopf, erwartet: {}</translation>
    </message>
    <message>
        <source>its checksum is wrong</source>
        <translation>seine Prüfsumme ist falsch</translation>
    </message>
    <message>
        <source>hires size is {}x{}, expected at least that of the first pass, {}x{}</source>
        <translation>die Hires-Größe ist {}x{}, erwartet: mindestens die des ersten Durchgangs, {}x{}</translation>
    </message>
    <message>
        <source>the recipe has a mask, but none was given</source>
        <translation>das Rezept hat eine Maske, aber es wurde keine angegeben</translation>
    </message>
    <message>
        <source>the mask is {}x{}, the initial image {}x{}: the mask was scaled</source>
        <translation>die Maske ist {}x{}, das Ausgangsbild {}x{}: die Maske wurde skaliert</translation>
    </message>
    <message>
        <source>nothing is masked: the initial image has no transparent part</source>
        <translation>nichts ist maskiert: das Ausgangsbild hat keinen durchsichtigen Teil</translation>
    </message>
    <message>
        <source>the mask is empty: nothing would be painted anew (white is painted, black stays)</source>
        <translation>die Maske ist leer: nichts würde neu gemalt (Weiß wird gemalt, Schwarz bleibt)</translation>
    </message>
    <message>
        <source>the mask is too faint: no pixel of it is masked by half or more</source>
        <translation>die Maske ist zu schwach: kein Pixel ist mindestens zur Hälfte maskiert</translation>
    </message>
    <message>
        <source>{}: &lt;{}:{}&gt; has no effect: networks of this kind are not supported yet</source>
        <translation>{}: &lt;{}:{}&gt; bleibt ohne Wirkung: Netze dieser Art werden noch nicht unterstützt</translation>
    </message>
    <message>
        <source>the &quot;:{}&quot; that ends the prompt is read as the weight of all of it</source>
        <translation>das „:{}“ am Ende des Prompts wird als Gewicht des ganzen gelesen</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>negativer Prompt</translation>
    </message>
    <message>
        <source>the {} gave {} at element {} of {}</source>
        <translation>{}: ergab {} bei Element {} von {}</translation>
    </message>
    <message>
        <source>{}: the text encoder knows {} tokens, the vocabulary found has {}</source>
        <translation>{}: der Text-Encoder kennt {} Token, das gefundene Vokabular hat {}</translation>
    </message>
    <message>
        <source>U-Net&apos;s view of the text</source>
        <translation>Blick des U-Net auf den Text</translation>
    </message>
    <message>
        <source>U-Net&apos;s time embedding</source>
        <translation>Zeiteinbettung des U-Net</translation>
    </message>
    <message>
        <source>prompt and negative prompt run one after the other: together they do not fit into memory</source>
        <translation>Prompt und negativer Prompt laufen nacheinander: zusammen passen sie nicht in den Speicher</translation>
    </message>
    <message>
        <source>with tiles of {} pixels</source>
        <translation>mit Kacheln von {} Pixeln</translation>
    </message>
    <message>
        <source>VAE decoder</source>
        <translation>VAE-Decoder</translation>
    </message>
    <message>
        <source>VAE decoder (narrow part)</source>
        <translation>VAE-Decoder (schmaler Teil)</translation>
    </message>
    <message>
        <source>VAE decoder (tiles)</source>
        <translation>VAE-Decoder (Kacheln)</translation>
    </message>
    <message>
        <source>VAE decoder {}x{}</source>
        <translation>VAE-Decoder {}x{}</translation>
    </message>
    <message>
        <source>VAE encoder</source>
        <translation>VAE-Encoder</translation>
    </message>
    <message>
        <source>VAE encoder (tiles)</source>
        <translation>VAE-Encoder (Kacheln)</translation>
    </message>
    <message>
        <source>VAE encoder (narrow part)</source>
        <translation>VAE-Encoder (schmaler Teil)</translation>
    </message>
    <message>
        <source>VAE encoder {}x{}</source>
        <translation>VAE-Encoder {}x{}</translation>
    </message>
    <message>
        <source>its sampler is {}, not {}</source>
        <translation>sein Sampler ist {}, nicht {}</translation>
    </message>
    <message>
        <source>it is of another pass</source>
        <translation>er gehört zu einem anderen Durchgang</translation>
    </message>
    <message>
        <source>its latents are {}x{}x{}, not {}x{}x{}</source>
        <translation>seine Latents sind {}x{}x{}, nicht {}x{}x{}</translation>
    </message>
    <message>
        <source>its noise levels are others</source>
        <translation>seine Rauschstufen sind andere</translation>
    </message>
    <message>
        <source>it is of another recipe</source>
        <translation>er gehört zu einem anderen Rezept</translation>
    </message>
    <message>
        <source>the kept state does not belong to this picture, which was begun anew: {}</source>
        <translation>der Zwischenstand gehört nicht zu diesem Bild, das neu begonnen wurde: {}</translation>
    </message>
    <message>
        <source>begun on {} and gone on with on {}: last digits may differ from a picture made on one device</source>
        <translation>auf {} begonnen und auf {} fortgesetzt: letzte Ziffern können von einem Bild abweichen, das auf einem Gerät entstand</translation>
    </message>
    <message>
        <source>{}: needs {} bytes of push constants, {} has {}</source>
        <translation>{}: braucht {} Byte Push-Konstanten, {} hat {}</translation>
    </message>
    <message>
        <source>{}: needs {} workgroups in one dimension, {} allows {}</source>
        <translation>{}: braucht {} Arbeitsgruppen in einer Dimension, {} erlaubt {}</translation>
    </message>
    <message>
        <source>{}: keeps activations as f16, but {} has no 16-bit storage</source>
        <translation>{}: speichert Zwischenergebnisse als f16, aber {} hat keinen 16-Bit-Speicherzugriff</translation>
    </message>
    <message>
        <source>{}: op {} has no shader</source>
        <translation>{}: die Operation {} hat keinen Shader</translation>
    </message>
    <message>
        <source>cannot create a command pool</source>
        <translation>Befehlsvorrat kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot allocate a command buffer</source>
        <translation>Befehlspuffer kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot begin a command buffer</source>
        <translation>Befehlspuffer kann nicht begonnen werden</translation>
    </message>
    <message>
        <source>cannot finish a command buffer</source>
        <translation>Befehlspuffer kann nicht beendet werden</translation>
    </message>
    <message>
        <source>cannot reset a command pool</source>
        <translation>Befehlsvorrat kann nicht zurückgesetzt werden</translation>
    </message>
    <message>
        <source>device {}: {} cannot be used: {}</source>
        <translation>Gerät {}: {} ist nicht benutzbar: {}</translation>
    </message>
    <message>
        <source>no Vulkan device was found: {}</source>
        <translation>kein Vulkan-Gerät gefunden: {}</translation>
    </message>
    <message>
        <source>no Vulkan device can be used; device 0: {}: {}</source>
        <translation>kein Vulkan-Gerät ist benutzbar; Gerät 0: {}: {}</translation>
    </message>
    <message>
        <source>no Vulkan device &apos;{}&apos;; there is {}</source>
        <translation>kein Vulkan-Gerät „{}“; vorhanden: {}</translation>
    </message>
    <message>
        <source>it has no compute queue</source>
        <translation>es hat keine Warteschlange für Berechnungen</translation>
    </message>
    <message>
        <source>it lacks the feature bufferDeviceAddress</source>
        <translation>ihm fehlt die Fähigkeit bufferDeviceAddress</translation>
    </message>
    <message>
        <source>it lacks the feature timelineSemaphore</source>
        <translation>ihm fehlt die Fähigkeit timelineSemaphore</translation>
    </message>
    <message>
        <source>it lacks the feature scalarBlockLayout</source>
        <translation>ihm fehlt die Fähigkeit scalarBlockLayout</translation>
    </message>
    <message>
        <source>its driver has Vulkan {}, expected at least 1.2</source>
        <translation>sein Treiber hat Vulkan {}, erwartet: mindestens 1.2</translation>
    </message>
    <message>
        <source>cannot list devices</source>
        <translation>Geräte können nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>cannot open device {}: {}</source>
        <translation>Gerät {} kann nicht geöffnet werden: {}</translation>
    </message>
    <message>
        <source>install a Vulkan driver: the Debian package mesa-vulkan-drivers has those for AMD, Intel and the processor itself, nvidia-driver the one for NVIDIA</source>
        <translation>einen Vulkan-Treiber installieren: das Debian-Paket mesa-vulkan-drivers hat die für AMD, Intel und den Prozessor selbst, nvidia-driver den für NVIDIA</translation>
    </message>
    <message>
        <source>(no text)</source>
        <translation>(kein Text)</translation>
    </message>
    <message>
        <source>the Vulkan loader libvulkan.so.1 was not found: install the Debian package libvulkan1, and {}</source>
        <translation>der Vulkan-Lader libvulkan.so.1 wurde nicht gefunden: das Debian-Paket libvulkan1 installieren und {}</translation>
    </message>
    <message>
        <source>the Vulkan loader is version {}.{}, expected at least 1.2: update libvulkan1</source>
        <translation>der Vulkan-Lader hat die Version {}.{}, erwartet: mindestens 1.2: libvulkan1 aktualisieren</translation>
    </message>
    <message>
        <source>Vulkan validation was asked for, but the layer {} is not installed: install the Debian package vulkan-validationlayers</source>
        <translation>Vulkan-Validierung ist verlangt, aber die Schicht {} ist nicht installiert: das Debian-Paket vulkan-validationlayers installieren</translation>
    </message>
    <message>
        <source>cannot create an instance</source>
        <translation>Instanz kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot listen to the validation layer</source>
        <translation>der Validierungsschicht kann nicht zugehört werden</translation>
    </message>
    <message>
        <source>the device allows {:.1f} MiB per allocation</source>
        <translation>das Gerät erlaubt {} MiB je Speicherblock</translation>
    </message>
    <message>
        <source>cannot allocate {} bytes of {} memory for {}</source>
        <translation>{} Byte Speicher ({}) können nicht belegt werden: {}</translation>
    </message>
    <message>
        <source>{}: cannot allocate {:.1f} MiB of {} memory for {} from heap {} ({:.0f} MiB): {}; {:.1f} MiB are in use here</source>
        <translation>{}: {} MiB Speicher ({}) können nicht belegt werden für {}, Heap {} ({} MiB): {}; {} MiB sind hier in Gebrauch</translation>
    </message>
    <message>
        <source>cannot create a pipeline cache</source>
        <translation>Pipeline-Cache kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot create a pipeline layout</source>
        <translation>Pipeline-Layout kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot load shader {}</source>
        <translation>Shader {} kann nicht geladen werden</translation>
    </message>
    <message>
        <source>cannot compile shader {}</source>
        <translation>Shader {} kann nicht übersetzt werden</translation>
    </message>
    <message>
        <source>{}: cannot profile: its compute queue has no timestamps</source>
        <translation>{}: kann nicht gemessen werden: seine Warteschlange für Berechnungen hat keine Zeitstempel</translation>
    </message>
    <message>
        <source>cannot create a query pool</source>
        <translation>Abfragevorrat kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot read timestamps</source>
        <translation>Zeitstempel können nicht gelesen werden</translation>
    </message>
    <message>
        <source>an unnamed VkResult</source>
        <translation>ein VkResult ohne Namen</translation>
    </message>
    <message>
        <source>Vulkan: {}: {} ({})</source>
        <translation>Vulkan: {}: {} ({})</translation>
    </message>
    <message>
        <source>cannot create a timeline semaphore</source>
        <translation>Zeitleisten-Semaphor kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>{}: the device was lost</source>
        <translation>{}: das Gerät ging verloren</translation>
    </message>
    <message>
        <source>{}: the device was lost (simulated after {} submits)</source>
        <translation>{}: das Gerät ging verloren (nachgestellt nach {} Einreichungen)</translation>
    </message>
    <message>
        <source>cannot submit work</source>
        <translation>Arbeit kann nicht eingereicht werden</translation>
    </message>
    <message>
        <source>waiting for the device</source>
        <translation>Warten auf das Gerät</translation>
    </message>
    <message>
        <source>contact sheet: {} pictures in {} columns and {} rows</source>
        <translation>Kontaktbogen: {} Bilder in {} Spalten und {} Zeilen</translation>
    </message>
    <message>
        <source>the contact sheet would be {}x{} pixels, at most {} are drawn</source>
        <translation>der Kontaktbogen wäre {}x{} Pixel groß, höchstens {} werden gezeichnet</translation>
    </message>
    <message>
        <source>{}: not enough memory</source>
        <translation>{}: Speicher reicht nicht</translation>
    </message>
    <message>
        <source>scaling the picture</source>
        <translation>Skalieren des Bildes</translation>
    </message>
    <message>
        <source>the image&apos;s size is {}x{}, expected at least 1x1</source>
        <translation>das Bild ist {}x{} groß, erwartet: mindestens 1x1</translation>
    </message>
    <message>
        <source>the image&apos;s size is {}x{}, expected at most {} a side and {} pixels</source>
        <translation>das Bild ist {}x{} groß, erwartet: höchstens {} je Seite und {} Pixel</translation>
    </message>
    <message>
        <source>the file is empty, expected an image</source>
        <translation>die Datei ist leer, erwartet: ein Bild</translation>
    </message>
    <message>
        <source>not an image of a known format (expected {})</source>
        <translation>kein Bild eines bekannten Formats (erwartet: {})</translation>
    </message>
    <message>
        <source>{}: not enough memory for this image</source>
        <translation>{}: Speicher reicht nicht für dieses Bild</translation>
    </message>
    <message>
        <source>{}: is {} bytes, expected an image of at most {}</source>
        <translation>{}: ist {} Byte groß, erwartet: ein Bild von höchstens {}</translation>
    </message>
    <message>
        <source>the grown frame is {}x{}, expected at most {} a side and {} pixels</source>
        <translation>der erweiterte Rahmen ist {}x{}, erwartet: höchstens {} je Seite und {} Pixel</translation>
    </message>
    <message>
        <source>growing the frame</source>
        <translation>Erweitern des Rahmens</translation>
    </message>
    <message>
        <source>filling the masked part</source>
        <translation>Füllen des maskierten Teils</translation>
    </message>
    <message>
        <source>JPEG quality {}: expected 1 to 100</source>
        <translation>JPEG-Qualität {}: erwartet: 1 bis 100</translation>
    </message>
    <message>
        <source>a JPEG is at most {} pixels a side, found {}x{}; choose PNG</source>
        <translation>ein JPEG hat höchstens {} Pixel je Seite, gefunden: {}x{}; PNG wählen</translation>
    </message>
    <message>
        <source>a block of {} bytes does not fit into a JPEG, which takes {}</source>
        <translation>ein Block von {} Byte passt nicht in ein JPEG, das {} fasst</translation>
    </message>
    <message>
        <source>blurring the mask</source>
        <translation>Weichzeichnen der Maske</translation>
    </message>
    <message>
        <source>scaling the mask</source>
        <translation>Skalieren der Maske</translation>
    </message>
    <message>
        <source>the file is cut off</source>
        <translation>die Datei ist abgeschnitten</translation>
    </message>
    <message>
        <source>not enough memory for the PNG</source>
        <translation>Speicher reicht nicht für das PNG</translation>
    </message>
    <message>
        <source>PNG keyword &quot;{}&quot;: expected 1 to 79 Latin-1 characters</source>
        <translation>PNG-Schlüsselwort „{}“: erwartet: 1 bis 79 Latin-1-Zeichen</translation>
    </message>
    <message>
        <source>the text of PNG keyword &quot;{}&quot; contains a NUL character</source>
        <translation>der Text zum PNG-Schlüsselwort „{}“ enthält ein NUL-Zeichen</translation>
    </message>
    <message>
        <source>the text of PNG keyword &quot;{}&quot; is {} bytes, expected at most {}</source>
        <translation>der Text zum PNG-Schlüsselwort „{}“ ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>cannot start libpng</source>
        <translation>libpng startet nicht</translation>
    </message>
    <message>
        <source>damaged PNG: {}</source>
        <translation>beschädigtes PNG: {}</translation>
    </message>
    <message>
        <source>damaged PNG: {} bytes cannot hold {}x{} pixels</source>
        <translation>beschädigtes PNG: {} Byte können keine {}x{} Pixel enthalten</translation>
    </message>
    <message>
        <source>the PNG is cut off in a chunk header at byte {}</source>
        <translation>das PNG ist in einem Blockkopf bei Byte {} abgeschnitten</translation>
    </message>
    <message>
        <source>the PNG is cut off: a chunk at byte {} says it has {} bytes</source>
        <translation>das PNG ist abgeschnitten: ein Block bei Byte {} gibt {} Byte an</translation>
    </message>
    <message>
        <source>a PNG chunk at byte {} is damaged: its CRC is {:08x}, expected {:08x}</source>
        <translation>ein PNG-Block bei Byte {} ist beschädigt: seine CRC ist {}, erwartet: {}</translation>
    </message>
    <message>
        <source>cannot start zlib</source>
        <translation>zlib startet nicht</translation>
    </message>
    <message>
        <source>unpacks to more than {} bytes</source>
        <translation>entpackt sich zu mehr als {} Byte</translation>
    </message>
    <message>
        <source>its compressed text is damaged</source>
        <translation>der gepackte Text darin ist beschädigt</translation>
    </message>
    <message>
        <source>it ends before its compression flag</source>
        <translation>er endet vor der Angabe der Packung</translation>
    </message>
    <message>
        <source>it ends before its text</source>
        <translation>er endet vor dem Text</translation>
    </message>
    <message>
        <source>its compression is {}/{}, expected 0 or 1/0</source>
        <translation>seine Packung ist {}/{}, erwartet: 0 oder 1/0</translation>
    </message>
    <message>
        <source>its keyword is missing, empty or longer than 79 bytes</source>
        <translation>das Schlüsselwort fehlt, ist leer oder länger als 79 Byte</translation>
    </message>
    <message>
        <source>its compression method is unknown, expected 0</source>
        <translation>das Packverfahren ist unbekannt, erwartet: 0</translation>
    </message>
    <message>
        <source>not a PNG: its first 8 bytes are not the signature</source>
        <translation>kein PNG: die ersten 8 Byte sind nicht seine Kennung</translation>
    </message>
    <message>
        <source>the PNG is cut off: it has no IEND chunk</source>
        <translation>das PNG ist abgeschnitten: es hat keinen IEND-Block</translation>
    </message>
    <message>
        <source>the PNG has more than {} text chunks</source>
        <translation>das PNG hat mehr als {} Textblöcke</translation>
    </message>
    <message>
        <source>the {} chunk at byte {} is {} bytes, expected at most {}</source>
        <translation>der Block {} bei Byte {} ist {} Byte groß, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>cannot scale an image to {}x{}, expected 1 to {} a side and at most {} pixels</source>
        <translation>ein Bild kann nicht auf {}x{} skaliert werden, erwartet: 1 bis {} je Seite und höchstens {} Pixel</translation>
    </message>
    <message>
        <source>not enough memory to scale an image to {}x{}</source>
        <translation>Speicher reicht nicht, um ein Bild auf {}x{} zu skalieren</translation>
    </message>
    <message>
        <source>the file is {} bytes, expected at most {}</source>
        <translation>die Datei ist {} Byte groß, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>damaged header: {}</source>
        <translation>beschädigter Kopf: {}</translation>
    </message>
    <message>
        <source>the image&apos;s size is {}x{}</source>
        <translation>das Bild ist {}x{} groß</translation>
    </message>
    <message>
        <source>the file is cut off or damaged: {} bytes cannot hold {}x{} pixels</source>
        <translation>die Datei ist abgeschnitten oder beschädigt: {} Byte können keine {}x{} Pixel enthalten</translation>
    </message>
    <message>
        <source>damaged image: {}</source>
        <translation>beschädigtes Bild: {}</translation>
    </message>
    <message>
        <source>damaged JPEG: a Huffman table before byte {} is malformed</source>
        <translation>beschädigtes JPEG: eine Huffman-Tabelle vor Byte {} ist fehlerhaft</translation>
    </message>
    <message>
        <source>the JPEG is cut off: its end marker is missing</source>
        <translation>das JPEG ist abgeschnitten: seine Endmarke fehlt</translation>
    </message>
    <message>
        <source>the BMP is cut off in its header</source>
        <translation>das BMP ist in seinem Kopf abgeschnitten</translation>
    </message>
    <message>
        <source>the BMP is cut off: {}x{} pixels of {} bits need {} bytes, found {}</source>
        <translation>das BMP ist abgeschnitten: {}x{} Pixel zu {} Bit brauchen {} Byte, gefunden: {}</translation>
    </message>
    <message>
        <source>the JPEG is cut off: {} bytes</source>
        <translation>das JPEG ist abgeschnitten: {} Byte</translation>
    </message>
    <message>
        <source>damaged WebP header (libwebp status {})</source>
        <translation>beschädigter WebP-Kopf (libwebp-Status {})</translation>
    </message>
    <message>
        <source>this WebP is an animation, expected a picture</source>
        <translation>dieses WebP ist eine Animation, erwartet: ein Bild</translation>
    </message>
    <message>
        <source>the WebP is cut off or damaged</source>
        <translation>das WebP ist abgeschnitten oder beschädigt</translation>
    </message>
    <message>
        <source>this build of Sfumato reads no WebP (libwebp was absent when it was built)</source>
        <translation>dieser Bau von Sfumato liest kein WebP (libwebp fehlte beim Bauen)</translation>
    </message>
    <message>
        <source>this program was built without libwebp, so it cannot write WebP</source>
        <translation>dieses Programm wurde ohne libwebp gebaut und kann kein WebP schreiben</translation>
    </message>
    <message>
        <source>not enough memory for the WebP</source>
        <translation>Speicher reicht nicht für das WebP</translation>
    </message>
    <message>
        <source>WebP quality {}: expected 1 to 100, or 0 for lossless</source>
        <translation>WebP-Qualität {}: erwartet: 1 bis 100 oder 0 für verlustfrei</translation>
    </message>
    <message>
        <source>a WebP is at most {} pixels a side, found {}x{}; choose PNG</source>
        <translation>ein WebP hat höchstens {} Pixel je Seite, gefunden: {}x{}; PNG wählen</translation>
    </message>
    <message>
        <source>clip skip is {}, expected 1 to {} for this text encoder</source>
        <translation>Clip-Skip ist {}, erwartet: 1 bis {} für diesen Text-Encoder</translation>
    </message>
    <message>
        <source>{} tokens given, the text encoder has {} positions</source>
        <translation>{} Token angegeben, der Text-Encoder hat {} Plätze</translation>
    </message>
    <message>
        <source>{}: tensor {} is missing (needed by {})</source>
        <translation>{}: Tensor {} fehlt (gebraucht von {})</translation>
    </message>
    <message>
        <source>{}: more output_blocks than input_blocks</source>
        <translation>{}: mehr output_blocks als input_blocks</translation>
    </message>
    <message>
        <source>{}: {} output_blocks are missing (there are as many as input_blocks)</source>
        <translation>{}: {} output_blocks fehlen (es gibt so viele wie input_blocks)</translation>
    </message>
    <message>
        <source>a prompt holds the control character 0x1f, which no template may hold</source>
        <translation>ein Prompt enthält das Steuerzeichen 0x1f, das keine Vorlage enthalten darf</translation>
    </message>
    <message>
        <source>{}: expected a name that ends in .csv, .tsv, .jsonl or .txt</source>
        <translation>{}: erwartet: ein Name, der auf .csv, .tsv, .jsonl oder .txt endet</translation>
    </message>
    <message>
        <source>{}: {} prompts, expected at most {}</source>
        <translation>{}: {} Prompts, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>this makes {} pictures, at most {} are made at once: choose a smaller count</source>
        <translation>dies ergibt {} Bilder, höchstens {} entstehen auf einmal: eine kleinere Anzahl wählen</translation>
    </message>
    <message>
        <source>more than 2^64</source>
        <translation>mehr als 2^64</translation>
    </message>
    <message>
        <source>the prompt</source>
        <translation>der Prompt</translation>
    </message>
    <message>
        <source>{}, prompt {}</source>
        <translation>{}, Prompt {}</translation>
    </message>
    <message>
        <source>a prompt matrix is made of one prompt, not of {}</source>
        <translation>eine Prompt-Matrix entsteht aus einem Prompt, nicht aus {}</translation>
    </message>
    <message>
        <source>a grid is made of one recipe, not of {}</source>
        <translation>ein Gitter entsteht aus einem Rezept, nicht aus {}</translation>
    </message>
    <message>
        <source>{}: no recipe is in this file</source>
        <translation>{}: in dieser Datei ist kein Rezept</translation>
    </message>
    <message>
        <source>{}, line {}, column {}: {}</source>
        <translation>{}, Zeile {}, Spalte {}: {}</translation>
    </message>
    <message>
        <source>more than {} columns</source>
        <translation>mehr als {} Spalten</translation>
    </message>
    <message>
        <source>a quote in a cell that does not begin with one; such a cell is written in quotes, with quotes inside doubled</source>
        <translation>ein Anführungszeichen in einer Zelle, die nicht damit beginnt; eine solche Zelle gehört in Anführungszeichen, die darin verdoppelt werden</translation>
    </message>
    <message>
        <source>the quote that opens here is never closed</source>
        <translation>das Anführungszeichen, das hier öffnet, wird nie geschlossen</translation>
    </message>
    <message>
        <source>text behind the closing quote of a cell</source>
        <translation>Text hinter dem schließenden Anführungszeichen einer Zelle</translation>
    </message>
    <message>
        <source>the dynamic prompt is too large: more than {} parts to look at</source>
        <translation>der dynamische Prompt ist zu groß: mehr als {} Teile</translation>
    </message>
    <message>
        <source>wildcards refer to themselves: {}__{}__{}</source>
        <translation>Platzhalter verweisen auf sich selbst: {}__{}__{}</translation>
    </message>
    <message>
        <source> (in {})</source>
        <translation> (in {})</translation>
    </message>
    <message>
        <source>wildcards are nested deeper than {} levels, at __{}__</source>
        <translation>Platzhalter sind tiefer als {} Ebenen verschachtelt, bei __{}__</translation>
    </message>
    <message>
        <source>the variable {} refers to itself</source>
        <translation>die Variable {} verweist auf sich selbst</translation>
    </message>
    <message>
        <source>from memory</source>
        <translation>aus dem Arbeitsspeicher</translation>
    </message>
    <message>
        <source>the variable {0} is used but not set; ${{{0}=value}} before it sets it, ${{{0}:value}} gives it a default</source>
        <translation>die Variable {0} wird verwendet, aber nicht gesetzt; ${{{0}=Wert}} davor setzt sie, ${{{0}:Wert}} gibt ihr einen Vorgabewert</translation>
    </message>
    <message>
        <source>the dynamic prompt gives a prompt of more than {} bytes</source>
        <translation>der dynamische Prompt ergibt einen Prompt von mehr als {} Byte</translation>
    </message>
    <message>
        <source>{} prompts are asked for, at most {} are made at once</source>
        <translation>{} Prompts sind verlangt, höchstens {} entstehen auf einmal</translation>
    </message>
    <message>
        <source>the {} prompts would take more than {} MiB</source>
        <translation>die {} Prompts bräuchten mehr als {} MiB</translation>
    </message>
    <message>
        <source>dynamic prompt, line {}, column {}: {}</source>
        <translation>dynamischer Prompt, Zeile {}, Spalte {}: {}</translation>
    </message>
    <message>
        <source>nested deeper than {} levels</source>
        <translation>tiefer als {} Ebenen verschachtelt</translation>
    </message>
    <message>
        <source>{} to {} values: the first number must not be the larger</source>
        <translation>{} bis {} Werte: die erste Zahl darf nicht die größere sein</translation>
    </message>
    <message>
        <source>&quot;{}&quot; is no weight, expected a number from 0 to 1e12</source>
        <translation>„{}“ ist kein Gewicht, erwartet: eine Zahl von 0 bis 1e12</translation>
    </message>
    <message>
        <source>the {{ that opens here is never closed</source>
        <translation>die {{, die hier öffnet, wird nie geschlossen</translation>
    </message>
    <message>
        <source>a variable&apos;s name is expected behind ${{</source>
        <translation>hinter ${{ wird der Name einer Variablen erwartet</translation>
    </message>
    <message>
        <source>the variable {} is not closed with }}</source>
        <translation>die Variable {} wird nicht mit }} geschlossen</translation>
    </message>
    <message>
        <source>a wrap is written %{{before ... behind$$inside}}</source>
        <translation>eine Hülle wird so geschrieben: %{{davor ... dahinter$$innen}}</translation>
    </message>
    <message>
        <source>the wrap that opens here is never closed</source>
        <translation>die Hülle, die hier öffnet, wird nie geschlossen</translation>
    </message>
    <message>
        <source>__{}(...) must end in __</source>
        <translation>__{}(...) muss mit __ enden</translation>
    </message>
    <message>
        <source>the values that __{} is given are never closed</source>
        <translation>die Werte für __{} werden nie geschlossen</translation>
    </message>
    <message>
        <source>the dynamic prompt is {} bytes long, expected at most {}</source>
        <translation>der dynamische Prompt ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>the prompt matrix has {} parts that go on and off, expected at most {}</source>
        <translation>die Prompt-Matrix hat {} wechselnde Teile, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>found &quot;{}&quot;, expected {}</source>
        <translation>gefunden: „{}“, erwartet: {}</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>found &quot;{}&quot;, expected cpu or philox</source>
        <translation>gefunden: „{}“, erwartet: cpu oder philox</translation>
    </message>
    <message>
        <source>found &quot;{}&quot;, expected original, no_norm, ignore or none</source>
        <translation>gefunden: „{}“, erwartet: original, no_norm, ignore oder none</translation>
    </message>
    <message>
        <source>found &quot;{}&quot;, expected WIDTHxHEIGHT</source>
        <translation>gefunden: „{}“, erwartet: BREITExHÖHE</translation>
    </message>
    <message>
        <source>found &quot;{}&quot;, expected true or false</source>
        <translation>gefunden: „{}“, erwartet: true oder false</translation>
    </message>
    <message>
        <source> or {}</source>
        <translation> oder {}</translation>
    </message>
    <message>
        <source>&quot;{}&quot; is no field of a recipe; did you mean {}?</source>
        <translation>„{}“ ist kein Feld eines Rezepts; gemeint: {}?</translation>
    </message>
    <message>
        <source>&quot;{}&quot; is no field of a recipe, expected one of {}</source>
        <translation>„{}“ ist kein Feld eines Rezepts, erwartet: eines von {}</translation>
    </message>
    <message>
        <source>axis {}: a quote is never closed</source>
        <translation>Achse {}: ein Anführungszeichen wird nie geschlossen</translation>
    </message>
    <message>
        <source>axis {}: text behind the closing quote of &quot;{}&quot;</source>
        <translation>Achse {}: Text hinter dem schließenden Anführungszeichen von „{}“</translation>
    </message>
    <message>
        <source>axis {}: more than {} values</source>
        <translation>Achse {}: mehr als {} Werte</translation>
    </message>
    <message>
        <source>axis {}: the range &quot;{}&quot; never gets to its end</source>
        <translation>Achse {}: der Bereich „{}“ erreicht sein Ende nie</translation>
    </message>
    <message>
        <source>axis {}: the range &quot;{}&quot; has more than {} values</source>
        <translation>Achse {}: der Bereich „{}“ hat mehr als {} Werte</translation>
    </message>
    <message>
        <source>&quot;{}&quot; is in neither prompt, so there is nothing to replace</source>
        <translation>„{}“ steht in keinem der Prompts, es gibt also nichts zu ersetzen</translation>
    </message>
    <message>
        <source>axis &quot;{}&quot;: expected FIELD=VALUES, such as cfg=4,6,8</source>
        <translation>Achse „{}“: erwartet: FELD=WERTE, etwa cfg=4,6,8</translation>
    </message>
    <message>
        <source>axis s/r: the first value is what is looked for, and it is empty</source>
        <translation>Achse s/r: der erste Wert ist das Gesuchte, und er ist leer</translation>
    </message>
    <message>
        <source>axis {}: {}</source>
        <translation>Achse {}: {}</translation>
    </message>
    <message>
        <source>{} axes, expected at most {}</source>
        <translation>{} Achsen, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>the grid has {} x {} x {} pictures, at most {} are allowed</source>
        <translation>das Gitter hat {} x {} x {} Bilder, höchstens {} sind erlaubt</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>eine Zeichenkette</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>eine endliche Zahl</translation>
    </message>
    <message>
        <source>an integer of 32 bits</source>
        <translation>eine ganze Zahl von 32 Bit</translation>
    </message>
    <message>
        <source>an integer from 0 to 18446744073709551615</source>
        <translation>eine ganze Zahl von 0 bis 18446744073709551615</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>&quot;original&quot;, &quot;no_norm&quot;, &quot;ignore&quot; or &quot;none&quot;</source>
        <translation>&quot;original&quot;, &quot;no_norm&quot;, &quot;ignore&quot; oder &quot;none&quot;</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>ein Objekt</translation>
    </message>
    <message>
        <source>recipe field {}{} is unknown here and was ignored</source>
        <translation>das Rezeptfeld {}{} ist hier unbekannt und wurde übergangen</translation>
    </message>
    <message>
        <source>recipe field {}{}: found {}, expected {}</source>
        <translation>Rezeptfeld {}{}: gefunden: {}, erwartet: {}</translation>
    </message>
    <message>
        <source>recipe JSON: found {}, expected an object</source>
        <translation>Rezept-JSON: gefunden: {}, erwartet: ein Objekt</translation>
    </message>
    <message>
        <source>this JSON is no Sfumato recipe: field {} is missing</source>
        <translation>dieses JSON ist kein Rezept von Sfumato: Feld {} fehlt</translation>
    </message>
    <message>
        <source>recipe field {}: found {}, expected a version from 1 to {}</source>
        <translation>Rezeptfeld {}: gefunden: {}, erwartet: eine Version von 1 bis {}</translation>
    </message>
    <message>
        <source>the recipe has version {}, written by a newer Sfumato; this one reads up to {}</source>
        <translation>das Rezept hat Version {}, geschrieben von einem neueren Sfumato; dieses liest bis {}</translation>
    </message>
    <message>
        <source>recipe field parent.recipe: missing, expected a recipe</source>
        <translation>Rezeptfeld parent.recipe: fehlt, erwartet: ein Rezept</translation>
    </message>
    <message>
        <source>recipe JSON is {} bytes long, expected at most {}</source>
        <translation>das Rezept-JSON ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>recipe JSON is nested deeper than {} levels</source>
        <translation>das Rezept-JSON ist tiefer als {} Ebenen verschachtelt</translation>
    </message>
    <message>
        <source>recipe is not valid JSON (or not UTF-8)</source>
        <translation>das Rezept ist kein gültiges JSON (oder kein UTF-8)</translation>
    </message>
    <message>
        <source>recipe: {}</source>
        <translation>Rezept: {}</translation>
    </message>
    <message>
        <source>{} is {} bytes long, at most {} are allowed</source>
        <translation>{}: ist {} Byte lang, höchstens {} sind erlaubt</translation>
    </message>
    <message>
        <source>{} is not valid UTF-8: byte 0x{:02x} at offset {}</source>
        <translation>{}: ist kein gültiges UTF-8: Byte 0x{} an Stelle {}</translation>
    </message>
    <message>
        <source>{} contains a NUL character at offset {}, which no text may hold</source>
        <translation>{}: enthält ein NUL-Zeichen an Stelle {}, das kein Text enthalten darf</translation>
    </message>
    <message>
        <source>{} is {}, expected {} to {}</source>
        <translation>{} ist {}, erwartet: {} bis {}</translation>
    </message>
    <message>
        <source>{} is {} characters long or not lower-case hexadecimal, expected {}</source>
        <translation>{}: ist {} Zeichen lang oder nicht hexadezimal in Kleinbuchstaben, erwartet: {}</translation>
    </message>
    <message>
        <source>64 hex digits (or 10 or 8 from other programs)</source>
        <translation>64 Hexziffern (oder 10 oder 8 von anderen Programmen)</translation>
    </message>
    <message>
        <source>64 hex digits</source>
        <translation>64 Hexziffern</translation>
    </message>
    <message>
        <source>size is {}x{} = {} pixels, at most {} are allowed</source>
        <translation>die Größe ist {}x{} = {} Pixel, höchstens {} sind erlaubt</translation>
    </message>
    <message>
        <source>the fork leaves its picture after step {}, expected 1 to {}</source>
        <translation>die Abzweigung verlässt ihr Bild nach Schritt {}, erwartet: 1 bis {}</translation>
    </message>
    <message>
        <source>the picture that is forked has no recipe of at most {} bytes</source>
        <translation>das Bild, von dem abgezweigt wird, hat kein Rezept von höchstens {} Byte</translation>
    </message>
    <message>
        <source>forks of forks go back further than {} pictures</source>
        <translation>Abzweigungen von Abzweigungen reichen weiter als {} Bilder zurück</translation>
    </message>
    <message>
        <source>init image path</source>
        <translation>Pfad des Ausgangsbilds</translation>
    </message>
    <message>
        <source>init image sha256</source>
        <translation>SHA-256 des Ausgangsbilds</translation>
    </message>
    <message>
        <source>strength is {}, expected more than 0 and at most 1</source>
        <translation>die Stärke ist {}, erwartet: mehr als 0 und höchstens 1</translation>
    </message>
    <message>
        <source>mask path</source>
        <translation>Pfad der Maske</translation>
    </message>
    <message>
        <source>mask sha256</source>
        <translation>SHA-256 der Maske</translation>
    </message>
    <message>
        <source>mask blur</source>
        <translation>Weichzeichnung der Maske</translation>
    </message>
    <message>
        <source>inpaint padding</source>
        <translation>Rand um den maskierten Bereich</translation>
    </message>
    <message>
        <source>outpaint left</source>
        <translation>Rahmen links</translation>
    </message>
    <message>
        <source>outpaint top</source>
        <translation>Rahmen oben</translation>
    </message>
    <message>
        <source>outpaint right</source>
        <translation>Rahmen rechts</translation>
    </message>
    <message>
        <source>outpaint bottom</source>
        <translation>Rahmen unten</translation>
    </message>
    <message>
        <source>nothing is masked: there is neither a mask nor a grown frame</source>
        <translation>nichts ist maskiert: es gibt weder eine Maske noch einen erweiterten Rahmen</translation>
    </message>
    <message>
        <source>hires scale is {}, expected 1 to {}</source>
        <translation>die Hires-Vergrößerung ist {}, erwartet: 1 bis {}</translation>
    </message>
    <message>
        <source>hires size is {}x{}, expected both sides or none</source>
        <translation>die Hires-Größe ist {}x{}, erwartet: beide Seiten oder keine</translation>
    </message>
    <message>
        <source>hires steps</source>
        <translation>Hires-Schritte</translation>
    </message>
    <message>
        <source>hires strength is {}, expected more than 0 and at most 1</source>
        <translation>die Hires-Stärke ist {}, erwartet: mehr als 0 und höchstens 1</translation>
    </message>
    <message>
        <source>prompt template</source>
        <translation>Vorlage des Prompts</translation>
    </message>
    <message>
        <source>negative template</source>
        <translation>Vorlage des negativen Prompts</translation>
    </message>
    <message>
        <source>model is empty, expected &quot;builtin&quot; or a path</source>
        <translation>das Modell ist leer, erwartet: „builtin“ oder ein Pfad</translation>
    </message>
    <message>
        <source>sampler is empty, expected a name such as euler</source>
        <translation>der Sampler ist leer, erwartet: ein Name wie euler</translation>
    </message>
    <message>
        <source>schedule is empty, expected a name such as normal</source>
        <translation>der Schedule ist leer, erwartet: ein Name wie normal</translation>
    </message>
    <message>
        <source>model hash</source>
        <translation>Hash des Modells</translation>
    </message>
    <message>
        <source>cfg scale</source>
        <translation>Prompttreue</translation>
    </message>
    <message>
        <source>clip skip</source>
        <translation>Clip-Skip</translation>
    </message>
    <message>
        <source>variation strength</source>
        <translation>Variationsstärke</translation>
    </message>
    <message>
        <source>a mask needs an initial image, but the recipe has none</source>
        <translation>eine Maske braucht ein Ausgangsbild, aber das Rezept hat keines</translation>
    </message>
    <message>
        <source>hires fix and a mask cannot be combined: the picture&apos;s size would change</source>
        <translation>Hires-Fix und eine Maske lassen sich nicht verbinden: die Größe des Bildes würde sich ändern</translation>
    </message>
    <message>
        <source>VAE tile for encoding</source>
        <translation>VAE-Kachel beim Kodieren</translation>
    </message>
    <message>
        <source>VAE tile for decoding</source>
        <translation>VAE-Kachel beim Dekodieren</translation>
    </message>
    <message>
        <source>found the columns &quot;{}&quot;, expected name, prompt and negative_prompt</source>
        <translation>gefunden: die Spalten „{}“, erwartet: name, prompt und negative_prompt</translation>
    </message>
    <message>
        <source>{} bytes, expected at most {}</source>
        <translation>{} Byte, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>{}: {} bytes, expected at most {}</source>
        <translation>{}: {} Byte, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>{}: byte {} is no UTF-8 text</source>
        <translation>{}: Byte {} ist kein UTF-8-Text</translation>
    </message>
    <message>
        <source>more than {} styles</source>
        <translation>mehr als {} Stile</translation>
    </message>
    <message>
        <source>the prompt with this style would be longer than {} bytes</source>
        <translation>der Prompt mit diesem Stil wäre länger als {} Byte</translation>
    </message>
    <message>
        <source>the row says how to start, but needs an initial image: column init</source>
        <translation>die Zeile sagt, wie zu beginnen ist, braucht aber ein Ausgangsbild: Spalte init</translation>
    </message>
    <message>
        <source>column {} is there twice</source>
        <translation>die Spalte {} kommt zweimal vor</translation>
    </message>
    <message>
        <source>{}: the table is empty, expected a first row of field names</source>
        <translation>{}: die Tabelle ist leer, erwartet: eine erste Zeile mit Feldnamen</translation>
    </message>
    <message>
        <source>{} cells in this row, the header has {}</source>
        <translation>{} Zellen in dieser Zeile, die Kopfzeile hat {}</translation>
    </message>
    <message>
        <source>more than {} rows</source>
        <translation>mehr als {} Zeilen</translation>
    </message>
    <message>
        <source>found {}, expected a text or a number</source>
        <translation>gefunden: {}, erwartet: ein Text oder eine Zahl</translation>
    </message>
    <message>
        <source>this is not valid JSON</source>
        <translation>dies ist kein gültiges JSON</translation>
    </message>
    <message>
        <source>found {}, expected an object</source>
        <translation>gefunden: {}, erwartet: ein Objekt</translation>
    </message>
    <message>
        <source>{}: {} bytes long, expected at most {}</source>
        <translation>{}: {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>not valid UTF-8: byte 0x{:02x}</source>
        <translation>kein gültiges UTF-8: Byte 0x{}</translation>
    </message>
    <message>
        <source>{}: no memory to read YAML</source>
        <translation>{}: kein Speicher, um YAML zu lesen</translation>
    </message>
    <message>
        <source>this cannot be read as YAML</source>
        <translation>dies kann nicht als YAML gelesen werden</translation>
    </message>
    <message>
        <source>aliases (*name) are not read here; write the values out</source>
        <translation>Verweise (*name) werden hier nicht gelesen; die Werte ausschreiben</translation>
    </message>
    <message>
        <source>a key is expected to be a text</source>
        <translation>als Schlüssel wird ein Text erwartet</translation>
    </message>
    <message>
        <source>a key is longer than {} bytes</source>
        <translation>ein Schlüssel ist länger als {} Byte</translation>
    </message>
    <message>
        <source>found a tree in a list of texts; a text that begins with {{ or holds &quot;: &quot; needs quotes</source>
        <translation>gefunden: ein Baum in einer Liste von Texten; ein Text, der mit {{ beginnt oder „: “ enthält, braucht Anführungszeichen</translation>
    </message>
    <message>
        <source>a value is {} bytes long, expected at most {}</source>
        <translation>ein Wert ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>more than {} values</source>
        <translation>mehr als {} Werte</translation>
    </message>
    <message>
        <source>{}: the list {} holds {}, expected texts</source>
        <translation>{}: die Liste {} enthält {}, erwartet: Texte</translation>
    </message>
    <message>
        <source>{}: a value of {} is {} bytes long, expected at most {}</source>
        <translation>{}: ein Wert von {} ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>{}, line {}: not valid UTF-8</source>
        <translation>{}, Zeile {}: kein gültiges UTF-8</translation>
    </message>
    <message>
        <source>{}: nested deeper than {} levels</source>
        <translation>{}: tiefer als {} Ebenen verschachtelt</translation>
    </message>
    <message>
        <source>{}, line {}, column {}: this is not valid JSON</source>
        <translation>{}, Zeile {}, Spalte {}: dies ist kein gültiges JSON</translation>
    </message>
    <message>
        <source>{}: this is not valid JSON</source>
        <translation>{}: dies ist kein gültiges JSON</translation>
    </message>
    <message>
        <source>no folder of wildcards is set</source>
        <translation>kein Platzhalterordner ist eingestellt</translation>
    </message>
    <message>
        <source>looked in {}</source>
        <translation>gesucht in {}</translation>
    </message>
    <message>
        <source>{}: a line is {} bytes long, expected at most {}</source>
        <translation>{}: eine Zeile ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>{}: more than {} values</source>
        <translation>{}: mehr als {} Werte</translation>
    </message>
    <message>
        <source>{}: the folder of wildcards does not exist</source>
        <translation>{}: den Platzhalterordner gibt es nicht</translation>
    </message>
    <message>
        <source>{}: more than {} files of wildcards</source>
        <translation>{}: mehr als {} Platzhalterdateien</translation>
    </message>
    <message>
        <source>{}: leads out of its folder</source>
        <translation>{}: führt aus seinem Ordner hinaus</translation>
    </message>
    <message>
        <source>{}: all wildcards together have more than {} values</source>
        <translation>{}: alle Platzhalter zusammen haben mehr als {} Werte</translation>
    </message>
    <message>
        <source>{}: the wildcard __{}__ is in {} already, which is used</source>
        <translation>{}: den Platzhalter __{}__ gibt es schon in {}, der verwendet wird</translation>
    </message>
    <message>
        <source>the wildcard __{}__ has no values ({})</source>
        <translation>der Platzhalter __{}__ hat keine Werte ({})</translation>
    </message>
    <message>
        <source>there is no wildcard __{}__; {}</source>
        <translation>es gibt keinen Platzhalter __{}__; {}</translation>
    </message>
    <message>
        <source>{}; did you mean {}?</source>
        <translation>{}; gemeint: {}?</translation>
    </message>
    <message>
        <source>{}; not read: {}</source>
        <translation>{}; nicht gelesen: {}</translation>
    </message>
    <message>
        <source>prediction_type is &quot;{}&quot;, expected &quot;epsilon&quot;, &quot;v_prediction&quot; or &quot;flow_prediction&quot;</source>
        <translation>prediction_type ist „{}“, erwartet: „epsilon“, „v_prediction“ oder „flow_prediction“</translation>
    </message>
    <message>
        <source>beta_schedule is &quot;{}&quot;, expected &quot;linear&quot; or &quot;scaled_linear&quot;</source>
        <translation>beta_schedule ist „{}“, erwartet: „linear“ oder „scaled_linear“</translation>
    </message>
    <message>
        <source>num_train_timesteps is {}, expected 2 to 1000000</source>
        <translation>num_train_timesteps ist {}, erwartet: 2 bis 1000000</translation>
    </message>
    <message>
        <source>beta_start is {} and beta_end is {}, expected 0 &lt; beta_start &lt;= beta_end &lt; 1</source>
        <translation>beta_start ist {} und beta_end ist {}, erwartet: 0 &lt; beta_start &lt;= beta_end &lt; 1</translation>
    </message>
    <message>
        <source>beta_start is {}, too small for single precision</source>
        <translation>beta_start ist {}, zu klein für einfache Genauigkeit</translation>
    </message>
    <message>
        <source>the kept state has latents of {} values, expected {}</source>
        <translation>der Zwischenstand hat Latents von {} Werten, erwartet: {}</translation>
    </message>
    <message>
        <source>the kept state is before step {}, expected at most {}</source>
        <translation>der Zwischenstand steht vor Schritt {}, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>the kept state has {} draws of noise in {} steps, expected at most two each</source>
        <translation>der Zwischenstand hat {} Ziehungen von Rauschen in {} Schritten, erwartet: höchstens zwei je Schritt</translation>
    </message>
    <message>
        <source>the kept state has {} latents and {} numbers of earlier steps, expected {} and {}</source>
        <translation>der Zwischenstand hat {} Latents und {} Zahlen früherer Schritte, erwartet: {} und {}</translation>
    </message>
    <message>
        <source>unknown sampler &quot;{:.64}&quot;, did you mean &quot;{}&quot;?</source>
        <translation>unbekannter Sampler „{}“; gemeint: „{}“?</translation>
    </message>
    <message>
        <source>steps is {} at strength {}, expected 1 to 10000 in all</source>
        <translation>Schritte: {} bei Stärke {}, erwartet: insgesamt 1 bis 10000</translation>
    </message>
    <message>
        <source>{}: the schedule has {} noise levels, expected at least 2</source>
        <translation>{}: der Schedule hat {} Rauschstufen, erwartet: mindestens 2</translation>
    </message>
    <message>
        <source>{}: noise level {} is {}, expected a positive number</source>
        <translation>{}: Rauschstufe {} ist {}, erwartet: eine positive Zahl</translation>
    </message>
    <message>
        <source>{}: noise level {} is {} after {}, expected less</source>
        <translation>{}: Rauschstufe {} ist {} nach {}, erwartet: weniger</translation>
    </message>
    <message>
        <source>dpm_adaptive: no step size is small enough at sigma {}</source>
        <translation>dpm_adaptive: keine Schrittweite ist klein genug bei Sigma {}</translation>
    </message>
    <message>
        <source>unknown schedule &quot;{:.64}&quot;, did you mean &quot;{}&quot;?</source>
        <translation>unbekannter Schedule „{}“; gemeint: „{}“?</translation>
    </message>
    <message>
        <source>steps is {}, expected 1 to {}</source>
        <translation>Schritte: {}, erwartet: 1 bis {}</translation>
    </message>
    <message>
        <source>steps / strength is {:.0f}, expected 1 to {}</source>
        <translation>Schritte / Stärke ist {}, erwartet: 1 bis {}</translation>
    </message>
    <message>
        <source>gallery index</source>
        <translation>Galerieverzeichnis</translation>
    </message>
    <message>
        <source>a picture has at most {} tags, found {}</source>
        <translation>ein Bild hat höchstens {} Schlagwörter, gefunden: {}</translation>
    </message>
    <message>
        <source>a tag is empty, expected a word</source>
        <translation>ein Schlagwort ist leer, erwartet: ein Wort</translation>
    </message>
    <message>
        <source>a tag is {} bytes, expected at most {}</source>
        <translation>ein Schlagwort ist {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>a tag is no plain text: it has control characters or is not UTF-8</source>
        <translation>ein Schlagwort ist kein reiner Text: es hat Steuerzeichen oder ist kein UTF-8</translation>
    </message>
    <message>
        <source>{}: another program of Sfumato changes this index; here it can only be read</source>
        <translation>{}: ein anderes Sfumato ändert dieses Verzeichnis; hier kann es nur gelesen werden</translation>
    </message>
    <message>
        <source>{}: the gallery does not have this picture</source>
        <translation>{}: die Galerie hat dieses Bild nicht</translation>
    </message>
    <message>
        <source>the gallery has no picture number {}</source>
        <translation>die Galerie hat kein Bild Nummer {}</translation>
    </message>
    <message>
        <source>{}: cannot be looked through: {}</source>
        <translation>{}: kann nicht durchgesehen werden: {}</translation>
    </message>
    <message>
        <source>picture number {} is not in the trash</source>
        <translation>Bild Nummer {} ist nicht im Papierkorb</translation>
    </message>
    <message>
        <source>the graph of {} nodes has no sampler that is known here</source>
        <translation>der Graph aus {} Knoten hat keinen hier bekannten Sampler</translation>
    </message>
    <message>
        <source>{} texts are combined in the graph; they were joined</source>
        <translation>{} Texte sind im Graphen kombiniert; sie wurden zusammengefügt</translation>
    </message>
    <message>
        <source>the sampler begins at step {}, which was ignored</source>
        <translation>der Sampler beginnt bei Schritt {}; das wurde übergangen</translation>
    </message>
    <message>
        <source>the LoRA &quot;{}&quot; was used and is ignored</source>
        <translation>das LoRA „{}“ wurde verwendet und wird übergangen</translation>
    </message>
    <message>
        <source>its first latent comes from another sampler or from {}, which was ignored</source>
        <translation>sein erstes Latent kommt von einem anderen Sampler oder aus {}; das wurde übergangen</translation>
    </message>
    <message>
        <source>parts of the graph have no counterpart here: {}</source>
        <translation>Teile des Graphen haben hier keine Entsprechung: {}</translation>
    </message>
    <message>
        <source>this is the graph as it is drawn, without the values it was run with</source>
        <translation>dies ist der Graph, wie er gezeichnet ist, ohne die Werte, mit denen er lief</translation>
    </message>
    <message>
        <source>another program is using it</source>
        <translation>ein anderes Programm benutzt sie</translation>
    </message>
    <message>
        <source>cannot move this damaged file aside</source>
        <translation>diese beschädigte Datei kann nicht beiseitegelegt werden</translation>
    </message>
    <message>
        <source>the database refused</source>
        <translation>die Datenbank lehnte ab</translation>
    </message>
    <message>
        <source>cannot make this file</source>
        <translation>diese Datei kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>cannot lock this file</source>
        <translation>diese Datei kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>{}: no memory for the database</source>
        <translation>{}: kein Speicher für die Datenbank</translation>
    </message>
    <message>
        <source>cannot open the {}</source>
        <translation>kann nicht geöffnet werden ({})</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>{}: the database is damaged: {}</source>
        <translation>{}: die Datenbank ist beschädigt: {}</translation>
    </message>
    <message>
        <source>{}: this is no {} of Sfumato: its application id is {}, expected {}</source>
        <translation>{}: gehört nicht Sfumato ({}): die Anwendungskennung ist {}, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: this {} is of a newer version of the program: {}, expected at most {}</source>
        <translation>{}: stammt von einer neueren Version des Programms ({}): {}, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>{}: this {} is of an older version: {}, expected {}</source>
        <translation>{}: stammt von einer älteren Version ({}): {}, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: another Sfumato is using this {}; it can be looked at, not changed</source>
        <translation>{}: ein anderes Sfumato benutzt dies ({}); Ansehen ist möglich, Ändern nicht</translation>
    </message>
    <message>
        <source>{}: there is no {} here</source>
        <translation>{}: hier fehlt: {}</translation>
    </message>
    <message>
        <source>{} It was kept as {}, and a new {} was begun.</source>
        <translation>{} Aufgehoben als {}; neu begonnen: {}.</translation>
    </message>
    <message>
        <source>the database refused a statement</source>
        <translation>die Datenbank lehnte eine Anweisung ab</translation>
    </message>
    <message>
        <source>the JSON is {} bytes, expected at most {}</source>
        <translation>das JSON ist {} Byte groß, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>the JSON is nested deeper than {} levels</source>
        <translation>das JSON ist tiefer als {} Ebenen verschachtelt</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>kein JSON</translation>
    </message>
    <message>
        <source>found {}, expected a JSON object</source>
        <translation>gefunden: {}, erwartet: ein JSON-Objekt</translation>
    </message>
    <message>
        <source>&quot;{}&quot; has no counterpart here and was ignored</source>
        <translation>„{}“ hat hier keine Entsprechung und wurde übergangen</translation>
    </message>
    <message>
        <source>{} more fields were ignored</source>
        <translation>{} weitere Felder wurden übergangen</translation>
    </message>
    <message>
        <source>expected a prompt in double quotes</source>
        <translation>erwartet: ein Prompt in doppelten Anführungszeichen</translation>
    </message>
    <message>
        <source>&quot;-{} {}&quot; has no counterpart here and was ignored</source>
        <translation>„-{} {}“ hat hier keine Entsprechung und wurde übergangen</translation>
    </message>
    <message>
        <source>&quot;sui_image_params&quot; is missing, expected an object</source>
        <translation>„sui_image_params“ fehlt, erwartet: ein Objekt</translation>
    </message>
    <message>
        <source>pictures whose texts contain &quot;red&quot; and &quot;apple&quot;</source>
        <translation>Bilder, deren Texte „red“ und „apple“ enthalten</translation>
    </message>
    <message>
        <source>the two words next to each other</source>
        <translation>die zwei Wörter nebeneinander</translation>
    </message>
    <message>
        <source>not this word; works in front of every term</source>
        <translation>dieses Wort nicht; geht vor jedem Begriff</translation>
    </message>
    <message>
        <source>only in the prompt, only in the negative prompt</source>
        <translation>nur im Prompt, nur im negativen Prompt</translation>
    </message>
    <message>
        <source>part of a name</source>
        <translation>Teil eines Namens</translation>
    </message>
    <message>
        <source>stars; also steps:, cfg:, width:, height:, bytes:</source>
        <translation>Sterne; auch steps:, cfg:, width:, height:, bytes:</translation>
    </message>
    <message>
        <source>this seed; a range is seed:10..20</source>
        <translation>dieser Seed; ein Bereich ist seed:10..20</translation>
    </message>
    <message>
        <source>marks; also is:unrated, is:img2img, is:missing, is:trashed</source>
        <translation>Markierungen; auch is:unrated, is:img2img, is:missing, is:trashed</translation>
    </message>
    <message>
        <source>when it was made: a year, month or day, today, yesterday, 7d</source>
        <translation>wann es entstand: ein Jahr, Monat oder Tag, today, yesterday, 7d</translation>
    </message>
    <message>
        <source>part of the path; whose metadata it is</source>
        <translation>Teil des Pfads; wessen Metadaten es sind</translation>
    </message>
    <message>
        <source>newest, oldest, rating, name, largest, model, seed</source>
        <translation>newest, oldest, rating, name, largest, model, seed</translation>
    </message>
    <message>
        <source>nothing is given after the colon</source>
        <translation>hinter dem Doppelpunkt steht nichts</translation>
    </message>
    <message>
        <source>{}:{} means nothing: {}</source>
        <translation>{}:{} bedeutet nichts: {}</translation>
    </message>
    <message>
        <source>expected a number such as 4, &gt;=4, &lt;4 or 2..4</source>
        <translation>erwartet: eine Zahl wie 4, &gt;=4, &lt;4 oder 2..4</translation>
    </message>
    <message>
        <source>expected a seed from 0 to 18446744073709551615, or a range such as 10..20</source>
        <translation>erwartet: ein Seed von 0 bis 18446744073709551615 oder ein Bereich wie 10..20</translation>
    </message>
    <message>
        <source>expected width and height such as 512x768</source>
        <translation>erwartet: Breite und Höhe wie 512x768</translation>
    </message>
    <message>
        <source>a size cannot be turned around; use width: and height:</source>
        <translation>eine Größe kann nicht umgekehrt werden; width: und height: verwenden</translation>
    </message>
    <message>
        <source>expected 2026, 2026-01, 2026-01-31, today, yesterday or a number of days (7d)</source>
        <translation>erwartet: 2026, 2026-01, 2026-01-31, today, yesterday oder eine Zahl von Tagen (7d)</translation>
    </message>
    <message>
        <source>expected one of {}</source>
        <translation>erwartet: eines von {}</translation>
    </message>
    <message>
        <source>only the first {} bytes are searched for</source>
        <translation>nur nach den ersten {} Byte wird gesucht</translation>
    </message>
    <message>
        <source>only the first {} terms are used</source>
        <translation>nur die ersten {} Begriffe werden verwendet</translation>
    </message>
    <message>
        <source>&quot;{}: {}&quot; has no counterpart here and was ignored</source>
        <translation>„{}: {}“ hat hier keine Entsprechung und wurde übergangen</translation>
    </message>
    <message>
        <source>&quot;{}&quot; has no value and was ignored</source>
        <translation>„{}“ hat keinen Wert und wurde übergangen</translation>
    </message>
    <message>
        <source>&quot;{}: {}&quot; was ignored: {}</source>
        <translation>„{}: {}“ wurde übergangen: {}</translation>
    </message>
    <message>
        <source>&quot;{}: {}&quot; was ignored: expected a number</source>
        <translation>„{}: {}“ wurde übergangen: erwartet: eine Zahl</translation>
    </message>
    <message>
        <source>&quot;Size: {}x{}&quot; was ignored: too large</source>
        <translation>„Size: {}x{}“ wurde übergangen: zu groß</translation>
    </message>
    <message>
        <source>&quot;Schedule type: {}&quot; is unknown and was ignored</source>
        <translation>„Schedule type: {}“ ist unbekannt und wurde übergangen</translation>
    </message>
    <message>
        <source>&quot;Sampler: {}&quot; was ignored: {}</source>
        <translation>„Sampler: {}“ wurde übergangen: {}</translation>
    </message>
    <message>
        <source>the text names no model; the built-in one is assumed</source>
        <translation>der Text nennt kein Modell; angenommen wird das eingebaute</translation>
    </message>
    <message>
        <source>the model is known by name only (&quot;{}&quot;); choose its file</source>
        <translation>das Modell ist nur dem Namen nach bekannt („{}“); seine Datei wählen</translation>
    </message>
    <message>
        <source>&quot;Emphasis: {}&quot; is unknown, expected Original, No norm, Ignore or None</source>
        <translation>„Emphasis: {}“ ist unbekannt, erwartet: Original, No norm, Ignore oder None</translation>
    </message>
    <message>
        <source>&quot;RNG: {}&quot; is unknown, expected CPU, GPU or NV</source>
        <translation>„RNG: {}“ ist unbekannt, erwartet: CPU, GPU oder NV</translation>
    </message>
    <message>
        <source>&quot;Denoising strength: {}&quot; was ignored: expected a number</source>
        <translation>„Denoising strength: {}“ wurde übergangen: erwartet: eine Zahl</translation>
    </message>
    <message>
        <source>this was made from another image, which the text does not name; choose it</source>
        <translation>dies entstand aus einem anderen Bild, das der Text nicht nennt; es auswählen</translation>
    </message>
    <message>
        <source>&quot;Hires upscaler: {}&quot; is not known here; Lanczos takes its place</source>
        <translation>„Hires upscaler: {}“ ist hier unbekannt; Lanczos tritt an seine Stelle</translation>
    </message>
    <message>
        <source>this was made with a mask, which the text does not hold; choose it</source>
        <translation>dies entstand mit einer Maske, die der Text nicht enthält; sie auswählen</translation>
    </message>
    <message>
        <source>the text has no parameters; only the prompts were taken</source>
        <translation>der Text hat keine Parameter; nur die Prompts wurden übernommen</translation>
    </message>
    <message>
        <source>parameters text: {}</source>
        <translation>Parametertext: {}</translation>
    </message>
    <message>
        <source>its state &quot;{}&quot; is unknown to this program</source>
        <translation>sein Zustand „{}“ ist diesem Programm unbekannt</translation>
    </message>
    <message>
        <source>its recipe cannot be read: {}</source>
        <translation>sein Rezept kann nicht gelesen werden: {}</translation>
    </message>
    <message>
        <source>AUTOMATIC1111 parameters</source>
        <translation>Parameter von AUTOMATIC1111</translation>
    </message>
    <message>
        <source>SwarmUI parameters</source>
        <translation>Parameter von SwarmUI</translation>
    </message>
    <message>
        <source>Fooocus parameters</source>
        <translation>Parameter von Fooocus</translation>
    </message>
    <message>
        <source>InvokeAI metadata</source>
        <translation>Metadaten von InvokeAI</translation>
    </message>
    <message>
        <source>ComfyUI graph</source>
        <translation>Graph von ComfyUI</translation>
    </message>
    <message>
        <source>NovelAI parameters</source>
        <translation>Parameter von NovelAI</translation>
    </message>
    <message>
        <source>ComfyUI workflow</source>
        <translation>Arbeitsablauf von ComfyUI</translation>
    </message>
    <message>
        <source>InvokeAI workflow</source>
        <translation>Arbeitsablauf von InvokeAI</translation>
    </message>
    <message>
        <source>this image carries {} (&quot;{}&quot;), which cannot be turned into a recipe</source>
        <translation>dieses Bild trägt {} („{}“); daraus lässt sich kein Rezept machen</translation>
    </message>
    <message>
        <source>neither an image, a Sfumato recipe nor a parameters text</source>
        <translation>weder ein Bild noch ein Rezept von Sfumato noch ein Parametertext</translation>
    </message>
    <message>
        <source>neither an image, a Sfumato recipe nor a text with parameters</source>
        <translation>weder ein Bild noch ein Rezept von Sfumato noch ein Text mit Parametern</translation>
    </message>
    <message>
        <source>the file is empty, expected an image or a recipe</source>
        <translation>die Datei ist leer, erwartet: ein Bild oder ein Rezept</translation>
    </message>
    <message>
        <source>the seed</source>
        <translation>der Seed</translation>
    </message>
    <message>
        <source>the model&apos;s name</source>
        <translation>der Name des Modells</translation>
    </message>
    <message>
        <source>the first ten digits of the model&apos;s hash</source>
        <translation>die ersten zehn Ziffern vom Hash des Modells</translation>
    </message>
    <message>
        <source>the sampler&apos;s name</source>
        <translation>der Name des Samplers</translation>
    </message>
    <message>
        <source>the schedule&apos;s name</source>
        <translation>der Name des Schedules</translation>
    </message>
    <message>
        <source>the number of steps</source>
        <translation>die Zahl der Schritte</translation>
    </message>
    <message>
        <source>the guidance</source>
        <translation>die Prompttreue</translation>
    </message>
    <message>
        <source>the beginning of the prompt, at most 48 bytes</source>
        <translation>der Anfang des Prompts, höchstens 48 Byte</translation>
    </message>
    <message>
        <source>the first six words of the prompt</source>
        <translation>die ersten sechs Wörter des Prompts</translation>
    </message>
    <message>
        <source>the name template is {} bytes, expected 1 to {}</source>
        <translation>die Namensvorlage ist {} Byte lang, erwartet: 1 bis {}</translation>
    </message>
    <message>
        <source>the name template has control characters or is not UTF-8</source>
        <translation>die Namensvorlage hat Steuerzeichen oder ist kein UTF-8</translation>
    </message>
    <message>
        <source>the name template &quot;{}&quot; has the character {}, which other systems refuse in names</source>
        <translation>die Namensvorlage „{}“ hat das Zeichen {}, das andere Systeme in Namen ablehnen</translation>
    </message>
    <message>
        <source>the name template &quot;{}&quot; has an empty part, expected names between single &quot;/&quot;</source>
        <translation>die Namensvorlage „{}“ hat einen leeren Teil, erwartet: Namen zwischen einzelnen „/“</translation>
    </message>
    <message>
        <source>the name template &quot;{}&quot; has &quot;..&quot;; names stay in the output folder</source>
        <translation>die Namensvorlage „{}“ hat „..“; Namen bleiben im Ausgabeordner</translation>
    </message>
    <message>
        <source>the name template &quot;{}&quot;: the bracket at character {} has no partner</source>
        <translation>die Namensvorlage „{}“: die Klammer an Zeichen {} hat kein Gegenstück</translation>
    </message>
    <message>
        <source>the name template has the unknown field [{}]; expected one of {}</source>
        <translation>die Namensvorlage hat das unbekannte Feld [{}]; erwartet: eines von {}</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>{}: not a picture of a known format</source>
        <translation>{}: kein Bild eines bekannten Formats</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>eine Liste von Texten</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>eine Liste</translation>
    </message>
    <message>
        <source>objects with prompt and negative_prompt</source>
        <translation>Objekte mit prompt und negative_prompt</translation>
    </message>
    <message>
        <source>a list of recipes</source>
        <translation>eine Liste von Rezepten</translation>
    </message>
    <message>
        <source>{}: this is no list of prompts, expected JSON with the field sfumato_prompts</source>
        <translation>{}: dies ist keine Liste von Prompts, erwartet: JSON mit dem Feld sfumato_prompts</translation>
    </message>
    <message>
        <source>{}: it is of version {}, this program knows version {}</source>
        <translation>{}: hat Version {}, dieses Programm kennt Version {}</translation>
    </message>
    <message>
        <source>{}: the trash has {} files of this name already</source>
        <translation>{}: der Papierkorb hat schon {} Dateien dieses Namens</translation>
    </message>
    <message>
        <source>cannot make a folder for deleted pictures</source>
        <translation>für gelöschte Bilder kann kein Ordner angelegt werden</translation>
    </message>
    <message>
        <source>{}: {} deleted pictures of this name are there already</source>
        <translation>{}: {} gelöschte Bilder dieses Namens sind schon da</translation>
    </message>
    <message>
        <source>cannot be deleted</source>
        <translation>kann nicht gelöscht werden</translation>
    </message>
    <message>
        <source>cannot be moved here</source>
        <translation>kann nicht hierher verschoben werden</translation>
    </message>
    <message>
        <source>cannot be moved away</source>
        <translation>kann nicht weg verschoben werden</translation>
    </message>
    <message>
        <source>{}: is no longer in the trash (expected {})</source>
        <translation>{}: ist nicht mehr im Papierkorb (erwartet: {})</translation>
    </message>
    <message>
        <source>{}: {} files of this name exist already</source>
        <translation>{}: {} Dateien dieses Namens gibt es schon</translation>
    </message>
    <message>
        <source>cannot write into this folder</source>
        <translation>in diesen Ordner kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>unknown picture format &quot;{}&quot;; expected png, jpeg or webp</source>
        <translation>unbekanntes Bildformat „{}“; erwartet: png, jpeg oder webp</translation>
    </message>
    <message>
        <source>no output was given, expected a file or a folder</source>
        <translation>kein Ziel ist angegeben, erwartet: eine Datei oder ein Ordner</translation>
    </message>
    <message>
        <source>{}: a file name cannot contain a NUL character</source>
        <translation>{}: ein Dateiname darf kein NUL-Zeichen enthalten</translation>
    </message>
    <message>
        <source>{}: expected a name that ends in .png, .jpg or .webp, or an existing folder (or one that ends in / and will be made)</source>
        <translation>{}: erwartet: ein Name, der auf .png, .jpg oder .webp endet, oder ein vorhandener Ordner (oder einer, der auf / endet und angelegt wird)</translation>
    </message>
    <message>
        <source>quality {}: expected {} to 100</source>
        <translation>Qualität {}: erwartet: {} bis 100</translation>
    </message>
    <message>
        <source>16 bits a sample are written as PNG only, not as {}</source>
        <translation>16 Bit je Wert werden nur als PNG geschrieben, nicht als {}</translation>
    </message>
    <message>
        <source>{}: {} is not a folder</source>
        <translation>{}: {} ist kein Ordner</translation>
    </message>
    <message>
        <source>{}: there is no folder {}</source>
        <translation>{}: den Ordner {} gibt es nicht</translation>
    </message>
    <message>
        <source>{}: {} pictures of this name exist already</source>
        <translation>{}: {} Bilder dieses Namens gibt es schon</translation>
    </message>
    <message>
        <source>{}: a WebP is at most {} pixels a side, found {}x{}; choose PNG</source>
        <translation>{}: ein WebP hat höchstens {} Pixel je Seite, gefunden: {}x{}; PNG wählen</translation>
    </message>
    <message>
        <source>{} of {} needs {} MiB with what is loaded besides, and {} MiB are free</source>
        <translation>{} von {} braucht mit dem sonst Geladenen {} MiB, und {} MiB sind frei</translation>
    </message>
    <message>
        <source>{}: input {} was given {} times, expected once</source>
        <translation>{}: Eingabe {} wurde {}-mal angegeben, erwartet: einmal</translation>
    </message>
    <message>
        <source>{}: has no input {}</source>
        <translation>{}: hat keine Eingabe {}</translation>
    </message>
    <message>
        <source>{}: input {} has {} bytes, expected {} for shape {}</source>
        <translation>{}: Eingabe {} hat {} Byte, erwartet: {} für die Form {}</translation>
    </message>
    <message>
        <source>{}: has no output {}</source>
        <translation>{}: hat keine Ausgabe {}</translation>
    </message>
    <message>
        <source>{}: output {} was given room for {} values, expected {}</source>
        <translation>{}: Ausgabe {} erhielt Platz für {} Werte, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: needs {} MiB for activations, but {} allows {} MiB in one allocation; choose a smaller picture</source>
        <translation>{}: braucht {} MiB für Zwischenergebnisse, aber {} erlaubt {} MiB je Speicherblock; ein kleineres Bild wählen</translation>
    </message>
    <message>
        <source>{}: weight {} needs {} MiB, but {} allows {} MiB in one allocation</source>
        <translation>{}: Gewicht {} braucht {} MiB, aber {} erlaubt {} MiB je Speicherblock</translation>
    </message>
    <message>
        <source>{}: input {} has shape {}, expected no zero dimension</source>
        <translation>{}: Eingabe {} hat die Form {}, erwartet: keine Dimension null</translation>
    </message>
    <message>
        <source>attention: {} channels do not divide into {} heads</source>
        <translation>Attention: {} Kanäle lassen sich nicht in {} Köpfe teilen</translation>
    </message>
    <message>
        <source>attention: q, k, v have {}, {}, {} channels</source>
        <translation>Attention: q, k, v haben {}, {}, {} Kanäle</translation>
    </message>
    <message>
        <source>cannot combine shapes {} and {}</source>
        <translation>die Formen {} und {} lassen sich nicht verknüpfen</translation>
    </message>
    <message>
        <source>concat: shapes {} and {} differ</source>
        <translation>concat: die Formen {} und {} sind verschieden</translation>
    </message>
    <message>
        <source>{}: input has shape {}, expected an image</source>
        <translation>{}: die Eingabe hat die Form {}, erwartet: ein Bild</translation>
    </message>
    <message>
        <source>{}: a convolution cannot end in GEGLU</source>
        <translation>{}: eine Faltung kann nicht in GEGLU enden</translation>
    </message>
    <message>
        <source>{}: image {} cannot be upsampled to {}x{}</source>
        <translation>{}: das Bild {} kann nicht auf {}x{} vergrößert werden</translation>
    </message>
    <message>
        <source>{}: image {} is too small for the convolution</source>
        <translation>{}: das Bild {} ist zu klein für die Faltung</translation>
    </message>
    <message>
        <source>{}: residual has shape {}, expected {}</source>
        <translation>{}: das Residuum hat die Form {}, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: shift is {} of {}, expected {} of [{}, ...]</source>
        <translation>{}: die Verschiebung ist {} von {}, erwartet: {} von [{}, ...]</translation>
    </message>
    <message>
        <source>convert: only to f32 and f16</source>
        <translation>convert: nur nach f32 und f16</translation>
    </message>
    <message>
        <source>embedding: ids are not i32</source>
        <translation>embedding: die Nummern sind nicht i32</translation>
    </message>
    <message>
        <source>geglu: {} channels do not halve</source>
        <translation>geglu: {} Kanäle lassen sich nicht halbieren</translation>
    </message>
    <message>
        <source>{}: {} channels do not divide into {} groups</source>
        <translation>{}: {} Kanäle lassen sich nicht in {} Gruppen teilen</translation>
    </message>
    <message>
        <source>{}: tensor {} has type {}, expected F32, F16 or BF16</source>
        <translation>{}: Tensor {} hat den Typ {}, erwartet: F32, F16 oder BF16</translation>
    </message>
    <message>
        <source>{}: tensor {} has shape {}, expected positive dimensions</source>
        <translation>{}: Tensor {} hat die Form {}, erwartet: positive Dimensionen</translation>
    </message>
    <message>
        <source>{}: tensor {} has shape {}, expected {}</source>
        <translation>{}: Tensor {} hat die Form {}, erwartet: {}</translation>
    </message>
    <message>
        <source>shapes {} and {} cannot be joined</source>
        <translation>die Formen {} und {} lassen sich nicht zusammenfügen</translation>
    </message>
    <message>
        <source>{}: {} elements in one tensor, the kernels count to 2^31</source>
        <translation>{}: {} Elemente in einem Tensor, die Kernel zählen bis 2^31</translation>
    </message>
    <message>
        <source>upsample: shape {} is not an image</source>
        <translation>upsample: die Form {} ist kein Bild</translation>
    </message>
    <message>
        <source>{}: symbol &apos;{}&apos; has two ids, {} and {}</source>
        <translation>{}: das Symbol „{}“ hat zwei Nummern, {} und {}</translation>
    </message>
    <message>
        <source>{}: the vocabulary lacks &apos;{}&apos;</source>
        <translation>{}: dem Vokabular fehlt „{}“</translation>
    </message>
    <message>
        <source>{}: merge {} (&apos;{} {}&apos;) needs &apos;{}&apos;, which is not in the vocabulary</source>
        <translation>{}: Verschmelzung {} („{} {}“) braucht „{}“, das nicht im Vokabular ist</translation>
    </message>
    <message>
        <source>{}: merge {} (&apos;{} {}&apos;) repeats merge {}</source>
        <translation>{}: Verschmelzung {} („{} {}“) wiederholt Verschmelzung {}</translation>
    </message>
    <message>
        <source>{}: not valid JSON</source>
        <translation>{}: kein gültiges JSON</translation>
    </message>
    <message>
        <source>{}: found a JSON {}, expected an object of symbols to ids</source>
        <translation>{}: gefunden: JSON {}, erwartet: ein Objekt aus Symbolen und Nummern</translation>
    </message>
    <message>
        <source>{}: symbol &apos;{}&apos; occurs twice</source>
        <translation>{}: das Symbol „{}“ kommt zweimal vor</translation>
    </message>
    <message>
        <source>{}: id of &apos;{}&apos; is {}, expected a whole number from 0 to {}</source>
        <translation>{}: die Nummer von „{}“ ist {}, erwartet: eine ganze Zahl von 0 bis {}</translation>
    </message>
    <message>
        <source>{}: &apos;{}&apos; and &apos;{}&apos; have the same id {}</source>
        <translation>{}: „{}“ und „{}“ haben dieselbe Nummer {}</translation>
    </message>
    <message>
        <source>{}: line {} is &apos;{}&apos;, expected two symbols and a space between them</source>
        <translation>{}: Zeile {} ist „{}“, erwartet: zwei Symbole und ein Leerzeichen dazwischen</translation>
    </message>
    <message>
        <source>{} with {}</source>
        <translation>{} mit {}</translation>
    </message>
    <message>
        <source>{}: no merges found</source>
        <translation>{}: keine Verschmelzungen gefunden</translation>
    </message>
    <message>
        <source>{}: not CLIP&apos;s vocabulary: SHA-256 is {}, expected {}</source>
        <translation>{}: nicht das Vokabular von CLIP: SHA-256 ist {}, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: {} bytes of gzip data, expected less than 4 GiB</source>
        <translation>{}: {} Byte gzip-Daten, erwartet: weniger als 4 GiB</translation>
    </message>
    <message>
        <source>{}: zlib did not start</source>
        <translation>{}: zlib startete nicht</translation>
    </message>
    <message>
        <source>{}: unpacks to more than {} bytes</source>
        <translation>{}: entpackt sich zu mehr als {} Byte</translation>
    </message>
    <message>
        <source>{}: damaged or incomplete gzip data ({})</source>
        <translation>{}: beschädigte oder unvollständige gzip-Daten ({})</translation>
    </message>
    <message>
        <source>unexpected end</source>
        <translation>unerwartetes Ende</translation>
    </message>
    <message>
        <source>prompt: the weight in &apos;(...:{})&apos; is not a number</source>
        <translation>Prompt: das Gewicht in „(...:{})“ ist keine Zahl</translation>
    </message>
    <message>
        <source>prompt: more than {} brackets are open at byte {}</source>
        <translation>Prompt: mehr als {} Klammern sind bei Byte {} offen</translation>
    </message>
    <message>
        <source>prompt: {} bytes long, expected at most {}</source>
        <translation>Prompt: {} Byte lang, erwartet: höchstens {}</translation>
    </message>
    <message>
        <source>prompt: nested weights multiply to {}, which is too large</source>
        <translation>Prompt: verschachtelte Gewichte ergeben {}, was zu groß ist</translation>
    </message>
    <message>
        <source>prompt schedule: {} steps, expected 1 to {}</source>
        <translation>Ablauf des Prompts: {} Schritte, erwartet: 1 bis {}</translation>
    </message>
    <message>
        <source>prompt: changing it over {} steps gives more than {} bytes of text</source>
        <translation>Prompt: sein Wechsel über {} Schritte ergibt mehr als {} Byte Text</translation>
    </message>
    <message>
        <source>{}: no CLIP vocabulary there; expected vocab.json with merges.txt, or {} (SHA-256 {})</source>
        <translation>{}: kein CLIP-Vokabular darin; erwartet: vocab.json mit merges.txt oder {} (SHA-256 {})</translation>
    </message>
    <message>
        <source>{}: the CLIP vocabulary is missing (a single-file checkpoint carries none). Needed: {} with SHA-256 {}, or the model&apos;s vocab.json together with merges.txt. Put it into one of these folders: {}; or name a folder in the environment variable SFUMATO_TOKENIZERS</source>
        <translation>{}: das CLIP-Vokabular fehlt (ein Checkpoint in einer Datei enthält keines). Gebraucht: {} mit SHA-256 {} oder vocab.json und merges.txt des Modells. In einen dieser Ordner legen: {}; oder einen Ordner in der Umgebungsvariablen SFUMATO_TOKENIZERS nennen</translation>
    </message>
    <message>
        <source>{}: is no valid JSON object, expected an index with weight_map</source>
        <translation>{}: ist kein gültiges JSON-Objekt, erwartet: ein Verzeichnis mit weight_map</translation>
    </message>
    <message>
        <source>{}: field weight_map is missing or no object, expected tensor names with file names</source>
        <translation>{}: das Feld weight_map fehlt oder ist kein Objekt, erwartet: Tensornamen mit Dateinamen</translation>
    </message>
    <message>
        <source>{}: weight_map &apos;{}&apos; is {}, expected a file name</source>
        <translation>{}: weight_map „{}“ ist {}, erwartet: ein Dateiname</translation>
    </message>
    <message>
        <source>{}: weight_map &apos;{}&apos; names the file &apos;{}&apos;, expected a file in the same folder</source>
        <translation>{}: weight_map „{}“ nennt die Datei „{}“, erwartet: eine Datei im selben Ordner</translation>
    </message>
    <message>
        <source>{}: {} of {} files that it lists are missing: {}{}</source>
        <translation>{}: {} von {} Dateien, die es aufführt, fehlen: {}{}</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; should be in {}, which does not have it</source>
        <translation>{}: Tensor „{}“ sollte in {} sein, wo er fehlt</translation>
    </message>
    <message>
        <source>{}: tensors &apos;{}&apos; and &apos;{}&apos; both stand for &apos;{}&apos;, expected one of them</source>
        <translation>{}: die Tensoren „{}“ und „{}“ stehen beide für „{}“, erwartet: einer von ihnen</translation>
    </message>
    <message>
        <source>{}: is no valid JSON{}</source>
        <translation>{}: ist kein gültiges JSON{}</translation>
    </message>
    <message>
        <source>: the file is empty</source>
        <translation>: die Datei ist leer</translation>
    </message>
    <message>
        <source>{}: is JSON {}, expected an object</source>
        <translation>{}: ist JSON {}, erwartet: ein Objekt</translation>
    </message>
    <message>
        <source>an integer of {} to {}</source>
        <translation>eine ganze Zahl von {} bis {}</translation>
    </message>
    <message>
        <source>1 to 64 positive integers</source>
        <translation>1 bis 64 positive ganze Zahlen</translation>
    </message>
    <message>
        <source>a positive integer or an array of them</source>
        <translation>eine positive ganze Zahl oder eine Liste davon</translation>
    </message>
    <message>
        <source>{}: field {} is {}, expected {}</source>
        <translation>{}: Feld {} ist {}, erwartet: {}</translation>
    </message>
    <message>
        <source>multipliers that keep channel counts below 2^28</source>
        <translation>Faktoren, mit denen die Zahl der Kanäle unter 2^28 bleibt</translation>
    </message>
    <message>
        <source>{}: field {} is {}, which only networks that this version cannot run have</source>
        <translation>{}: Feld {} ist {}; das haben nur Netze, die diese Version nicht ausführen kann</translation>
    </message>
    <message>
        <source>{}: field hidden_act is &apos;{}&apos;, expected quick_gelu or gelu</source>
        <translation>{}: Feld hidden_act ist „{}“, erwartet: quick_gelu oder gelu</translation>
    </message>
    <message>
        <source>{}: field {} is &apos;{}&apos;, expected epsilon or v_prediction</source>
        <translation>{}: Feld {} ist „{}“, erwartet: epsilon oder v_prediction</translation>
    </message>
    <message>
        <source>{}: field {} is {}, expected a number above 0 and at most {}</source>
        <translation>{}: Feld {} ist {}, erwartet: eine Zahl über 0 und höchstens {}</translation>
    </message>
    <message>
        <source>eps or v</source>
        <translation>eps oder v</translation>
    </message>
    <message>
        <source>{} part {}</source>
        <translation>{} Teil {}</translation>
    </message>
    <message>
        <source>{}: field beta_schedule is &apos;{}&apos;, expected scaled_linear or linear</source>
        <translation>{}: Feld beta_schedule ist „{}“, erwartet: scaled_linear oder linear</translation>
    </message>
    <message>
        <source>{}: field trained_betas is {}, expected null</source>
        <translation>{}: Feld trained_betas ist {}, erwartet: null</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; is missing</source>
        <translation>{}: Tensor „{}“ fehlt</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has shape {}, expected {} dimensions of at least 1</source>
        <translation>{}: Tensor „{}“ hat die Form {}, erwartet: {} Dimensionen von mindestens 1</translation>
    </message>
    <message>
        <source>{}: field {} is {}, expected {} as in the tensors of {}</source>
        <translation>{}: Feld {} ist {}, erwartet: {} wie in den Tensoren von {}</translation>
    </message>
    <message>
        <source>{}: the U-Net has levels of {} residual blocks, expected at least one in each; tensors of input_blocks are missing</source>
        <translation>{}: das U-Net hat Ebenen von {} Residualblöcken, erwartet: mindestens einer in jeder; Tensoren von input_blocks fehlen</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; takes text states of width {}, expected {} as in the others</source>
        <translation>{}: Tensor „{}“ nimmt Textzustände der Breite {}, erwartet: {} wie in den anderen</translation>
    </message>
    <message>
        <source>{}: the U-Net has no cross attention (no tensor &apos;*.attn2.to_k.weight&apos;), expected some</source>
        <translation>{}: das U-Net hat keine Cross-Attention (kein Tensor „*.attn2.to_k.weight“), erwartet: eine</translation>
    </message>
    <message>
        <source>{}: heads are given for {} levels, expected {} as in the tensors of {}</source>
        <translation>{}: Köpfe sind für {} Ebenen angegeben, erwartet: {} wie in den Tensoren von {}</translation>
    </message>
    <message>
        <source>{}: {} is {} at level {} with {} channels, expected a divisor of the channels{}</source>
        <translation>{}: {} ist {} auf Ebene {} mit {} Kanälen, erwartet: ein Teiler der Kanäle{}</translation>
    </message>
    <message>
        <source>the width of a head</source>
        <translation>die Breite eines Kopfes</translation>
    </message>
    <message>
        <source>the number of heads</source>
        <translation>die Zahl der Köpfe</translation>
    </message>
    <message>
        <source>; no config gives it: put num_heads into &lt;name&gt;.json beside the file</source>
        <translation>; keine Konfiguration gibt sie an: num_heads in &lt;name&gt;.json neben der Datei schreiben</translation>
    </message>
    <message>
        <source>{}: {} norm groups do not divide {} channels</source>
        <translation>{}: {} Gruppen der Normierung teilen {} Kanäle nicht</translation>
    </message>
    <message>
        <source>{}: field use_linear_projection is {}, expected {} as in the tensors of {}</source>
        <translation>{}: Feld use_linear_projection ist {}, erwartet: {} wie in den Tensoren von {}</translation>
    </message>
    <message>
        <source>{}: tensor &apos;time_embed.0.weight&apos; has shape {}, expected [..., {}] as &apos;input_blocks.0.0.weight&apos; has {} channels</source>
        <translation>{}: Tensor „time_embed.0.weight“ hat die Form {}, erwartet: [..., {}], da „input_blocks.0.0.weight“ {} Kanäle hat</translation>
    </message>
    <message>
        <source>{}: tensor &apos;middle_block.0.in_layers.2.weight&apos; has shape {}, expected {} channels as the last level</source>
        <translation>{}: Tensor „middle_block.0.in_layers.2.weight“ hat die Form {}, erwartet: {} Kanäle wie auf der letzten Ebene</translation>
    </message>
    <message>
        <source>{}: the VAE has {} levels (tensors &apos;encoder.down.N.block.0.conv1.weight&apos;), expected 1 to 16</source>
        <translation>{}: das VAE hat {} Ebenen (Tensoren „encoder.down.N.block.0.conv1.weight“), erwartet: 1 bis 16</translation>
    </message>
    <message>
        <source>{}: tensor &apos;encoder.conv_out.weight&apos; has {} channels, expected {} (mean and log-variance of {})</source>
        <translation>{}: Tensor „encoder.conv_out.weight“ hat {} Kanäle, erwartet: {} (Mittelwert und logarithmierte Varianz von {})</translation>
    </message>
    <message>
        <source>{}: tensor &apos;text_model.embeddings.position_embedding.weight&apos; has shape {}, expected [..., {}]</source>
        <translation>{}: Tensor „text_model.embeddings.position_embedding.weight“ hat die Form {}, erwartet: [..., {}]</translation>
    </message>
    <message>
        <source>{}: {} heads do not divide the text encoder&apos;s width {}</source>
        <translation>{}: {} Köpfe teilen die Breite des Text-Encoders nicht: {}</translation>
    </message>
    <message>
        <source>{}: bos_token_id {} and eos_token_id {}, expected ids below vocab_size {}</source>
        <translation>{}: bos_token_id {} und eos_token_id {}, erwartet: Nummern unter vocab_size {}</translation>
    </message>
    <message>
        <source>Stable Diffusion 2.x (single file)</source>
        <translation>Stable Diffusion 2.x (eine Datei)</translation>
    </message>
    <message>
        <source>U-Net with class conditioning (SDXL)</source>
        <translation>U-Net mit Klassenbedingung (SDXL)</translation>
    </message>
    <message>
        <source>Stable Diffusion U-Net (part of a diffusers folder)</source>
        <translation>Stable-Diffusion-U-Net (Teil eines Diffusers-Ordners)</translation>
    </message>
    <message>
        <source>Stable Diffusion U-Net (alone)</source>
        <translation>Stable-Diffusion-U-Net (allein)</translation>
    </message>
    <message>
        <source>KL VAE (part of a diffusers folder)</source>
        <translation>KL-VAE (Teil eines Diffusers-Ordners)</translation>
    </message>
    <message>
        <source>KL VAE (alone)</source>
        <translation>KL-VAE (allein)</translation>
    </message>
    <message>
        <source>Textual inversion</source>
        <translation>Textual Inversion</translation>
    </message>
    <message>
        <source>ESRGAN upscaler</source>
        <translation>ESRGAN-Vergrößerer</translation>
    </message>
    <message>
        <source>CLIP text encoder</source>
        <translation>CLIP-Text-Encoder</translation>
    </message>
    <message>
        <source>T5 encoder</source>
        <translation>T5-Encoder</translation>
    </message>
    <message>
        <source>{}: is {}, expected a Stable Diffusion 1.x checkpoint (&apos;model.diffusion_model.*&apos;) or a diffusers folder</source>
        <translation>{}: ist {}, erwartet: ein Checkpoint von Stable Diffusion 1.x („model.diffusion_model.*“) oder ein Diffusers-Ordner</translation>
    </message>
    <message>
        <source>of an unknown family</source>
        <translation>von unbekannter Familie</translation>
    </message>
    <message>
        <source>of the family &apos;{}&apos;</source>
        <translation>von der Familie „{}“</translation>
    </message>
    <message>
        <source>{}: the U-Net takes {} channels where the VAE makes {}: an inpainting or image-editing model, which this version cannot run</source>
        <translation>{}: das U-Net nimmt {} Kanäle, wo das VAE {} macht: ein Modell zum Inpainting oder zur Bildbearbeitung, das diese Version nicht ausführen kann</translation>
    </message>
    <message>
        <source>{}: the U-Net takes {} and gives {} channels, expected {} as the VAE&apos;s latents</source>
        <translation>{}: das U-Net nimmt {} und gibt {} Kanäle, erwartet: {} wie die Latents des VAE</translation>
    </message>
    <message>
        <source>{}: the U-Net takes text states of width {}, expected {} as the text encoder gives</source>
        <translation>{}: das U-Net nimmt Textzustände der Breite {}, erwartet: {}, wie der Text-Encoder sie gibt</translation>
    </message>
    <message>
        <source>{}: an override is {}, expected at least 1</source>
        <translation>{}: eine Ersetzung ist {}, erwartet: mindestens 1</translation>
    </message>
    <message>
        <source>{}: the {} is missing: no tensor &apos;{}*&apos;, expected a full checkpoint</source>
        <translation>{}: es fehlt: {}: kein Tensor „{}*“, erwartet: ein vollständiger Checkpoint</translation>
    </message>
    <message>
        <source>{}: is a folder without model_index.json, expected a diffusers folder or a .safetensors file</source>
        <translation>{}: ist ein Ordner ohne model_index.json, erwartet: ein Diffusers-Ordner oder eine .safetensors-Datei</translation>
    </message>
    <message>
        <source>Stable Diffusion 2.x (diffusers)</source>
        <translation>Stable Diffusion 2.x (Diffusers)</translation>
    </message>
    <message>
        <source>Stable Diffusion 1.x (diffusers)</source>
        <translation>Stable Diffusion 1.x (Diffusers)</translation>
    </message>
    <message>
        <source>{}: no such file or folder</source>
        <translation>{}: keine solche Datei, kein solcher Ordner</translation>
    </message>
    <message>
        <source>{}: the folder of the {} is missing</source>
        <translation>{}: es fehlt der Ordner für: {}</translation>
    </message>
    <message>
        <source>{}: {}; this version opens .safetensors files and diffusers folders</source>
        <translation>{}: {}; diese Version öffnet .safetensors-Dateien und Diffusers-Ordner</translation>
    </message>
    <message>
        <source>{}: has {} .safetensors files of other names, expected {}.safetensors or an index</source>
        <translation>{}: hat {} .safetensors-Dateien mit anderen Namen, erwartet: {}.safetensors oder ein Verzeichnis</translation>
    </message>
    <message>
        <source>{}: has weights of the {} only as PyTorch pickle (.bin); convert them to safetensors</source>
        <translation>{}: hat Gewichte nur als PyTorch-Pickle (.bin): {}; sie in safetensors umwandeln</translation>
    </message>
    <message>
        <source>{}: weights of the {} are missing: expected {}.safetensors</source>
        <translation>{}: Gewichte fehlen: {}: erwartet: {}.safetensors</translation>
    </message>
    <message>
        <source>another family</source>
        <translation>eine andere Familie</translation>
    </message>
    <message>
        <source>inpainting models</source>
        <translation>Modelle zum Inpainting</translation>
    </message>
    <message>
        <source>{}: field _class_name is {} ({}), expected StableDiffusionPipeline</source>
        <translation>{}: Feld _class_name ist {} ({}), erwartet: StableDiffusionPipeline</translation>
    </message>
    <message>
        <source>{}: tensors &apos;{}&apos; and &apos;{}&apos; overlap: data_offsets [{}, {}] and [{}, {}]</source>
        <translation>{}: die Tensoren „{}“ und „{}“ überlappen sich: data_offsets [{}, {}] und [{}, {}]</translation>
    </message>
    <message>
        <source>{}: truncated or damaged: the file is {} bytes, but its header promises {} bytes (tensor &apos;{}&apos; has data_offsets [{}, {}] in {} bytes of data); an incomplete download?</source>
        <translation>{}: abgeschnitten oder beschädigt: die Datei ist {} Byte groß, aber ihr Kopf verspricht {} Byte (Tensor „{}“ hat data_offsets [{}, {}] in {} Byte Daten); unvollständig heruntergeladen?</translation>
    </message>
    <message>
        <source>{}: is {} bytes, expected at least the 8 bytes of a safetensors header length{}</source>
        <translation>{}: ist {} Byte groß, erwartet: mindestens die 8 Byte der Kopflänge von safetensors{}</translation>
    </message>
    <message>
        <source>{}: is no safetensors file: header length is {}, expected at most {}{}</source>
        <translation>{}: ist keine safetensors-Datei: die Kopflänge ist {}, erwartet: höchstens {}{}</translation>
    </message>
    <message>
        <source>{}: truncated header: the file is {} bytes, but its header alone promises {} bytes; an incomplete download?</source>
        <translation>{}: abgeschnittener Kopf: die Datei ist {} Byte groß, aber schon ihr Kopf verspricht {} Byte; unvollständig heruntergeladen?</translation>
    </message>
    <message>
        <source>{}: is no safetensors file: header length is 0, expected at least 2</source>
        <translation>{}: ist keine safetensors-Datei: die Kopflänge ist 0, erwartet: mindestens 2</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>looks like a PyTorch zip archive (.ckpt, .pt) or another zip file; convert it to safetensors</source>
        <translation>sieht nach einem PyTorch-Zip-Archiv (.ckpt, .pt) oder einer anderen Zip-Datei aus; in safetensors umwandeln</translation>
    </message>
    <message>
        <source>looks like a PyTorch pickle (.ckpt, .pt); convert it to safetensors</source>
        <translation>sieht nach einem PyTorch-Pickle (.ckpt, .pt) aus; in safetensors umwandeln</translation>
    </message>
    <message>
        <source>looks like a git-lfs pointer, not the file itself; fetch it with &apos;git lfs pull&apos;</source>
        <translation>sieht nach einem git-lfs-Verweis aus, nicht nach der Datei selbst; sie mit „git lfs pull“ holen</translation>
    </message>
    <message>
        <source>looks like a GGUF file</source>
        <translation>sieht nach einer GGUF-Datei aus</translation>
    </message>
    <message>
        <source>looks like an image</source>
        <translation>sieht nach einem Bild aus</translation>
    </message>
    <message>
        <source>looks like a gzip archive</source>
        <translation>sieht nach einem gzip-Archiv aus</translation>
    </message>
    <message>
        <source>looks like text (HTML or XML): an incomplete download or an error page of a web site?</source>
        <translation>sieht nach Text (HTML oder XML) aus: unvollständig heruntergeladen oder die Fehlerseite einer Website?</translation>
    </message>
    <message>
        <source>looks like text: an incomplete download or an error message?</source>
        <translation>sieht nach Text aus: unvollständig heruntergeladen oder eine Fehlermeldung?</translation>
    </message>
    <message>
        <source>a boolean</source>
        <translation>ein Wahrheitswert</translation>
    </message>
    <message>
        <source>binary data</source>
        <translation>Binärdaten</translation>
    </message>
    <message>
        <source>{}: {} has more than {} values</source>
        <translation>{}: {} hat mehr als {} Werte</translation>
    </message>
    <message>
        <source>metadata key</source>
        <translation>Metadatenschlüssel</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>ein Array</translation>
    </message>
    <message>
        <source>{}: the header is no valid JSON at byte {}: {}</source>
        <translation>{}: der Kopf ist kein gültiges JSON bei Byte {}: {}</translation>
    </message>
    <message>
        <source>the header</source>
        <translation>der Kopf</translation>
    </message>
    <message>
        <source>__metadata__ key &apos;{}&apos;</source>
        <translation>__metadata__-Schlüssel „{}“</translation>
    </message>
    <message>
        <source>tensor &apos;{}&apos;</source>
        <translation>Tensor „{}“</translation>
    </message>
    <message>
        <source> field dtype</source>
        <translation> Feld dtype</translation>
    </message>
    <message>
        <source> field shape</source>
        <translation> Feld shape</translation>
    </message>
    <message>
        <source> field data_offsets</source>
        <translation> Feld data_offsets</translation>
    </message>
    <message>
        <source>an object of strings</source>
        <translation>ein Objekt aus Zeichenketten</translation>
    </message>
    <message>
        <source>an object with dtype, shape and data_offsets</source>
        <translation>ein Objekt mit dtype, shape und data_offsets</translation>
    </message>
    <message>
        <source>non-negative integers</source>
        <translation>nicht negative ganze Zahlen</translation>
    </message>
    <message>
        <source>an array of non-negative integers</source>
        <translation>ein Array nicht negativer ganzer Zahlen</translation>
    </message>
    <message>
        <source>an array of two non-negative integers</source>
        <translation>ein Array aus zwei nicht negativen ganzen Zahlen</translation>
    </message>
    <message>
        <source>{}: {} is {}, expected {}</source>
        <translation>{}: {} ist {}, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: {} &apos;{}&apos; is there twice, expected once</source>
        <translation>{}: {} „{}“ kommt zweimal vor, erwartet: einmal</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has an unknown field &apos;{}&apos;, expected dtype, shape and data_offsets</source>
        <translation>{}: Tensor „{}“ hat ein unbekanntes Feld „{}“, erwartet: dtype, shape und data_offsets</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has field {} twice, expected once</source>
        <translation>{}: Tensor „{}“ hat das Feld {} zweimal, erwartet: einmal</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has dtype {}, which this program cannot use</source>
        <translation>{}: Tensor „{}“ hat den dtype {}, den dieses Programm nicht verwenden kann</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has unknown dtype &apos;{}&apos;, expected F32, F16, BF16 or another known one</source>
        <translation>{}: Tensor „{}“ hat den unbekannten dtype „{}“, erwartet: F32, F16, BF16 oder ein anderer bekannter</translation>
    </message>
    <message>
        <source>{} in one dimension</source>
        <translation>{} in einer Dimension</translation>
    </message>
    <message>
        <source>an array of {}</source>
        <translation>ein Array aus {}</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has data_offsets [{}, {}], expected begin &lt;= end</source>
        <translation>{}: Tensor „{}“ hat data_offsets [{}, {}], erwartet: Anfang &lt;= Ende</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has no field {}</source>
        <translation>{}: Tensor „{}“ hat kein Feld {}</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has shape {}, whose size is no 63-bit number</source>
        <translation>{}: Tensor „{}“ hat die Form {}, deren Größe keine 63-Bit-Zahl ist</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has {} bytes of data, expected {} for {} of shape {}</source>
        <translation>{}: Tensor „{}“ hat {} Byte Daten, erwartet: {} für {} der Form {}</translation>
    </message>
    <message>
        <source>{}: the header is no valid JSON</source>
        <translation>{}: der Kopf ist kein gültiges JSON</translation>
    </message>
    <message>
        <source>{}: tensor name &apos;{}&apos; is reserved or given twice</source>
        <translation>{}: der Tensorname „{}“ ist reserviert oder zweimal angegeben</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has shape {}, which is too large</source>
        <translation>{}: Tensor „{}“ hat die Form {}, die zu groß ist</translation>
    </message>
    <message>
        <source>{}: {} bytes of data, expected {}</source>
        <translation>{}: {} Byte Daten, erwartet: {}</translation>
    </message>
    <message>
        <source>{}: tensor &apos;{}&apos; has {} bytes of data, expected those of {} {}</source>
        <translation>{}: Tensor „{}“ hat {} Byte Daten, erwartet: die von {} {}</translation>
    </message>
    <message>
        <source>{}: expected a name that ends in .csv, .tsv or .jsonl</source>
        <translation>{}: erwartet: ein Name, der auf .csv, .tsv oder .jsonl endet</translation>
    </message>
    <message>
        <source>the picture cannot be packed as PNG</source>
        <translation>Das Bild kann nicht als PNG gepackt werden</translation>
    </message>
    <message>
        <source>{}: cannot make this folder: {}</source>
        <translation>{}: dieser Ordner kann nicht angelegt werden: {}</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>kodiert</translation>
    </message>
    <message>
        <source>decoded</source>
        <translation>dekodiert</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>running</source>
        <translation>in Arbeit</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>upload</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>readback</source>
        <translation>Rücklesen</translation>
    </message>
    <message>
        <source>infinity</source>
        <translation>unendlich</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
</context>
<context>
    <name>core context</name>
    <message>
        <source>while loading {}</source>
        <translation>beim Laden von {}</translation>
    </message>
    <message>
        <source>after the device had been opened anew once</source>
        <translation>nachdem das Gerät einmal neu geöffnet worden war</translation>
    </message>
    <message>
        <source>of the picture that is forked</source>
        <translation>des Bildes, von dem abgezweigt wird</translation>
    </message>
    <message>
        <source>hires fix</source>
        <translation>Hires-Fix</translation>
    </message>
    <message>
        <source>loading the {}</source>
        <translation>beim Laden: {}</translation>
    </message>
    <message>
        <source>while reading it as {}</source>
        <translation>beim Lesen als {}</translation>
    </message>
    <message>
        <source>in the {} chunk at byte {} of the PNG</source>
        <translation>im Block {} bei Byte {} des PNG</translation>
    </message>
    <message>
        <source>prompt {} of the template</source>
        <translation>Prompt {} der Vorlage</translation>
    </message>
    <message>
        <source>in {}</source>
        <translation>Stelle: {}</translation>
    </message>
    <message>
        <source>in the wildcard __{}__, {}, value &quot;{}&quot;</source>
        <translation>im Platzhalter __{}__, {}, Wert „{}“</translation>
    </message>
    <message>
        <source>axis {}</source>
        <translation>Achse {}</translation>
    </message>
    <message>
        <source>grid cell {}, {}, {}</source>
        <translation>Gitterzelle {}, {}, {}</translation>
    </message>
    <message>
        <source>of the picture that was forked</source>
        <translation>des Bildes, von dem abgezweigt wurde</translation>
    </message>
    <message>
        <source>in {}, field models</source>
        <translation>in {}, Feld models</translation>
    </message>
    <message>
        <source>the picture {} was not written</source>
        <translation>das Bild {} wurde nicht geschrieben</translation>
    </message>
    <message>
        <source>while loading the CLIP vocabulary</source>
        <translation>beim Laden des CLIP-Vokabulars</translation>
    </message>
    <message>
        <source>while opening the files of {}</source>
        <translation>beim Öffnen der Dateien von {}</translation>
    </message>
    <message>
        <source>while reading the config of the {}</source>
        <translation>beim Lesen der Konfiguration: {}</translation>
    </message>
</context>
<context>
    <name>system</name>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner nicht gefunden</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>Zugriff verweigert</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>Vorgang nicht erlaubt</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>auf dem Gerät ist kein Platz mehr</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>Dateisystem nur lesbar</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>Datei gibt es schon</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>kein Ordner</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>ist ein Ordner</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>Ordner ist nicht leer</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Ein-/Ausgabefehler</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>zu viele offene Dateien</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>Datei zu groß</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>Dateiname zu lang</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>Plattenplatzbegrenzung überschritten</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>Speicher kann nicht belegt werden</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>Gerät oder Ressource belegt</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>ungültiges Argument</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>zu viele Ebenen symbolischer Verweise</translation>
    </message>
    <message>
        <source>Text file busy</source>
        <translation>Programmdatei in Gebrauch</translation>
    </message>
    <message>
        <source>Invalid cross-device link</source>
        <translation>Verweis zwischen verschiedenen Geräten</translation>
    </message>
    <message>
        <source>Resource temporarily unavailable</source>
        <translation>Ressource zeitweise nicht verfügbar</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>kein solches Gerät</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>kein solches Gerät, keine solche Adresse</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>veraltete Dateikennung</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>Verbindung zum Laufwerk getrennt</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>Verbindung unterbrochen</translation>
    </message>
    <message>
        <source>Interrupted system call</source>
        <translation>Systemaufruf unterbrochen</translation>
    </message>
    <message>
        <source>Bad file descriptor</source>
        <translation>ungültige Dateikennung</translation>
    </message>
    <message>
        <source>Operation not supported</source>
        <translation>Vorgang wird nicht unterstützt</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>Rechner ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>Zeit für die Verbindung überschritten</translation>
    </message>
    <message>
        <source>string {}</source>
        <translation>Zeichenkette {}</translation>
    </message>
    <message>
        <source>number {}</source>
        <translation>Zahl {}</translation>
    </message>
    <message>
        <source>boolean {}</source>
        <translation>Wahrheitswert {}</translation>
    </message>
    <message>
        <source>object {}</source>
        <translation>Objekt {}</translation>
    </message>
    <message>
        <source>array {}</source>
        <translation>Array {}</translation>
    </message>
    <message>
        <source>null null</source>
        <translation>null</translation>
    </message>
</context>
</TS>
