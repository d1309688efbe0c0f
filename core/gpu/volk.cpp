// The one place that compiles volk, which Debian ships as source: it loads libvulkan at run time, so that the program
// starts (and can explain itself) on machines without it.
#define VOLK_IMPLEMENTATION
#include <volk.h>
